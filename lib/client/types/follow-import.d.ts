import { type Api } from './connect.ts';
import type { Reply } from './contract.ts';
type Import = Reply<'getImport'>;
/** What came of a table, row by row. */
export type ImportReport = NonNullable<Import['report']>;
/**
 * What came of an import, given the answer to it: a large one goes on after its request, and is asked for until it has
 * ended. `tellBooks` hears how far it is.
 */
export declare function importReport(api: Api, cycle: string, told: Reply<'importFile'>, { tellBooks, signal }?: {
    readonly tellBooks?: (books: Import['books']) => void;
    readonly signal?: AbortSignal;
}): Promise<ImportReport>;
export {};
