import { tell } from '../../client/index.ts';
import { api } from '../api.ts';
import type { Final } from './year-differences.ts';

/** Links of a result are good for five minutes; a little before that they are taken for lapsed. */
const linkMilliseconds = 280_000;

/** A sealed result, and when it was read. */
export type ReadFinal = Final & { readonly readAt: number };

/** Reads a sealed result with links to its files. */
export async function readFinal(cycle: string, revision: number, signal?: AbortSignal): Promise<ReadFinal> {
  const [rows, blockers]: [Final['rows'], Final['blockers']] = [[], []];
  for (let cursor: string | undefined; ; ) {
    const params = { path: { cycle }, query: { revision, ...(cursor && { cursor }) } };
    const page = await tell(api.GET('/v1/cycles/{cycle}/final', { params, ...(signal && { signal }) }));
    rows.push(...page.rows);
    blockers.push(...page.blockers);
    cursor = page.nextCursor;
    if (!cursor) return { ...page, rows, blockers, readAt: Date.now() };
  }
}

/** Whether the links of a result that was read may have lapsed. */
export function areLapsed({ readAt }: ReadFinal): boolean {
  return Date.now() - readAt > linkMilliseconds;
}
