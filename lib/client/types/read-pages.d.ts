import type { Api } from './connect.ts';
import type { Reply } from './contract.ts';
type Final = Omit<Reply<'getFinal'>, 'nextCursor'>;
type Finalization = Omit<Reply<'getFinalization'>, 'nextCursor'>;
/**
 * A sealed result with all its rows and open points, in as many answers as they take; the latest without `revision`. Links to
 * its files are good for five minutes.
 */
export declare function readFinal(api: Api, cycle: string, { revision, signal }?: {
    readonly revision?: number;
    readonly signal?: AbortSignal;
}): Promise<Final>;
/**
 * The preview of a sealing with all its open points, in as many answers as they take. Where something changes between two of
 * them it is read anew; rejects with the `Problem` `cursor-invalid` where that happens five times in a row.
 */
export declare function readFinalization(api: Api, cycle: string, { signal }?: {
    readonly signal?: AbortSignal;
}): Promise<Finalization>;
export {};
