import type { ProblemDetails } from './contract.ts';
/** A refusal or a fault that the API has answered with: problem details (RFC 9457) in the reader's language. */
export declare class Problem extends Error {
    readonly name: string;
    readonly details: ProblemDetails;
    /** What to branch on: `cycle-closed`. Of who stands before the API and answers in its own way what its status says, or `fault`. */
    readonly slug: string;
    /** The revision that the book has now, where the answer to a write says so. */
    readonly revision: number | null;
    constructor(details: ProblemDetails, etag: string | null);
}
/**
 * The change feed does not have the version that was named: its data were restored to an earlier moment. Read everything
 * again and go on from `newest`.
 */
export declare class ResyncNeeded extends Problem {
    readonly name = "ResyncNeeded";
    readonly newest: number;
    constructor(details: ProblemDetails, newest: number);
}
/** Nothing answers. Whether a write was carried out is not known; sent again with its key it counts once. */
export declare class ConnectionLost extends Error {
    readonly name = "ConnectionLost";
}
/** What the API answers. Throws a `Problem` where it refuses, `ConnectionLost` where nothing answers. */
export declare function tell<T>(asked: Promise<{
    readonly data?: T;
    readonly error?: unknown;
    readonly response: Response;
}>): Promise<T>;
