import {
  ceiling,
  type Fraction,
  floor,
  fraction,
  isAbove,
  isEqual,
  minus,
  over,
  plus,
  smaller,
  times,
  zero,
} from './exact-fraction.ts';
import type {
  PlainComponent,
  PlainOrder,
  PlainRule,
  PlainSide,
  PlainTies,
  PlainZeroTarget,
  RuleOf,
} from './plain-scheme.ts';

/** What a rule gives points for: a district's number, what it is compared with, and the numbers that it competes with. */
export interface Competing {
  /** The measure or the value that counts; there is one. */
  readonly number: Fraction;
  readonly target: Fraction | null;
  readonly deduction: Fraction | null;
  /** Of a rule per unit: where the base stands. */
  readonly from: Fraction | null;
  /** The numbers of all who take part in the same competition, the own one included. */
  readonly rivals: readonly Fraction[];
}

/** The exact points of a rule, not yet kept within any bounds; `null` where something that it needs is not there. */
export function exactPoints({ rule, fullPoints }: PlainComponent, own: Competing): Fraction | null {
  const full = fraction(fullPoints);
  switch (rule.kind) {
    case 'recorded':
    case 'veto':
      return zero;
    case 'discretionary':
      return isAbove(own.number, zero) ? full : own.deduction && minus(full, own.deduction);
    case 'completion':
      return own.target && (isMet(rule, own.number, own.target) ? full : zero);
    case 'proportional':
      return own.target && proportionalPoints(rule, full, own.number, own.target);
    case 'top':
      return topPoints(rule, own);
    case 'bands':
      return bandPoints(rule, own);
    case 'per-unit':
      return perUnitPoints(rule, own);
    case 'places':
      return placePoints(rule, placeIn(rule, own));
  }
}

function isMet(
  { order, zeroTarget }: { readonly order?: PlainOrder; readonly zeroTarget: PlainZeroTarget },
  number: Fraction,
  target: Fraction,
): boolean {
  if (order === 'at-most') return !isAbove(number, target);
  if (target.over === 0n && zeroTarget === 'positive') return isAbove(number, zero);
  return !isAbove(target, number);
}

function proportionalPoints(
  rule: RuleOf<'completion' | 'proportional'>,
  full: Fraction,
  number: Fraction,
  target: Fraction,
): Fraction {
  if (rule.order === 'at-most' && !isAbove(number, zero)) return full;
  if (rule.order !== 'at-most' && target.over === 0n) return isMet(rule, number, target) ? full : zero;
  const share = rule.order === 'at-most' ? over(target, number)! : over(number, target)!;
  return times(full, smaller(fraction('1'), share));
}

/** Without a target a number stands for its place only. */
function topPoints(rule: RuleOf<'top'>, own: Competing): Fraction | null {
  const met = own.target !== null && isMet(rule, own.number, own.target);
  const place = placeIn(rule, own);
  const isPlaced = place !== null && place <= rule.places;
  if (isPlaced && (met || !rule.placeNeedsTarget)) return fraction(rule.placePoints);
  return own.target && fraction(met ? rule.targetPoints : rule.otherPoints);
}

/** The first band from whose edge the number, or the number over the target, is not on the wrong side. */
function bandPoints({ of, bands }: RuleOf<'bands'>, { number, target }: Competing): Fraction | null {
  const measured = of === 'value' ? number : target && over(number, target);
  if (!measured) return null;
  const fits = bands.find((band) => {
    if ('from' in band) return band.from === null || !isAbove(fraction(band.from), measured);
    return band.upTo === null || !isAbove(measured, fraction(band.upTo));
  });
  return fraction(fits!.points);
}

function perUnitPoints(rule: RuleOf<'per-unit'>, { number, target, from }: Competing): Fraction | null {
  const at = rule.from === 'target' ? target : from;
  if (!at) return null;
  const base = fraction(rule.base);
  if (isAbove(number, at)) return rule.above ? plus(base, change(rule.above, minus(number, at))) : base;
  if (isAbove(at, number)) return rule.below ? plus(base, change(rule.below, minus(at, number))) : base;
  return base;
}

function change({ points, per, units, most }: PlainSide, distance: Fraction): Fraction {
  const exact = over(distance, fraction(per))!;
  const count = units === 'exact' ? exact : { over: units === 'full' ? floor(exact) : ceiling(exact), under: 1n };
  const all = times(fraction(points), count);
  if (most === undefined) return all;
  const [up, down] = [fraction(most), minus(zero, fraction(most))];
  return isAbove(all, up) ? up : isAbove(down, all) ? down : all;
}

function placePoints({ points, then }: RuleOf<'places'>, place: number | null): Fraction {
  if (place === null) return zero;
  const given = points[place - 1];
  if (given !== undefined) return fraction(given);
  if (!then) return zero;
  const beyond = { over: BigInt(place - points.length), under: 1n };
  const fallen = plus(fraction(points.at(-1)!), times(fraction(then.each), beyond));
  return isAbove(fraction(then.least), fallen) ? fraction(then.least) : fallen;
}

/** The place of a number in a competition, by counting; `null` for one that holds none. */
export function placeIn(rule: PlainRule, { number, rivals }: Pick<Competing, 'number' | 'rivals'>): number | null {
  if (rule.kind !== 'top' && rule.kind !== 'places') return null;
  const isPositiveOnly = rule.positiveOnly ?? rule.kind === 'top';
  const holders = isPositiveOnly ? rivals.filter((rival) => isAbove(rival, zero)) : rivals;
  if (!holders.some((holder) => isEqual(holder, number))) return null;
  const isBetter = (a: Fraction, b: Fraction) => (rule.order === 'at-most' ? isAbove(b, a) : isAbove(a, b));
  const better = holders.filter((holder) => isBetter(holder, number));
  const ties: PlainTies = rule.ties ?? 'competition';
  if (ties === 'competition') return better.length + 1;
  if (ties === 'modified-competition') return holders.filter((holder) => !isBetter(number, holder)).length;
  return better.filter((each, at) => !better.slice(0, at).some((other) => isEqual(each, other))).length + 1;
}
