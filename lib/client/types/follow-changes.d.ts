import { type Api } from './connect.ts';
import type { Reply } from './contract.ts';
import { ConnectionLost, Problem } from './problem.ts';
/** One version of the board in the change feed: what moved, and why. */
export type Change = Reply<'getChanges'>['items'][number];
/** From where the feed is followed, and how. */
export interface Following {
    /** The version that is known already; 0 from the beginning. */
    readonly after: number;
    /**
     * The instant of that version, as its change (`at`) or the ranking (`asOf`) told it. Who names it also finds out if the
     * service was restored to an earlier moment and has come further again since.
     */
    readonly at?: string;
    /** How long one request waits for something newer, in seconds; 20 without it. */
    readonly waitSeconds?: number;
    /** Waited for before each request: a page that nobody sees need not follow. */
    readonly untilWanted?: () => Promise<void>;
    /** Ends it: the iteration is over without a fault. */
    readonly signal?: AbortSignal;
    /** Hears of what interrupts it, each time, and `null` when it is answered again; it goes on by itself. */
    readonly tellInterruption?: (fault: ConnectionLost | Problem | null) => void;
}
/**
 * Every version after the one that is known, in order, each once and whole, as it comes; over broken connections and
 * faults of the system. It ends when the cycle is sealed, or when `signal` says so. Throws `ResyncNeeded` where the feed
 * does not have the version that is known, and the `Problem` where the request is refused.
 */
export declare function followChanges(api: Api, cycle: string, following: Following): AsyncGenerator<Change, void>;
/**
 * The same by what one answer told, which is never nothing. Where a request that waits is cut off, short ones stand in for
 * it: one, and four times as many each time that waiting fails again.
 */
export declare function followPages(api: Api, cycle: string, following: Following): AsyncGenerator<readonly Change[], void>;
/** The versions after one, as many as an answer holds, the last whole too; and whether the feed ends with them. */
export declare function readChanges(api: Api, cycle: string, query: {
    readonly after: number;
    readonly at?: string;
    readonly wait?: number;
    readonly limit?: number;
}, signal?: AbortSignal): Promise<{
    readonly changes: readonly Change[];
    readonly isEnd: boolean;
}>;
/** Whether a fault is of the line or of the system, so that the same may be asked again. */
export declare function isInterruption(fault: unknown): fault is ConnectionLost | Problem;
