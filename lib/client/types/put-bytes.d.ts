/**
 * Puts bytes to an address; in a browser it tells how much of them has gone, from 0 to 1, which `fetch` does not know. Gives
 * the status of the answer, 0 where the connection broke.
 */
export declare function putBytes({ url, headers }: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
}, bytes: Blob, tellShare: (share: number) => void, signal?: AbortSignal): Promise<number>;
/** SHA-256 of the bytes in hex, as they are announced. */
export declare function sha256Of(bytes: Blob): Promise<string>;
