import type { Final } from '../../../lib/domain/finalization/sealing.ts';
import { hasPublicForm, type Snapshot } from '../../../lib/domain/finalization/snapshot.ts';
import type { Caller } from '../../contract/route.ts';

/** Where the files of a sealed result lie. */
export function resultPrefix({ cycle, revision, sha256 }: Final): string {
  return `final/${cycle}/${revision}/${sha256}`;
}

/**
 * Names of the files of a sealed result that a caller may have, in the order in which a reader wants them. A district
 * has what everybody may see, and its own paper; whoever reads all books has all.
 */
export function resultNames(snapshot: Snapshot, { role, district }: Pick<Caller, 'role' | 'district'>): string[] {
  const { rows, supersedes } = snapshot;
  const isDistrict = role === 'district';
  const papers = rows.filter((row) => !isDistrict || row.district === district);
  return [
    ...(isDistrict ? [] : ['snapshot.json']),
    ...(hasPublicForm(snapshot) ? ['public.json'] : []),
    'ranking.csv',
    ...(isDistrict ? [] : ['result.xlsx']),
    ...papers.map((row) => `certificates/${row.district}.html`),
    ...(isDistrict ? [] : ['audit.ndjson', ...(supersedes ? ['differences.json'] : [])]),
  ];
}
