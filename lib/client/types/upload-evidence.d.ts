import { type Api } from './connect.ts';
import type { Body, Reply } from './contract.ts';
/** A file of evidence as the API shows it. */
export type Evidence = Reply<'getEvidence'>;
type Announcement = Body<'announceEvidence'>;
/** A file for a book. */
export interface Upload {
    readonly cycle: string;
    readonly district: string;
    readonly bytes: Blob;
    readonly facts: Omit<Announcement, 'sizeBytes' | 'sha256'>;
    /** Ends it, with the signal's reason. */
    readonly signal?: AbortSignal;
    /** Hears how far the file has come; while it is sent by a browser also which share of it, from 0 to 1. */
    readonly tellStep?: (step: 'hashing' | 'announcing' | 'sending' | 'interrupted' | 'checking', share: number) => void;
}
/** A file that was sent and did not get into the book: other bytes than announced, a virus, an upload that came too late. */
export declare class EvidenceRefused extends Error {
    readonly name = "EvidenceRefused";
    readonly file: Evidence | null;
    constructor(file: Evidence | null);
}
/**
 * Takes a file into a book: hash, ticket, bytes, and the wait until it has been looked at. Bytes that the book has already
 * are not sent again. It goes on over broken connections until `signal` ends it, by the same ticket as long as that holds,
 * and announces the file again where it has ended. Gives the stored file, whose id a claim can cite. Throws
 * `EvidenceRefused`, or the `Problem` of a refused request.
 */
export declare function uploadEvidence(api: Api, upload: Upload): Promise<Evidence>;
export {};
