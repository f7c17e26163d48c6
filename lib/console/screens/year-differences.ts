import type { Reply } from '../../client/index.ts';
import type { Graded } from '../grade.ts';

/** A sealed result as the API shows it. */
export type Final = Reply<'getFinal'>;

type Row = Final['rows'][number];
type Sealed = NonNullable<Row['components']>[number];

/** Something that was one thing and is another. */
export interface Pair<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** What of a component can differ. */
export type Fact = keyof typeof factOf;

/** What a correction changed of a district; `null` where rank, score or grade stayed. */
export interface ChangedDistrict {
  readonly district: string;
  readonly rank: Pair<number> | null;
  readonly score: Pair<string> | null;
  readonly grade: Pair<Graded> | null;
  readonly components: readonly {
    readonly component: string;
    readonly facts: readonly ({ readonly fact: Fact } & Pair<string | null>)[];
  }[];
}

const factOf = {
  claim: ({ claim }: Sealed) => claim?.value ?? null,
  returned: ({ claim }: Sealed) => claim && String(claim.returned),
  verified: ({ verification }: Sealed) => verification?.value ?? null,
  deduction: ({ verification }: Sealed) => verification?.deduction ?? null,
  evidence: ({ verification }: Sealed) => verification?.evidence.map(({ sha256 }) => sha256).join(' ') || null,
  onSite: ({ verification }: Sealed) =>
    verification?.onSite ? [verification.onSite.visitedOn, ...verification.onSite.participants].join(' ') : null,
  target: ({ target }: Sealed) => target,
  state: ({ state }: Sealed) => state,
  points: ({ points }: Sealed) => points,
  place: ({ place }: Sealed) => (place === null ? null : String(place)),
};

/**
 * What one sealed result of a cycle changed of another, in the order of the newer: every rank, score and grade that moved,
 * and of those whose components the caller may see every fact that differs.
 */
export function differencesOf(older: Final, newer: Final): ChangedDistrict[] {
  const before = new Map(older.rows.map((row) => [row.district, row]));
  return newer.rows.flatMap((row) => {
    const was = before.get(row.district);
    // The districts of a cycle never change.
    if (!was) return [];
    const changed = {
      district: row.district,
      rank: pairOf(was.rank, row.rank),
      score: pairOf(was.score, row.score),
      grade: gradesOf(was, row),
      components: changedComponents(was, row),
    };
    return changed.rank || changed.score || changed.grade || changed.components.length > 0 ? [changed] : [];
  });
}

function gradesOf(was: Graded, now: Graded): Pair<Graded> | null {
  const isSame = was.grade === now.grade && was.vetoes.join() === now.vetoes.join();
  const told = ({ grade, vetoes }: Graded) => ({ grade, vetoes });
  return isSame ? null : { before: told(was), after: told(now) };
}

function changedComponents(was: Row, now: Row): ChangedDistrict['components'] {
  const before = new Map(was.components?.map((part) => [part.component, part]));
  return (now.components ?? []).flatMap((part) => {
    const earlier = before.get(part.component);
    if (!earlier) return [];
    const facts = (Object.keys(factOf) as Fact[]).flatMap((fact) => {
      const pair = pairOf(factOf[fact](earlier), factOf[fact](part));
      return pair ? [{ fact, ...pair }] : [];
    });
    return facts.length > 0 ? [{ component: part.component, facts }] : [];
  });
}

function pairOf<Value>(before: Value, after: Value): Pair<Value> | null {
  return before === after ? null : { before, after };
}
