/** A DynamoDB stream filter: every listed field must equal one of its values (the subset of patterns that is used). */
export interface StreamFilter {
  readonly eventName: readonly ('INSERT' | 'MODIFY' | 'REMOVE')[];
  /** A sort key equals or begins with one of these. */
  readonly sk: readonly (string | { readonly prefix: string })[];
}

/** A stream of the table, cut into batches. Failures are bisected, retried within bounds, then kept with their payload. */
export interface StreamTrigger {
  readonly kind: 'stream';
  readonly filters: readonly StreamFilter[];
  readonly batchSizeMax: number;
  readonly batchWindowSeconds: number;
  readonly retriesMax: number;
  readonly recordAgeSecondsMax: number;
}

/** A fixed rhythm. */
export interface ScheduleTrigger {
  readonly kind: 'schedule';
  readonly everyMinutes: number;
}

export type Trigger = StreamTrigger | ScheduleTrigger;

/** What a function may do with the table: never delete, never scan. */
export type TableAccess = 'read' | 'read-write' | 'none';

/** A deployed function: its entry file's handler, its permissions and what wakes it (HTTP routes name it themselves). */
export interface FunctionEntry {
  /** Path of the entry file from the project's root; it exports `handler`. */
  readonly entry: string;
  readonly table: TableAccess;
  readonly publishesEvents?: boolean;
  readonly trigger?: Trigger;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}
