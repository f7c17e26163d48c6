/**
 * The method once more, on purpose written another way than the product and sharing no line with its arithmetic:
 * fractions of BigInts, places by counting, ranks by counting. Slow and obvious.
 */

/** What counts of one component on one basis. */
interface Counted {
  readonly value: Fraction | null;
  readonly target: Fraction | null;
  readonly deduction: Fraction | null;
}

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** Plain inputs of one component; texts as they were written. */
export interface PlainInputs {
  readonly target: string | null;
  readonly claim: { readonly value: string; readonly revision: number; readonly returned: boolean } | null;
  readonly verification: {
    readonly value: string;
    readonly claimRevision: number;
    readonly deduction: string | null;
  } | null;
}

/** A scheme's document as far as points depend on it. */
export interface PlainScheme {
  readonly rounding: { readonly places: number; readonly mode: string };
  readonly categories: readonly {
    readonly indicators: readonly { readonly components: readonly PlainComponent[] }[];
  }[];
}

interface PlainComponent {
  readonly id: string;
  readonly fullPoints: string;
  readonly target: { readonly kind: string; readonly value?: string };
  readonly rule: { readonly kind: string; readonly [setting: string]: unknown };
}

/** A cohort's result on one basis; points in units of the scheme's last place. */
export interface OracleResult {
  /** By district, then by component. */
  readonly points: readonly Readonly<Record<string, bigint>>[];
  readonly categories: readonly (readonly bigint[])[];
  readonly totals: readonly bigint[];
  readonly ranks: readonly number[];
}

/** Scores a cohort; a district is a record of inputs by component id. */
export function judge(
  scheme: PlainScheme,
  cohort: readonly Readonly<Record<string, PlainInputs>>[],
  basis: 'claimed' | 'verified',
): OracleResult {
  const parts = scheme.categories.map(({ indicators }) => indicators.flatMap(({ components }) => components));
  const points = cohort.map((): Record<string, bigint> => ({}));
  for (const part of parts.flat()) {
    const counted = cohort.map((district) => countedOf(part, district[part.id], basis));
    counted.forEach((own, district) => {
      points[district]![part.id] = rounded(exactPoints(part, own, counted), scheme.rounding);
    });
  }
  const categories = points.map((own) => parts.map((of) => sum(of.map(({ id }) => own[id]!))));
  const totals = categories.map(sum);
  const ranks = totals.map((own) => 1 + totals.filter((other) => other > own).length);
  return { points, categories, totals, ranks };
}

function countedOf({ target }: PlainComponent, inputs: PlainInputs | undefined, basis: string): Counted {
  const claim = inputs?.claim ?? null;
  const verification = inputs?.verification ?? null;
  const assigned = target.kind === 'fixed' ? target.value! : target.kind === 'none' ? null : (inputs?.target ?? null);
  const claimed = claim?.returned ? null : (claim?.value ?? null);
  const value = basis === 'claimed' ? claimed : (verification?.value ?? null);
  const judges = basis === 'verified' || (claim !== null && verification?.claimRevision === claim.revision);
  const deduction = judges ? (verification?.deduction ?? null) : null;
  return { value: fraction(value), target: fraction(assigned), deduction: fraction(deduction) };
}

const nothing: Fraction = { over: 0n, under: 1n };

function exactPoints(part: PlainComponent, own: Counted, cohort: readonly Counted[]): Fraction {
  const full = fraction(part.fullPoints)!;
  const { value, target, deduction } = own;
  if (value === null) return nothing;
  if (part.rule.kind === 'discretionary')
    return isAbove(value, nothing) ? full : deduction === null ? nothing : minus(full, deduction);
  if (part.rule.kind === 'bands') return bandPoints(part.rule, full, value, target);
  const isMet = target !== null && meets(value, target, part.rule.zeroTarget);
  if (part.rule.kind === 'top') return topPoints(part.rule, own, isMet, cohort);
  if (target === null) return nothing;
  if (isMet) return full;
  if (part.rule.kind === 'completion' || target.over === 0n) return nothing;
  return { over: full.over * value.over * target.under, under: full.under * value.under * target.over };
}

function meets(value: Fraction, target: Fraction, zeroTarget: unknown): boolean {
  if (target.over === 0n) return zeroTarget === 'any' || value.over > 0n;
  return !isAbove(target, value);
}

function topPoints(rule: PlainComponent['rule'], own: Counted, isMet: boolean, cohort: readonly Counted[]): Fraction {
  const holders = cohort.flatMap(({ value }) => (value && value.over > 0n ? [value] : []));
  const isPlaced = own.value!.over > 0n && placeBy(rule.ties, own.value!, holders) <= (rule.places as number);
  if (isPlaced && (isMet || rule.placeNeedsTarget === false)) return fraction(rule.placePoints as string)!;
  if (own.target === null) return nothing;
  return fraction((isMet ? rule.targetPoints : rule.otherPoints) as string)!;
}

/** The first band from whose edge the value, or the value over the target, is not on the wrong side. */
function bandPoints(rule: PlainComponent['rule'], full: Fraction, value: Fraction, target: Fraction | null): Fraction {
  if (rule.of === 'rate' && (target === null || target.over === 0n)) return nothing;
  const by = rule.of === 'rate' ? target! : { over: 1n, under: 1n };
  const measured = { over: value.over * by.under, under: value.under * by.over };
  for (const band of rule.bands as Record<string, string | null>[]) {
    const [from, upTo] = [fraction(band.from ?? null), fraction(band.upTo ?? null)];
    if ((from && isAbove(from, measured)) || (upTo && isAbove(measured, upTo))) continue;
    if (band.points!.startsWith('-')) return nothing;
    return isAbove(fraction(band.points!)!, full) ? full : fraction(band.points!)!;
  }
  return nothing;
}

function placeBy(ties: unknown, own: Fraction, holders: readonly Fraction[]): number {
  const larger = holders.filter((other) => isAbove(other, own));
  if (ties === 'competition') return larger.length + 1;
  if (ties === 'modified-competition') return holders.filter((other) => !isAbove(own, other)).length;
  return larger.filter((value, index) => !larger.slice(0, index).some((other) => isEqual(value, other))).length + 1;
}

/** In units of the last place: floor, then up by the doubled remainder. */
function rounded(exact: Fraction, { places, mode }: PlainScheme['rounding']): bigint {
  const over = exact.over * 10n ** BigInt(places);
  const floor = over / exact.under;
  const twiceRest = 2n * (over - floor * exact.under);
  if (twiceRest === exact.under) return mode === 'half-even' && floor % 2n === 0n ? floor : floor + 1n;
  return twiceRest > exact.under ? floor + 1n : floor;
}

function fraction(text: string | null): Fraction | null {
  if (text === null) return null;
  const point = text.indexOf('.');
  const decimals = point < 0 ? 0 : text.length - point - 1;
  return { over: BigInt(text.replace('.', '')), under: 10n ** BigInt(decimals) };
}

function minus(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under - b.over * a.under, under: a.under * b.under };
}

function isAbove(a: Fraction, b: Fraction): boolean {
  return a.over * b.under > b.over * a.under;
}

function isEqual(a: Fraction, b: Fraction): boolean {
  return a.over * b.under === b.over * a.under;
}

function sum(terms: readonly bigint[]): bigint {
  return terms.reduce((total, term) => total + term, 0n);
}
