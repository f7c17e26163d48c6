import { canonical, fingerprint } from './canonical.ts';
import type { Findings } from './findings.ts';
import { numbersIn } from './formula.ts';
import { compare, fraction, sumOf } from './fraction.ts';
import { bestGradeOf, pointsIn } from './kinds/index.ts';
import { formulasOf, type Method, partsOf } from './method.ts';
import type { Counted } from './sealed-form.ts';

/**
 * Checks the scheme inside the snapshot: its hash over the whole document as it stands in the file, maxima that add
 * up, ids used once, no points finer than it keeps, grades in their order, and formulas that read what stands before
 * them. Returns whether it can be counted by.
 */
export function checkScheme(findings: Findings, { scheme, schemeHash }: Counted, document: unknown): boolean {
  findings.same('scheme-hash', '/schemeHash', null, schemeHash, fingerprint(canonical(document)));
  checkMaxima(findings, scheme);
  const parts = partsOf(scheme).map(({ part }) => part);
  findings.same('maxima', '/scheme', null, new Set(parts.map(({ id }) => id)).size, parts.length);
  for (const { id, fullPoints, lowestPoints, rule } of parts) {
    const { all, capped } = pointsIn(rule);
    for (const text of [fullPoints, lowestPoints, ...all]) checkPoints(findings, scheme, id, text);
    for (const text of capped)
      if (compare(fraction(text), fraction(fullPoints)) > 0)
        findings.differ('maxima', '/scheme', id, text, `≤ ${fullPoints}`);
    if (fraction(lowestPoints).over > 0n) findings.differ('maxima', '/scheme', id, lowestPoints, '≤ 0');
  }
  checkGrades(findings, scheme);
  return checkFormulas(findings, scheme);
}

function checkPoints(findings: Findings, { rounding }: Method, part: string, text: string): void {
  const decimals = text.split('.')[1]?.length ?? 0;
  findings.count('maxima');
  if (decimals > rounding.places) findings.differ('maxima', '/scheme', part, text, `${rounding.places} decimals`);
}

/** A category on top counts in the total, not in the maximum. */
function checkMaxima(findings: Findings, { maxPoints, categories }: Method): void {
  const check = (at: string, stated: string, parts: readonly string[]) => {
    findings.count('maxima');
    const sum = sumOf(parts.map(fraction));
    if (compare(sum, fraction(stated)) !== 0) findings.differ('maxima', at, null, stated, `${sum.over} ÷ ${sum.under}`);
  };
  const maxima = (of: readonly { readonly maxPoints: string }[]) => of.map((item) => item.maxPoints);
  check('/scheme/maxPoints', maxPoints, maxima(categories.filter(({ onTop }) => !onTop)));
  categories.forEach((category, c) => {
    const at = `/scheme/categories/${c}`;
    check(`${at}/maxPoints`, category.maxPoints, maxima(category.indicators));
    category.indicators.forEach((indicator, i) => {
      const full = indicator.components.map(({ fullPoints }) => fullPoints);
      check(`${at}/indicators/${i}/maxPoints`, indicator.maxPoints, full);
    });
  });
}

/** Each grade begins below the one before it, the last one with any total; vetoes name one of them. */
function checkGrades(findings: Findings, scheme: Method): void {
  const { grades = [] } = scheme;
  grades.forEach(({ from }, index) => {
    const at = `/scheme/grades/${index}/from`;
    const before = grades[index - 1]?.from ?? null;
    const isLast = index === grades.length - 1;
    findings.same('grades', at, null, from === null, isLast);
    if (from !== null && before !== null && compare(fraction(from), fraction(before)) >= 0)
      findings.differ('grades', at, null, from, `< ${before}`);
  });
  for (const { part } of partsOf(scheme)) {
    const best = bestGradeOf(part.rule);
    if (best === null) continue;
    findings.count('grades');
    if (!grades.some(({ id }) => id === best)) findings.differ('grades', '/scheme', part.id, best, 'a grade');
  }
}

/** Formulas read components that stand before theirs, so that nothing rests on itself. */
function checkFormulas(findings: Findings, scheme: Method): boolean {
  const before = new Set<string>();
  let isReadable = true;
  for (const { part } of partsOf(scheme)) {
    for (const { of } of formulasOf(part).flatMap(numbersIn)) {
      findings.count('formulas');
      if (before.has(of)) continue;
      findings.differ('formulas', '/scheme', part.id, of, 'a component before this one');
      isReadable = false;
    }
    before.add(part.id);
  }
  return isReadable;
}
