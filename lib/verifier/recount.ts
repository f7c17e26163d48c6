import { countColumn } from './count-column.ts';
import { compare, type Fraction, fraction, ofUnits } from './fraction.ts';
import { bestGradeOf } from './kinds/index.ts';
import { type Column, Ledger } from './ledger.ts';
import { claimedParts, type Method, partsOf } from './method.ts';
import type { CountedRow } from './sealed-form.ts';
import { stateInForce } from './state-in-force.ts';

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
  /** `null` in a scheme without grades. */
  readonly graded: Graded | null;
}

/** A grade, and the vetoes that lowered it to this. */
export interface Graded {
  readonly grade: string;
  readonly vetoes: readonly string[];
}

/**
 * Computes every place, state, points, sum, rank and grade anew from what was claimed, verified, recorded and assigned.
 * The rows' components are the method's parts, in its order. Reads nothing of the stated outcome.
 */
export function recount(method: Method, rows: readonly CountedRow[]): RecountedRow[] {
  const parts = partsOf(method);
  const columns = countAll(method, rows);
  const scored = rows.map((row, district) => {
    const states = statesOf(method, row);
    const counted = columns.map(
      ({ points, places }, index): RecountedPart => ({
        units: points[district]!,
        state: states[index]!,
        place: places[district]!,
      }),
    );
    const categories = method.categories.map((_, category) =>
      counted.reduce((sum, { units }, index) => (parts[index]!.category === category ? sum + units : sum), 0n),
    );
    return { parts: counted, categories, total: categories.reduce((sum, units) => sum + units, 0n) };
  });
  const ranks = ranksOf(scored.map(({ total }) => total));
  return scored.map((row, district) => ({
    ...row,
    rank: ranks.get(row.total)!,
    graded: gradedOf(method, row.total, columns, district),
  }));
}

/** The result is on the verified basis; on the claimed one only what formulas take from there is counted [D 1]. */
function countAll(method: Method, rows: readonly CountedRow[]): readonly Column[] {
  const ledger = new Ledger(rows, method.rounding.places);
  const claimed = claimedParts(method);
  return partsOf(method).map(({ part }, index) => {
    if (claimed.has(part.id))
      ledger.enter(part.id, 'claimed', countColumn(ledger, part, index, 'claimed', method.rounding));
    const column = countColumn(ledger, part, index, 'verified', method.rounding);
    ledger.enter(part.id, 'verified', column);
    return column;
  });
}

function statesOf(method: Method, { components }: CountedRow): readonly string[] {
  const states = new Map<string, string>();
  return partsOf(method).map(({ part }, index) => {
    const state = stateInForce(part, components[index]!, (id) => states.get(id)!);
    states.set(part.id, state);
    return state;
  });
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

/** The grade of the total, and where vetoes allow a lower one at best, the lowest of these. */
function gradedOf(method: Method, total: bigint, columns: readonly Column[], district: number): Graded | null {
  const { grades, rounding } = method;
  if (!grades) return null;
  const points: Fraction = ofUnits(total, rounding.places);
  const byTotal = grades.findIndex(({ from }) => from === null || compare(points, fraction(from)) >= 0);
  const lower = partsOf(method).flatMap(({ part }, index) => {
    const best = grades.findIndex(({ id }) => id === bestGradeOf(part.rule));
    const number = columns[index]!.numbers[district]!;
    return best > byTotal && number !== null && number.over > 0n ? [{ id: part.id, best }] : [];
  });
  const lowest = Math.max(byTotal, ...lower.map(({ best }) => best));
  return { grade: grades[lowest]?.id ?? '', vetoes: lower.map(({ id }) => id) };
}
