import { canonical, fingerprint } from './canonical.ts';
import type { Findings } from './findings.ts';
import { compare, type Fraction, fraction } from './fraction.ts';
import { partsOf } from './recount.ts';
import type { Counted, Method } from './sealed-form.ts';

/**
 * Checks the scheme inside the snapshot: its hash over the whole document as it stands in the file, maxima that add
 * up, ids used once, and no points finer than it keeps.
 */
export function checkScheme(findings: Findings, sealed: Counted, document: unknown): void {
  findings.same('scheme-hash', '/schemeHash', null, sealed.schemeHash, fingerprint(canonical(document)));
  checkMaxima(findings, sealed.scheme);
  const ids = partsOf(sealed.scheme).map(({ part }) => part.id);
  findings.same('maxima', '/scheme', null, new Set(ids).size, ids.length);
  for (const { part } of partsOf(sealed.scheme)) {
    const { rule } = part;
    const points = rule.kind === 'top' ? [rule.placePoints, rule.targetPoints, rule.otherPoints] : [];
    const ofBands = rule.kind === 'bands' ? rule.bands.map((band) => band.points) : [];
    for (const text of [part.fullPoints, ...points, ...ofBands]) checkPoints(findings, sealed.scheme, part.id, text);
    for (const text of points)
      if (compare(fraction(text), fraction(part.fullPoints)) > 0)
        findings.differ('maxima', '/scheme', part.id, text, `≤ ${part.fullPoints}`);
  }
}

function checkPoints(findings: Findings, { rounding }: Method, part: string, text: string): void {
  const decimals = text.split('.')[1]?.length ?? 0;
  findings.count('maxima');
  if (decimals > rounding.places) findings.differ('maxima', '/scheme', part, text, `${rounding.places} decimals`);
}

function checkMaxima(findings: Findings, { maxPoints, categories }: Method): void {
  const check = (at: string, stated: string, parts: readonly string[]) => {
    findings.count('maxima');
    const sum = parts.map(fraction).reduce(plus);
    if (compare(sum, fraction(stated)) !== 0) findings.differ('maxima', at, null, stated, `${sum.over} ÷ ${sum.under}`);
  };
  const maxima = (of: readonly { readonly maxPoints: string }[]) => of.map((item) => item.maxPoints);
  check('/scheme/maxPoints', maxPoints, maxima(categories));
  categories.forEach((category, c) => {
    const at = `/scheme/categories/${c}`;
    check(`${at}/maxPoints`, category.maxPoints, maxima(category.indicators));
    category.indicators.forEach((indicator, i) => {
      const full = indicator.components.map(({ fullPoints }) => fullPoints);
      check(`${at}/indicators/${i}/maxPoints`, indicator.maxPoints, full);
    });
  });
}

const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});
