import { type Reply, tell } from '../client/index.ts';
import { api } from './api.ts';
import { useCalm } from './calm.ts';
import { version } from './live.ts';
import { type Resource, useResource } from './resource.ts';

/** What is counted: what districts say, or what was verified. */
export type Basis = Reply<'getSummary'>['basis'];

/** A district with all its components. */
export type SummaryRow = Reply<'getSummary'>['items'][number];

/** One component of a district. */
export type SummaryCell = SummaryRow['components'][number];

/** Every district by every component. */
export interface Summary {
  readonly version: number;
  readonly rows: readonly SummaryRow[];
}

interface Reading extends Summary {
  /** Whether all pages are of the version told; else it is the oldest. */
  readonly isOfOne: boolean;
}

const triesMax = 3;
const calmMilliseconds = 2_000;

/** All districts by all components, page by page. Pages of several versions do not belong together. */
export async function readPages(cycle: string, basis: Basis, signal: AbortSignal): Promise<Reading> {
  const rows: SummaryRow[] = [];
  const versions: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const params = { path: { cycle }, query: { basis, limit: 100, ...(cursor && { cursor }) } };
    const page = await tell(api.GET('/v1/cycles/{cycle}/summary', { params, signal }));
    rows.push(...page.items);
    versions.push(page.version);
    cursor = page.nextCursor;
    if (!cursor) break;
  }
  const version = Math.min(...versions);
  return { version, rows, isOfOne: version === Math.max(...versions) };
}

/** The summary of one version; where the board never rests, each row is still true of itself. */
async function readSummary(cycle: string, basis: Basis, signal: AbortSignal): Promise<Summary> {
  for (let tries = 1; ; tries++) {
    const { isOfOne, ...summary } = await readPages(cycle, basis, signal);
    if (isOfOne || tries === triesMax) return summary;
  }
}

/** The summary, read again as the board moves, but not with every move of a busy one. */
export function useSummary(cycle: string, basis: Basis): Resource<Summary> {
  const newest = useCalm(version.value, calmMilliseconds);
  return useResource((signal) => readSummary(cycle, basis, signal), [cycle, basis], newest);
}
