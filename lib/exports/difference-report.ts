import type { SealedComponent, SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import type { Text } from '../domain/text.ts';

/** Something that was one thing in the older result and is another in the newer; `null` where there was or is none. */
export interface Difference<Value> {
  readonly before: Value | null;
  readonly after: Value | null;
}

/** A fact of a component that scoring reads or that follows from it. */
export type ComponentFact =
  | 'claim'
  | 'returned'
  | 'verified'
  | 'deduction'
  | 'evidence'
  | 'onSite'
  | 'target'
  | 'state'
  | 'points'
  | 'place';

/** What changed of one component: only facts that differ, each as text. */
export interface ComponentDifference {
  readonly component: string;
  readonly facts: Readonly<Partial<Record<ComponentFact, Difference<string>>>>;
}

/** What changed of one district. `rank` and `score` are `null` where they stayed. */
export interface DistrictDifference {
  readonly district: string;
  readonly name: Text;
  readonly rank: Difference<number> | null;
  readonly score: Difference<string> | null;
  /** Ids of grades; left out where it stayed, as in schemes without grades. */
  readonly grade?: Difference<string>;
  /** The numbers of the district that formulas read, by their names; only those that differ, left out where none does. */
  readonly coefficients?: Readonly<Record<string, Difference<string>>>;
  readonly components: readonly ComponentDifference[];
}

/** What a correction changed, district by district in the newer result's order. */
export interface DifferenceReport {
  readonly cycle: string;
  readonly older: number;
  readonly newer: number;
  readonly districts: readonly DistrictDifference[];
}

/**
 * Compares two sealed results of a cycle: values that changed, and every place, points, score and rank that moved,
 * also of districts whose own values stayed. Districts with no difference are left out.
 */
export function differencesBetween(older: Snapshot, newer: Snapshot): DifferenceReport {
  const before = new Map(older.rows.map((row) => [row.district, row]));
  const after = new Map(newer.rows.map((row) => [row.district, row]));
  const gone = older.rows.filter(({ district }) => !after.has(district));
  const districts = [...newer.rows, ...gone].flatMap(({ district }) => {
    const found = districtDifference(before.get(district), after.get(district));
    return found.rank || found.score || found.coefficients || found.components.length > 0 ? [found] : [];
  });
  return { cycle: newer.cycle, older: older.revision, newer: newer.revision, districts };
}

function districtDifference(before: SealedDistrict | undefined, after: SealedDistrict | undefined): DistrictDifference {
  const { district, name } = (after ?? before)!;
  const older = new Map(before?.components.map((part) => [part.component, part]));
  const newer = new Map(after?.components.map((part) => [part.component, part]));
  const ids = new Set([...newer.keys(), ...older.keys()]);
  const components = [...ids].flatMap((component): ComponentDifference[] => {
    const facts = movedFacts(older.get(component), newer.get(component));
    return Object.keys(facts).length === 0 ? [] : [{ component, facts }];
  });
  const grade = difference(before?.grade ?? null, after?.grade ?? null);
  const coefficients = coefficientDifferences(before?.coefficients, after?.coefficients);
  return {
    district,
    name,
    ...(grade && { grade }),
    ...(coefficients && { coefficients }),
    rank: difference(before?.rank ?? null, after?.rank ?? null),
    score: difference(before?.score ?? null, after?.score ?? null),
    components,
  };
}

type Coefficients = SealedDistrict['coefficients'];

function coefficientDifferences(before: Coefficients = {}, after: Coefficients = {}) {
  const found = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const moved = difference(before[name] ?? null, after[name] ?? null);
    return moved ? [[name, moved] as const] : [];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

const factOf: Readonly<Record<ComponentFact, (part: SealedComponent) => string | null>> = {
  claim: ({ claim }) => claim?.value ?? null,
  returned: ({ claim }) => claim && String(claim.returned),
  verified: ({ verification }) => verification?.value ?? null,
  deduction: ({ verification }) => verification?.deduction ?? null,
  evidence: ({ verification }) => verification?.evidence.map(({ sha256 }) => sha256).join(' ') ?? null,
  onSite: ({ verification }) =>
    verification?.onSite ? [verification.onSite.visitedOn, ...verification.onSite.participants].join(' ') : null,
  target: ({ target }) => target,
  state: ({ state }) => state,
  points: ({ points }) => points,
  place: ({ place }) => (place === null ? null : String(place)),
};

function movedFacts(before: SealedComponent | undefined, after: SealedComponent | undefined) {
  const moves = Object.entries(factOf).flatMap(([fact, read]) => {
    const moved = difference(before ? read(before) : null, after ? read(after) : null);
    return moved ? [[fact, moved] as const] : [];
  });
  return Object.fromEntries(moves) as ComponentDifference['facts'];
}

function difference<Value>(before: Value | null, after: Value | null): Difference<Value> | null {
  return before === after ? null : { before, after };
}
