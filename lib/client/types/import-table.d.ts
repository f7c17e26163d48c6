import { type Api } from './connect.ts';
import type { Body, Reply } from './contract.ts';
type Import = Reply<'getImport'>;
/** What came of a table, row by row. */
export type ImportReport = NonNullable<Import['report']>;
/** A table as a request holds it: itself, or the id of one that was uploaded. */
export type GivenTable = Blob | Body<'importFile'>;
/**
 * Makes a table ready for `importTable`, as often as it is imported then: one that no request holds, of up to 8 MB, is
 * uploaded. The blob's type is the file's: `text/csv`, or that of XLSX. Throws `ConnectionLost` where the address does
 * not take it.
 */
export declare function giveTable(api: Api, cycle: string, table: Blob, { tellShare, signal, }?: {
    readonly tellShare?: (share: number) => void;
    readonly signal?: AbortSignal;
}): Promise<GivenTable>;
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
export declare function importTable(api: Api, cycle: string, table: GivenTable, { isTried, tellBooks, signal }: Importing): Promise<ImportReport>;
export {};
