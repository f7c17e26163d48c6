import type { Blocker, BlockerKind } from '../../lib/domain/finalization/snapshot.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { SampleDistrict, SamplePart } from './sample-book.ts';
import { largeCohort } from './sample-cohort.ts';

/** What happened to components of the first district, so that its papers have something of every kind to say. */
const marked: Readonly<Record<string, SamplePart>> = {
  '5': { target: '20', claim: '16', judged: 'verify' },
  '8': { target: '10', claim: '30', judged: 'correct', corrected: '12.5' },
  '9': { target: '4', claim: '3' },
  '10': { target: '7' },
  '12': { claim: '0' },
  '13': { claim: '0.5', judged: 'verify' },
  '17': { target: '3', claim: '5', judged: 'return' },
  '20.1': { target: '0', claim: '2', judged: 'verify' },
  '21.1': { target: '3', claim: '1', judged: 'verify' },
};

/** A cohort whose first district has lost points in every way, is not judged everywhere, and is beaten by all others. */
export function markedCohort(scheme: Scheme, districts: number): SampleDistrict[] {
  const [first, ...others] = largeCohort(scheme, districts);
  return [{ ...first!, parts: { ...first!.parts, ...marked } }, ...others];
}

/** Open points of a district as a sealed result keeps them. */
export function openPointsOf(district: string, kinds: readonly (readonly [BlockerKind, string | null])[]): Blocker[] {
  return kinds.map(([kind, component]) => ({
    kind,
    district,
    component,
    evidence: component === null ? 'a-file' : null,
  }));
}
