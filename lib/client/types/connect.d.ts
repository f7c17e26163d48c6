import { type Client } from 'openapi-fetch';
import type { Paths } from './contract.ts';
/** The API's routes, typed: `api.GET('/v1/cycles/{cycle}/ranking', …)`. Answers go through `tell`; they are JSON. */
export type Api = Client<Paths, 'application/json'>;
/** Where the API is and who asks. It is read anew for each request, so that what is in it may change. */
export interface Connection {
    /** Its address, without a path: `https://kaohe.example.org`. */
    readonly url: string;
    /**
     * The token of whoever asks; `null` for nobody. It is asked for before each request, and with the token that the API
     * has refused; another one is then tried once.
     */
    readonly token: (refused: string | null) => string | null | Promise<string | null>;
    /** In which language refusals are told; English without it. */
    readonly language?: 'zh' | 'en';
    /** How long a request is tried again, in seconds; 30 without it. */
    readonly patienceSeconds?: number;
    /** Hears whether anything answers: `false` where a request is lost twice or given up, `true` at each answer. */
    readonly tellAnswered?: (isAnswered: boolean) => void;
    /** What sends a request, instead of `fetch`. */
    readonly fetch?: (request: Request) => Promise<Response>;
}
/**
 * Connects to the API. A request is tried again where nothing answers, where the system is at fault or busy, and where it
 * says that the same request may succeed in a moment, a read with `minRevision` or `min` that is not yet applied
 * included. A write carries an `Idempotency-Key` of its own, unless it is given one, so that it counts once however often
 * it is sent. Rejects with `ConnectionLost` where nothing has answered for `patienceSeconds`.
 */
export declare function connect(connection: Connection): Api;
/** Sends a request as `connect` does, to whatever address of the same service. */
export declare function send(request: Request, { token: tokenFor, ...connection }: Connection): Promise<Response>;
/** Waits so many milliseconds, or until `signal` ends it. */
export declare function pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
