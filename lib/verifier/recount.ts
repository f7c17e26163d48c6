import { earnedPoints, stateInForce } from './earned-points.ts';
import { compare, type Fraction, fraction, roundedUnits } from './fraction.ts';
import type { CountedRow, Method, MethodPart } from './sealed-form.ts';

/** What one component must say. Points are counted in units of the scheme's last place. */
export interface RecountedPart {
  readonly units: bigint;
  readonly state: string;
  readonly place: number | null;
}

/** What one district must say. */
export interface RecountedRow {
  readonly parts: readonly RecountedPart[];
  /** By category, in the scheme's order. */
  readonly categories: readonly bigint[];
  readonly total: bigint;
  readonly rank: number;
}

/** The method's scored parts in order, each with the position of its category. */
export function partsOf({ categories }: Method): { readonly part: MethodPart; readonly category: number }[] {
  return categories.flatMap(({ indicators }, category) =>
    indicators.flatMap(({ components }) => components.map((part) => ({ part, category }))),
  );
}

/**
 * Computes every place, state, points, sum and rank anew from what was claimed, verified and assigned.
 * The rows' components are the method's parts, in its order. Reads nothing of the stated outcome.
 */
export function recount(method: Method, rows: readonly CountedRow[]): RecountedRow[] {
  const parts = partsOf(method);
  const places = parts.map(({ part }, index) => placesIn(part, rows, index));
  const scored = rows.map((row, position) => {
    const counted = parts.map(({ part }, index): RecountedPart => {
      const sealed = row.components[index]!;
      const place = places[index]![position] ?? null;
      const isInPlaces = part.rule.kind === 'top' && place !== null && place <= part.rule.places;
      const units = roundedUnits(earnedPoints(part, sealed, isInPlaces), method.rounding);
      return { units, state: stateInForce(part, sealed), place };
    });
    const categories = method.categories.map((_, category) =>
      counted.reduce((sum, { units }, index) => (parts[index]!.category === category ? sum + units : sum), 0n),
    );
    return { parts: counted, categories, total: categories.reduce((sum, units) => sum + units, 0n) };
  });
  const ranks = ranksOf(scored.map(({ total }) => total));
  return scored.map((row) => ({ ...row, rank: ranks.get(row.total)! }));
}

function placesIn({ rule }: MethodPart, rows: readonly CountedRow[], index: number): readonly (number | null)[] {
  if (rule.kind !== 'top') return [];
  const amounts = rows.map(({ components }) => components[index]!.verification);
  return placesHeld(
    amounts.map((verification) => (verification === null ? null : fraction(verification.value))),
    rule.ties,
  );
}

/** Larger first; equal totals share a rank: 70, 65, 65, 64 → 1, 2, 2, 4 [D 11]. */
function ranksOf(totals: readonly bigint[]): ReadonlyMap<bigint, number> {
  const ranks = new Map<bigint, number>();
  const descending = [...totals].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0));
  descending.forEach((total, index) => {
    if (!ranks.has(total)) ranks.set(total, index + 1);
  });
  return ranks;
}

/** How those who tie share places: 1, 1, 3 · 2, 2, 3 · 1, 1, 2 [D 5]. */
type TieRule = 'competition' | 'modified-competition' | 'dense';

/**
 * The place of every amount, larger first, or `null` for none and for zero, which hold no place [D 5].
 * 9, 8, 8, 8, 6 → 1, 2, 2, 2, 5 · modified 1, 4, 4, 4, 5 · dense 1, 2, 2, 2, 3.
 */
function placesHeld(amounts: readonly (Fraction | null)[], ties: TieRule): (number | null)[] {
  const places: (number | null)[] = amounts.map(() => null);
  const holders = amounts
    .flatMap((amount, index) => (amount !== null && amount.over > 0n ? [{ amount, index }] : []))
    .sort((a, b) => compare(b.amount, a.amount));
  let from = 0;
  for (let level = 1; from < holders.length; level++) {
    let to = from + 1;
    while (to < holders.length && compare(holders[to]!.amount, holders[from]!.amount) === 0) to++;
    const place = ties === 'competition' ? from + 1 : ties === 'dense' ? level : to;
    for (const { index } of holders.slice(from, to)) places[index] = place;
    from = to;
  }
  return places;
}
