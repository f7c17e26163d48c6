/** A bucket of the stand-in and the rules its policy and CORS settings would have on S3. Always versioned. */
export interface LocalBucket {
  readonly name: string;
  /** Keys that begin with this are put with `If-None-Match: *` or not at all. */
  readonly requireIfNoneMatchPrefix?: string;
  /** Browser origins that may read and write with signed requests; `*` for any. */
  readonly corsOrigins?: readonly string[];
  /** The largest object it takes; S3's own 5 GiB if absent. */
  readonly objectBytesMax?: number;
}

/** An answer ready to be written. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: NodeJS.ReadableStream | string;
}
