import { type Api, pause } from './connect.ts';
import type { Body, Reply } from './contract.ts';
import { ConnectionLost, tell } from './problem.ts';
import { putBytes, sha256Of } from './put-bytes.ts';

type Import = Reply<'getImport'>;

/** What came of a table, row by row. */
export type ImportReport = NonNullable<Import['report']>;

/** A table as a request holds it: itself, or the id of one that was uploaded. */
export type GivenTable = Blob | Body<'importFile'>;

/** What a request may hold. */
const bodyBytesMax = 256 * 1024;
const [attemptsMax, pauseMilliseconds] = [5, 1_000];

/**
 * Makes a table ready for `importTable`, as often as it is imported then: one that no request holds, of up to 8 MB, is
 * uploaded. The blob's type is the file's: `text/csv`, or that of XLSX. Throws `ConnectionLost` where the address does
 * not take it.
 */
export async function giveTable(
  api: Api,
  cycle: string,
  table: Blob,
  {
    tellShare = () => {},
    signal,
  }: { readonly tellShare?: (share: number) => void; readonly signal?: AbortSignal } = {},
): Promise<GivenTable> {
  if (table.size <= bodyBytesMax) return table;
  const contentType = table.type as Body<'announceTable'>['contentType'];
  const body = { contentType, sizeBytes: table.size, sha256: await sha256Of(table) };
  for (let attempt = 1; ; attempt++) {
    const params = { path: { cycle } };
    const { id, upload } = await tell(api.POST('/v1/cycles/{cycle}/import-tickets', { params, body, signal }));
    const status = await putBytes(upload, table, tellShare, signal);
    signal?.throwIfAborted();
    if (status === 200) return { evidence: id };
    if (attempt === attemptsMax) throw new ConnectionLost(new URL(upload.url).origin);
    await pause(pauseMilliseconds, signal);
  }
}

/** How a table is imported. */
interface Importing {
  /** Whether only what would come of it is told, and nothing is written. */
  readonly isTried: boolean;
  /** Hears how far a large import is. */
  readonly tellBooks?: (books: Import['books']) => void;
  readonly signal?: AbortSignal;
}

/**
 * Imports a table that `giveTable` has made ready, and tells what came of it. A large import goes on after its request, and
 * is asked for until it has ended. Rejects with a `Problem` where nothing is written because rows are refused.
 */
export async function importTable(
  api: Api,
  cycle: string,
  table: GivenTable,
  { isTried, tellBooks, signal }: Importing,
): Promise<ImportReport> {
  const params = { path: { cycle }, query: { dryRun: isTried ? 'true' : 'false' } } as const;
  // The contract's body names an uploaded file; one that is itself the body goes as it is.
  const given =
    table instanceof Blob
      ? { body: { evidence: '' }, bodySerializer: () => table, headers: { 'content-type': table.type } }
      : { body: table };
  const told = await tell(api.POST('/v1/cycles/{cycle}/imports', { params, signal, ...given }));
  if (!('state' in told)) return told;
  for (let { report } = told; ; await pause(pauseMilliseconds, signal)) {
    if (report) return report;
    signal?.throwIfAborted();
    const standing = await tell(
      api.GET('/v1/cycles/{cycle}/imports/{id}', { params: { path: { cycle, id: told.id } }, signal }),
    );
    tellBooks?.(standing.books);
    report = standing.report;
  }
}
