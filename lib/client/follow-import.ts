import { type Api, pause } from './connect.ts';
import type { Reply } from './contract.ts';
import { tell } from './problem.ts';

type Import = Reply<'getImport'>;

/** What came of a table, row by row. */
export type ImportReport = NonNullable<Import['report']>;

const pollMilliseconds = 1_000;

/**
 * What came of an import, given the answer to it: a large one goes on after its request, and is asked for until it has
 * ended. `tellBooks` hears how far it is.
 */
export async function importReport(
  api: Api,
  cycle: string,
  told: Reply<'importFile'>,
  { tellBooks, signal }: { readonly tellBooks?: (books: Import['books']) => void; readonly signal?: AbortSignal } = {},
): Promise<ImportReport> {
  if (!('state' in told)) return told;
  for (let { report } = told; ; await pause(pollMilliseconds, signal)) {
    if (report) return report;
    signal?.throwIfAborted();
    const params = { path: { cycle, id: told.id } };
    const standing = await tell(api.GET('/v1/cycles/{cycle}/imports/{id}', { params, signal }));
    tellBooks?.(standing.books);
    report = standing.report;
  }
}
