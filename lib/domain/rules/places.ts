import { compareQuantities, isPositive, type Quantity, shortestQuantity } from '../quantity.ts';

/** How equal amounts share places: 1, 1, 3 · 2, 2, 3 · 1, 1, 2 [D 5]. */
export const ties = ['competition', 'modified-competition', 'dense'] as const;

/** The name of a way with ties. */
export type Ties = (typeof ties)[number];

/** How many places count, and how those who tie share them. */
export interface PlaceRule {
  readonly places: number;
  readonly ties: Ties;
}

/** The values of one component over the cohort, as columns by district: exact, 0 where nothing counts. */
export interface ValueColumn {
  readonly whole: Float64Array;
  /** Millionths, or `null` where every value of the column is whole. */
  readonly micros: Int32Array | null;
}

/** The smallest amount that still earns the place points; `null` while no district holds a place. */
export type Cut = { readonly whole: number; readonly micros: number } | null;

/**
 * The cut of a column: who is at or above it is in the places [D 5]. Only values above 0 hold a place.
 * Places 2 over 9, 8, 8, 8, 6: competition 8 (four districts), modified competition 9, dense 8.
 */
export function cutOf(column: ValueColumn, { places, ties }: PlaceRule): Cut {
  const best = largest(column, ties === 'modified-competition' ? places + 1 : places, ties);
  if (best.length <= places) return best.at(-1) ?? null;
  // One more than the places, by modified competition only: whoever ties with the first that falls out falls out too.
  const out = best[places]!;
  return best.findLast((value) => isAbove(value, out)) ?? null;
}

/** Whether a district is at or above the cut. */
export function isWithin(cut: Cut, { whole, micros }: ValueColumn, district: number): boolean {
  if (!cut) return false;
  const amount = whole[district]!;
  return amount === cut.whole ? (micros ? micros[district]! : 0) >= cut.micros : amount > cut.whole;
}

type Amount = NonNullable<Cut>;

/** The `count` largest positive values, largest first; equal ones repeat unless places are dense. */
function largest({ whole, micros }: ValueColumn, count: number, ties: Ties): Amount[] {
  const best: Amount[] = [];
  // A whole amount below this changes nothing any more; without millionths neither does an equal one.
  let least = micros ? 0 : 1;
  for (let at = nextAtLeast(whole, least, 0); at < whole.length; at = nextAtLeast(whole, least, at + 1)) {
    const amount = { whole: whole[at]!, micros: micros ? micros[at]! : 0 };
    if (amount.whole > 0 || amount.micros > 0) insert(best, amount, count, ties);
    if (best.length === count) least = best[count - 1]!.whole + (micros ? 0 : 1);
  }
  return best;
}

/** The first position from `from` on that holds at least this much; the length if there is none. */
export function nextAtLeast(whole: Float64Array, least: number, from: number): number {
  let at = from;
  while (at < whole.length && whole[at]! < least) at++;
  return at;
}

function insert(best: Amount[], value: Amount, count: number, ties: Ties): void {
  let at = best.length;
  while (at > 0 && isAbove(value, best[at - 1]!)) at--;
  if (at === count || (ties === 'dense' && at > 0 && !isAbove(best[at - 1]!, value))) return;
  best.splice(at, 0, value);
  if (best.length > count) best.pop();
}

function isAbove(a: Amount, b: Amount): boolean {
  return a.whole === b.whole ? a.micros > b.micros : a.whole > b.whole;
}

/** One district's place within a component, and the neighbours that explain it. */
export interface Place {
  /** `null` for a value of 0 or none: it holds no place [D 5]. */
  readonly place: number | null;
  /** Whether another district has the same value and so the same place. */
  readonly isShared: boolean;
  /** Districts in all that hold a place. */
  readonly holders: number;
  /** The smallest value that is within the first places, as written by its district. */
  readonly cut: Quantity | null;
  /** Whether the own value is at or above the cut. */
  readonly isIn: boolean;
}

/** Gives the place of a value of the cohort. */
export type PlaceFinder = (own: Quantity | null) => Place;

/** The places among the cohort's values by the scheme's way with ties [D 5]: settled once, asked for any district. */
export function placesAmong(cohort: readonly Quantity[], rule: PlaceRule): PlaceFinder {
  const holders = cohort.filter(isPositive);
  const amount = cutOf(
    {
      whole: Float64Array.from(holders, (value) => value.whole),
      micros: Int32Array.from(holders, (value) => value.micros),
    },
    rule,
  );
  const cut =
    amount && (holders.find((value) => value.whole === amount.whole && value.micros === amount.micros) ?? null);
  const levels = levelsOf(holders);
  return (own) => {
    const among = own && isPositive(own) ? placeAmong(own, levels, rule.ties) : { place: null, isShared: false };
    return {
      ...among,
      holders: holders.length,
      cut,
      isIn: among.place !== null && cut !== null && compareQuantities(own!, cut) >= 0,
    };
  };
}

/** One of the cohort's amounts, and how many districts have at least this. */
interface Level {
  readonly value: Quantity;
  readonly atLeast: number;
}

/** The different amounts, largest first. */
function levelsOf(holders: readonly Quantity[]): Level[] {
  const levels: Level[] = [];
  const descending = [...holders].sort((a, b) => compareQuantities(b, a));
  descending.forEach((value, index) => {
    const next = descending[index + 1];
    if (!next || compareQuantities(value, next) > 0) levels.push({ value, atLeast: index + 1 });
  });
  return levels;
}

/** 1 plus larger ones · all that have at least as much · 1 plus larger amounts, by the way with ties. */
function placeAmong(own: Quantity, levels: readonly Level[], ties: Ties): Pick<Place, 'place' | 'isShared'> {
  let at = 0;
  let end = levels.length;
  while (at < end) {
    const middle = (at + end) >> 1;
    if (compareQuantities(levels[middle]!.value, own) > 0) at = middle + 1;
    else end = middle;
  }
  const larger = at === 0 ? 0 : levels[at - 1]!.atLeast;
  const level = levels[at];
  const atLeast = level && compareQuantities(level.value, own) === 0 ? level.atLeast : larger;
  const place = ties === 'dense' ? at + 1 : ties === 'competition' ? larger + 1 : atLeast;
  return { place, isShared: atLeast - larger > 1 };
}

/** A column's values as quantities, in the shortest notation. */
export function valuesOf({ whole, micros }: ValueColumn): Quantity[] {
  return Array.from(whole, (amount, district) => shortestQuantity(amount, micros?.[district] ?? 0));
}
