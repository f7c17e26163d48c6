import { type Amount, compareAmounts, isPositive } from '../amount.ts';
import { amountAt, type CompetitiveColumn } from '../recalculation/board.ts';
import type { Order } from './setting-schemas.ts';

/** How equal amounts share places: 1, 1, 3 · 2, 2, 3 · 1, 1, 2 [D 5]. */
export const ties = ['competition', 'modified-competition', 'dense'] as const;

/** The name of a way with ties. */
export type Ties = (typeof ties)[number];

/** Who holds which place. */
export interface PlaceRule {
  readonly ties: Ties;
  /** Which way is better. */
  readonly order: Order;
  /** Whether only an amount above 0 holds a place. */
  readonly positiveOnly: boolean;
}

/** The places of a column: settled once, asked for any district. */
export interface Placement {
  /** 1 for the first; `null` for a district that holds no place. */
  placeAt(district: number): number | null;
  /** Whether another district has the same amount and so the same place. */
  isSharedAt(district: number): boolean;
  /** How many districts hold a place. */
  readonly holders: number;
  /** The amount of the last that is within so many places; `null` where nobody is. */
  cut(places: number): Amount | null;
}

/** The places of the districts of a column that have a number, by the scheme's way with ties [D 5]. */
export function placementOf(column: CompetitiveColumn, rule: PlaceRule): Placement {
  const sign = rule.order === 'at-most' ? -1 : 1;
  const holders: { readonly district: number; readonly amount: Amount }[] = [];
  for (let district = 0; district < column.standing.length; district++) {
    if (column.standing[district] === 0) continue;
    const amount = amountAt(column, district);
    if (!rule.positiveOnly || isPositive(amount)) holders.push({ district, amount });
  }
  holders.sort((a, b) => sign * compareAmounts(b.amount, a.amount));
  const places = new Uint32Array(column.standing.length);
  const shared = new Uint8Array(column.standing.length);
  let level = 0;
  for (let from = 0; from < holders.length; ) {
    level++;
    let to = from + 1;
    while (to < holders.length && compareAmounts(holders[to]!.amount, holders[from]!.amount) === 0) to++;
    const place = rule.ties === 'dense' ? level : rule.ties === 'competition' ? from + 1 : to;
    for (const { district } of holders.slice(from, to)) {
      places[district] = place;
      shared[district] = to - from > 1 ? 1 : 0;
    }
    from = to;
  }
  return {
    placeAt: (district) => places[district] || null,
    isSharedAt: (district) => shared[district] === 1,
    holders: holders.length,
    cut: (most) => holders.findLast(({ district }) => places[district]! <= most)?.amount ?? null,
  };
}

/** The smallest amount that still earns the place points; `null` while no district holds a place. */
export type Cut = { readonly whole: number; readonly micros: number } | null;

/** The amounts of a column without fractions. */
export type PlainColumn = Pick<CompetitiveColumn, 'whole' | 'micros'>;

/** How many places count, and how those who tie share them, where more is better and only amounts above 0 hold a place. */
export interface TopPlaces {
  readonly places: number;
  readonly ties: Ties;
}

/**
 * The cut of a column: who is at or above it is in the places [D 5]. The same as `placementOf` says, found without a sort.
 * Places 2 over 9, 8, 8, 8, 6: competition 8 (four districts), modified competition 9, dense 8.
 */
export function cutOf(column: PlainColumn, { places, ties }: TopPlaces): Cut {
  const best = largest(column, ties === 'modified-competition' ? places + 1 : places, ties);
  if (best.length <= places) return best.at(-1) ?? null;
  // One more than the places, by modified competition only: whoever ties with the first that falls out falls out too.
  const out = best[places]!;
  return best.findLast((value) => isAbove(value, out)) ?? null;
}

/** Whether a district is at or above the cut. */
export function isWithin(cut: Cut, { whole, micros }: PlainColumn, district: number): boolean {
  if (!cut) return false;
  const amount = whole[district]!;
  return amount === cut.whole ? (micros ? micros[district]! : 0) >= cut.micros : amount > cut.whole;
}

type Plain = NonNullable<Cut>;

/** The `count` largest positive values, largest first; equal ones repeat unless places are dense. */
function largest({ whole, micros }: PlainColumn, count: number, ties: Ties): Plain[] {
  const best: Plain[] = [];
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

function insert(best: Plain[], value: Plain, count: number, ties: Ties): void {
  let at = best.length;
  while (at > 0 && isAbove(value, best[at - 1]!)) at--;
  if (at === count || (ties === 'dense' && at > 0 && !isAbove(best[at - 1]!, value))) return;
  best.splice(at, 0, value);
  if (best.length > count) best.pop();
}

function isAbove(a: Plain, b: Plain): boolean {
  return a.whole === b.whole ? a.micros > b.micros : a.whole > b.whole;
}
