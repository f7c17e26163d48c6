import type { Api } from './connect.ts';
import type { Reply } from './contract.ts';
import { Problem, tell } from './problem.ts';

type Final = Omit<Reply<'getFinal'>, 'nextCursor'>;
type Finalization = Omit<Reply<'getFinalization'>, 'nextCursor'>;

const readingsMax = 5;

/**
 * A sealed result with all its rows and open points, in as many answers as they take; the latest without `revision`. Links to
 * its files are good for five minutes.
 */
export async function readFinal(
  api: Api,
  cycle: string,
  { revision, signal }: { readonly revision?: number; readonly signal?: AbortSignal } = {},
): Promise<Final> {
  const rows: Final['rows'] = [];
  const blockers: Final['blockers'] = [];
  for (let cursor: string | undefined; ; ) {
    const params = { path: { cycle }, query: { revision, cursor } };
    const { nextCursor, ...page } = await tell(api.GET('/v1/cycles/{cycle}/final', { params, signal }));
    rows.push(...page.rows);
    blockers.push(...page.blockers);
    if (nextCursor === undefined) return { ...page, rows, blockers };
    cursor = nextCursor;
  }
}

/**
 * The preview of a sealing with all its open points, in as many answers as they take. Where something changes between two of
 * them it is read anew; rejects with the `Problem` `cursor-invalid` where that happens five times in a row.
 */
export async function readFinalization(
  api: Api,
  cycle: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Finalization> {
  for (let reading = 1; ; reading++) {
    try {
      return await readOnce(api, cycle, signal);
    } catch (fault) {
      const isMoved = fault instanceof Problem && fault.slug === 'cursor-invalid';
      if (!isMoved || reading === readingsMax) throw fault;
    }
  }
}

async function readOnce(api: Api, cycle: string, signal: AbortSignal | undefined): Promise<Finalization> {
  const blockers: Finalization['blockers'] = [];
  for (let cursor: string | undefined; ; ) {
    const params = { path: { cycle }, query: { cursor } };
    const { nextCursor, ...page } = await tell(api.GET('/v1/cycles/{cycle}/finalization', { params, signal }));
    blockers.push(...page.blockers);
    if (nextCursor === undefined) return { ...page, blockers };
    cursor = nextCursor;
  }
}
