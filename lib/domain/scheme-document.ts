import * as z from 'zod';
import { componentIdSchema, idSchema } from './ids.ts';
import { named } from './named.ts';
import { pointUnits, type Rounding, roundingModes, roundingOf } from './points.ts';
import { checkRule, ruleSchema } from './rules/index.ts';
import { pointsText, quantityText, tooFine } from './rules/rule.ts';
import type { Text } from './text.ts';

const line = () => z.string().min(1).max(4000);

/** A name or sentence in both languages, neither empty. */
const textSchema = named('SchemeText', () => z.strictObject({ zh: line(), en: line() }));

const assignedTarget = named('AssignedTarget', () => z.strictObject({ kind: z.literal('assigned') }));

const fixedTarget = named('FixedTarget', () => z.strictObject({ kind: z.literal('fixed'), value: quantityText() }));

const noTarget = named('NoTarget', () => z.strictObject({ kind: z.literal('none') }));

const targetSchema = named('TargetRule', () =>
  z.discriminatedUnion('kind', [assignedTarget(), fixedTarget(), noTarget()]),
);

const evidenceKind = named('EvidenceKind', () => z.strictObject({ id: idSchema(), name: textSchema() }));

const componentSchema = named('SchemeComponent', () =>
  z.strictObject({
    id: componentIdSchema(),
    name: textSchema(),
    fullPoints: pointsText(),
    unit: textSchema(),
    target: targetSchema(),
    rule: ruleSchema(),
    /** Kinds of evidence the method names for this component. */
    evidence: z.array(evidenceKind()).max(20),
    /** Whether the method asks for a check on the spot. */
    onSite: z.boolean(),
    /** Conditions on what may be counted, attested in the claim and checked by the assessor [D 12]. */
    eligibility: textSchema().optional(),
  }),
);

const indicatorSchema = named('SchemeIndicator', () =>
  z.strictObject({
    id: componentIdSchema(),
    name: textSchema(),
    /** The clause as published, in Chinese. */
    clause: line(),
    /** The cell of the method's last column as published, in Chinese: on what the points are checked. */
    checkedOn: line().optional(),
    maxPoints: pointsText(),
    components: z.array(componentSchema()).min(1).max(50),
  }),
);

const categorySchema = named('SchemeCategory', () =>
  z.strictObject({
    id: idSchema(),
    name: textSchema(),
    maxPoints: pointsText(),
    indicators: z.array(indicatorSchema()).min(1).max(50),
  }),
);

const roundingSchema = named('Rounding', () =>
  z.strictObject({ places: z.int().min(0).max(4), mode: z.enum(roundingModes) }),
);

const shape = () =>
  z.strictObject({
    id: idSchema(),
    title: textSchema(),
    source: line(),
    maxPoints: pointsText(),
    rounding: roundingSchema(),
    categories: z.array(categorySchema()).min(1).max(30),
  });

/** A version of the method as one JSON document. Its parts are described at the schema. */
export type SchemeDocument = z.infer<ReturnType<typeof shape>>;

/** A scheme that ships with the product, read when it is asked for. */
export interface ShippedScheme {
  readonly id: string;
  readonly load: () => Promise<SchemeDocument>;
}

/** A whole book fits into one transaction of the store. */
const componentsMax = 90;

const tooManyComponents: Text = {
  zh: `考核内容共多于 ${componentsMax} 项。`,
  en: `has more than ${componentsMax} components in all`,
};

type ComponentDocument = z.infer<ReturnType<typeof componentSchema>>;
type Path = (string | number)[];
type Complain = (path: Path, text: Text) => void;

/**
 * Validates any scheme: shapes, and what shapes can't say. Maxima add up per indicator, category and total; ids are
 * unique; settings fit their rule kind; points have no more places than the scheme keeps. Every fault names its place.
 */
export const schemeSchema = named('SchemeDocument', () =>
  shape().check(({ value: scheme, issues }) => {
    // What has not the form that it should have can't be compared with anything.
    if (issues.length > 0) return;
    const complain: Complain = (path, text) =>
      issues.push({ code: 'custom', input: scheme, path, message: text.en, params: { text } });
    if (componentsOf(scheme).length > componentsMax) complain(['categories'], tooManyComponents);
    checkIds(scheme, complain);
    checkDecimals(scheme, complain);
    checkSums(scheme, complain);
    for (const { component, path } of componentsOf(scheme))
      checkSettings(component, roundingOf(scheme), path, complain);
  }),
);

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
  for (const { component, path } of componentsOf(scheme)) check(component.fullPoints, [...path, 'fullPoints']);
}

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
    scheme.categories.map((category) => category.maxPoints),
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

function checkSettings(component: ComponentDocument, rounding: Rounding, at: Path, complain: Complain): void {
  const { rule, target, fullPoints } = component;
  // Points that are too fine have been complained of already, and can't be compared.
  if (pointUnits(fullPoints, rounding.decimals) === null) return;
  for (const { path, message } of checkRule(rule, { target, fullPoints, rounding }))
    complain([...at, ...path], message);
}
