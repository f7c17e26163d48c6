import { type Api } from './connect.ts';
import type { Body, Reply } from './contract.ts';
/** A result that was sealed. */
export type Sealed = Extract<Reply<'finalizeNow'>, {
    readonly state: 'finalized';
}>;
/**
 * Orders a cycle to be finalized, and gives the result when it is sealed: a large one goes on after its request, and is asked
 * for until it has ended. Rejects with the `Problem` that says why nothing was sealed. `key` is the order's idempotency key:
 * with the same one an order that was cut off is followed to its end, and counts once.
 */
export declare function finalize(api: Api, cycle: string, order: Body<'finalizeNow'>, { key, signal }?: {
    readonly key?: string;
    readonly signal?: AbortSignal;
}): Promise<Sealed>;
