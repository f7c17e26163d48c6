import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { StreamFilter } from '../../../functions/triggers/trigger.ts';

/** What a function reports of its batch: nothing, or the records that failed. */
export type BatchReport = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] } | undefined;

/** Records that are given up, with what the failure destination keeps of them. */
export interface FailedDelivery {
  readonly subscriber: string;
  readonly records: readonly DynamoDBRecord[];
  readonly error: string;
  /** How often the subscriber was called with these records; 0 if they were too old before the first time. */
  readonly attempts: number;
}

/** A function and the settings of its event source mapping. */
export interface StreamSubscriber {
  readonly name: string;
  readonly filters: readonly StreamFilter[];
  readonly batchSizeMax: number;
  readonly batchWindowMilliseconds: number;
  readonly retriesMax: number;
  readonly recordAgeSecondsMax: number;
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that reports nothing returns nothing
  invoke(event: DynamoDBStreamEvent): Promise<BatchReport | void>;
  /** The failure destination. */
  onFailure(delivery: FailedDelivery): Promise<void>;
}
