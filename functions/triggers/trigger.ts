import type { PublishedEvent } from '../../events/index.ts';

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

/** An upload into the evidence bucket is complete. */
export interface EvidenceUploadedTrigger {
  readonly kind: 'evidence-uploaded';
}

/** Events of these types on the bus. */
export interface EventTrigger {
  readonly kind: 'event';
  readonly types: readonly PublishedEvent['type'][];
}

/** A cycle has something due: a message of a schedule, or of another function, in a queue with a dead-letter queue behind it. */
export interface CycleDatesTrigger {
  readonly kind: 'cycle-dates';
}

/** A webhook has something to get: a message in a queue, for each webhook one at a time, with a dead-letter queue behind it. */
export interface WebhookWokenTrigger {
  readonly kind: 'webhook-woken';
}

export type Trigger =
  | StreamTrigger
  | ScheduleTrigger
  | EvidenceUploadedTrigger
  | EventTrigger
  | CycleDatesTrigger
  | WebhookWokenTrigger;

/**
 * What a function may do with the table: never delete, never scan. `read-put`: write whole items, change none;
 * `read-write-check`: also make a write depend on an item that it leaves as it is.
 */
export type TableAccess = 'read' | 'read-put' | 'read-write' | 'read-write-check' | 'none';

/** Partitions that hold secrets: of the installation, and what requests to a webhook are signed with. */
export const secretPartitions = { installation: 'SECRET', webhooks: 'WEBHOOK#*' } as const;

/** A deployed function: its entry file's handler, its permissions and what wakes it (HTTP routes name it themselves). */
export interface FunctionEntry {
  /** Path of the entry file from the project's root; it exports `handler`. */
  readonly entry: string;
  readonly table: TableAccess;
  /** Whose secrets it needs: no other function can reach them. */
  readonly secrets?: readonly (keyof typeof secretPartitions)[];
  /** Files of evidence: `sign` addresses for others, `read` versions, `lock` them against deletion. */
  readonly evidenceFiles?: 'sign' | 'read' | 'lock';
  /** Signs addresses for tables that are to be imported, and reads these. */
  readonly uploadedTables?: boolean;
  /** Asks the virus scanner, and so runs in its network. */
  readonly scansFiles?: true;
  /** Checks tokens for the gateway, and may have to ask for keys in a network. */
  readonly checksTokens?: true;
  /** Files of sealed results, written once. */
  readonly results?: 'write';
  /** Sets the schedules of cycles. */
  readonly setsWakeUps?: boolean;
  /** Sends messages into the queue that wakes the finalizer. */
  readonly wakesFinalizer?: boolean;
  readonly publishesEvents?: boolean;
  /** Sends messages into the queue that wakes the delivery to webhooks. */
  readonly wakesWebhooks?: boolean;
  readonly trigger?: Trigger;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

/** A value of a filter pattern: equal to the text, or beginning with the prefix. */
export type PatternValue = string | { readonly prefix: string };

/** A filter as an event source mapping takes it: a record passes if every field equals one of its values. */
export interface StreamFilterPattern {
  readonly eventName: readonly PatternValue[];
  readonly dynamodb: { readonly Keys: { readonly sk: { readonly S: readonly PatternValue[] } } };
}

/** The event source mapping's pattern of a filter; the stack deploys it and the local run evaluates the very same. */
export function toEventPattern(filter: StreamFilter): StreamFilterPattern {
  return { eventName: filter.eventName, dynamodb: { Keys: { sk: { S: filter.sk } } } };
}
