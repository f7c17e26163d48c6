import { pointUnits, roundingOf } from './points.ts';
import { type Before, expressionFaults } from './rules/expression.ts';
import { checkRule } from './rules/index.ts';
import { filledByOf, tooFine } from './rules/rule.ts';
import type { ComponentDocument, SchemeDocument } from './scheme-document.ts';
import type { Text } from './text.ts';

/** A whole book fits into one transaction of the store. */
const componentsMax = 90;

const tooManyComponents: Text = {
  zh: `考核内容共多于 ${componentsMax} 项。`,
  en: `has more than ${componentsMax} components in all`,
};

type Path = (string | number)[];
type Complain = (path: Path, text: Text) => void;

/** Complains of what the shape of a scheme document can't say, each fault at its place. */
export function checkScheme(scheme: SchemeDocument, complain: Complain): void {
  if (componentsOf(scheme).length > componentsMax) complain(['categories'], tooManyComponents);
  checkIds(scheme, complain);
  checkDecimals(scheme, complain);
  checkSums(scheme, complain);
  checkGrades(scheme, complain);
  const before = new Map<string, { hasTarget: boolean }>();
  for (const { component, path } of componentsOf(scheme)) {
    checkSettings(scheme, component, before, path, complain);
    before.set(component.id, { hasTarget: component.target.kind !== 'none' });
  }
}

function componentsOf(scheme: SchemeDocument) {
  return scheme.categories.flatMap((category, c) =>
    category.indicators.flatMap((indicator, i) =>
      indicator.components.map((component, k) => ({
        component,
        path: ['categories', c, 'indicators', i, 'components', k] as Path,
      })),
    ),
  );
}

function checkIds(scheme: SchemeDocument, complain: Complain): void {
  const once = ({ zh, en }: Text) => {
    const seen = new Set<string>();
    return (id: string, path: Path) => {
      if (seen.has(id))
        complain([...path, 'id'], { zh: `${zh}编号“${id}”用了两次。`, en: `the ${en} id "${id}" is used twice` });
      seen.add(id);
    };
  };
  const grade = once({ zh: '等次', en: 'grade' });
  (scheme.grades ?? []).forEach(({ id }, index) => {
    grade(id, ['grades', index]);
  });
  const category = once({ zh: '类别', en: 'category' });
  const indicator = once({ zh: '指标', en: 'indicator' });
  const component = once({ zh: '考核内容', en: 'component' });
  scheme.categories.forEach((item, c) => {
    category(item.id, ['categories', c]);
    item.indicators.forEach((entry, i) => {
      indicator(entry.id, ['categories', c, 'indicators', i]);
    });
  });
  for (const entry of componentsOf(scheme)) {
    component(entry.component.id, entry.path);
    const kind = once({ zh: '佐证种类', en: 'evidence kind' });
    entry.component.evidence.forEach(({ id }, k) => {
      kind(id, [...entry.path, 'evidence', k]);
    });
  }
}

function checkDecimals(scheme: SchemeDocument, complain: Complain): void {
  const { decimals } = roundingOf(scheme);
  const check = (text: string, path: Path) => {
    if (pointUnits(text, decimals) === null) complain(path, tooFine(text, decimals));
  };
  check(scheme.maxPoints, ['maxPoints']);
  scheme.categories.forEach((category, c) => {
    check(category.maxPoints, ['categories', c, 'maxPoints']);
    category.indicators.forEach((indicator, i) => {
      check(indicator.maxPoints, ['categories', c, 'indicators', i, 'maxPoints']);
    });
  });
  for (const { component, path } of componentsOf(scheme)) {
    check(component.fullPoints, [...path, 'fullPoints']);
    check(component.lowestPoints ?? '0', [...path, 'lowestPoints']);
  }
  (scheme.grades ?? []).forEach(({ from }, index) => {
    check(from ?? '0', ['grades', index, 'from']);
  });
}

/** Each grade begins below the one before, and the last one alone takes the rest. */
function checkGrades({ grades = [] }: SchemeDocument, complain: Complain): void {
  grades.forEach(({ from }, index) => {
    const path = ['grades', index, 'from'];
    const before = grades[index - 1]?.from ?? null;
    if ((from === null) !== (index === grades.length - 1)) complain(path, lastTakesRest);
    else if (from !== null && before !== null && exact(from) >= exact(before)) complain(path, notBelow);
  });
}

const lastTakesRest = { zh: '只有最后一个等次的起分为 null。', en: 'the last grade, and no other, has null' };
const notBelow = { zh: '须低于前一等次的起分。', en: 'is not below the grade before' };

/** In ten-thousandths, so that every text the schema admits is exact. */
const exact = (text: string): number => pointUnits(text, 4)!;

function checkSums(scheme: SchemeDocument, complain: Complain): void {
  const check = (path: Path, stated: string, parts: string[], { zh, en }: Text) => {
    const sum = parts.reduce((total, part) => total + exact(part), 0);
    if (sum === exact(stated)) return;
    const added = sum / 10_000;
    complain([...path, 'maxPoints'], {
      zh: `写的是 ${stated}，而各${zh}合计 ${added}。`,
      en: `is ${stated}, but its ${en} add up to ${added}`,
    });
  };
  check(
    [],
    scheme.maxPoints,
    scheme.categories.filter(({ onTop }) => !onTop).map((category) => category.maxPoints),
    { zh: '类别', en: 'categories' },
  );
  scheme.categories.forEach((category, c) => {
    const path = ['categories', c];
    check(
      path,
      category.maxPoints,
      category.indicators.map((indicator) => indicator.maxPoints),
      { zh: '指标', en: 'indicators' },
    );
    category.indicators.forEach((indicator, i) => {
      const parts = indicator.components.map((component) => component.fullPoints);
      check([...path, 'indicators', i], indicator.maxPoints, parts, {
        zh: '项考核内容',
        en: 'components',
      });
    });
  });
}

function checkSettings(
  scheme: SchemeDocument,
  component: ComponentDocument,
  before: Before,
  at: Path,
  complain: Complain,
): void {
  const rounding = roundingOf(scheme);
  const { rule, target, fullPoints, lowestPoints = '0', measure, unless } = component;
  const isTooFine = [fullPoints, lowestPoints].some((text) => pointUnits(text, rounding.decimals) === null);
  // Points that are too fine have been complained of already, and can't be compared.
  if (isTooFine) return;
  if (exact(lowestPoints) > 0) complain([...at, 'lowestPoints'], aboveZero);
  if (measure !== undefined && component.filledBy === 'assessor') complain([...at, 'filledBy'], measuredAndFilled);
  const expressions = [
    ...(measure === undefined ? [] : expressionFaults(measure, before, ['measure'])),
    ...(unless?.atLeast ?? []).flatMap((part, index) => expressionFaults(part, before, ['unless', 'atLeast', index])),
  ];
  const grades = (scheme.grades ?? []).map(({ id }) => id);
  const filledBy = filledByOf(component);
  const settings = { target, fullPoints, lowestPoints, rounding, filledBy, grades, before };
  for (const { path, message } of [...expressions, ...checkRule(rule, settings)]) complain([...at, ...path], message);
}

const aboveZero = { zh: '不得大于 0。', en: 'is above 0' };
const measuredAndFilled = {
  zh: '有测算式（measure）的考核内容无人填报，不能写 filledBy。',
  en: 'a component with a measure is filled by nobody',
};
