import type { Evidence, EvidenceFault, EvidenceWarning } from './evidence.ts';

/** Where and how a portal sends a file's bytes: exactly these headers, before this instant. */
export interface UploadTicket {
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: string;
}

/** A link that gives a file back, for a few minutes. */
export interface DownloadLink {
  readonly url: string;
  readonly expiresAt: string;
}

/** What a browser does with a file: saves it, or shows it where it was asked for. */
export type Disposition = 'attachment' | 'inline';

/** What the object store says of one stored version. */
export interface StoredObject {
  readonly sizeBytes: number;
  /** As the upload said it. */
  readonly contentType: string;
  /** The store's own SHA-256 of the bytes, lower-case hex; `null` if it has none. */
  readonly sha256: string | null;
  readonly uploadedAt: string;
}

/** One version of an object, to be read in part or whole, never all in memory. */
export interface ObjectContent {
  readonly sizeBytes: number;
  /** The bytes from `start` up to but not including `end`. */
  read(start: number, end: number): Promise<AsyncIterable<Uint8Array>>;
}

/** The files of evidence. Throws on faults of the store. */
export interface EvidenceFiles {
  /** A ticket for a few minutes, and never beyond `until` (epoch milliseconds). */
  presignUpload(
    evidence: Pick<Evidence, 'objectKey' | 'contentType' | 'sizeBytes' | 'sha256'>,
    until: number,
  ): Promise<UploadTicket>;
  /** A link that saves the file, or one that shows it in a page. */
  presignDownload(
    evidence: Pick<Evidence, 'objectKey' | 'versionId' | 'fileName' | 'contentType'>,
    disposition?: Disposition,
  ): Promise<DownloadLink>;
  /** `null` where there is no such version. Without a version: of a key that is written once. */
  describe(objectKey: string, versionId: string | null): Promise<StoredObject | null>;
  open(objectKey: string, versionId: string | null): Promise<ObjectContent>;
  /** Keeps a version undeletable until the instant; a later one extends, an earlier one changes nothing. */
  protect(objectKey: string, versionId: string, until: string): Promise<void>;
  /** Leaves a version that is not registered as stored to the store's clean-up, which spares a protected one. Harmless where there is none. */
  discard(objectKey: string, versionId: string): Promise<void>;
}

/** A file whose stored version is locked, and until when at least. */
export interface EvidenceLock {
  readonly id: string;
  readonly versionId: string;
  readonly until: string;
}

/** What a scan found; `unknown` when the scanner can't tell now, and the file waits. */
export type ScanResult = 'clean' | 'infected' | 'unknown';

/** A scanner for malware. */
export interface Scanner {
  scan(content: ObjectContent): Promise<ScanResult>;
}

/** What an inspection found: why a file is refused, or what whoever judges should know of it. */
export interface Inspection {
  readonly fault: EvidenceFault | null;
  /** None of a file that is refused. */
  readonly warnings: readonly EvidenceWarning[];
}

/** Looks into a file: whether it is what it says it is, is safe to open, and holds nothing besides what is seen. */
export interface ContentInspector {
  inspect(content: ObjectContent, contentType: string): Promise<Inspection>;
}
