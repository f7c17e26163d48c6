import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { log } from './log.ts';

/** Answers a batch of a stream: all done, or from which record on the batch is to be delivered again. */
export type StreamHandler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

/** Work that some of a batch's records ask for together; `first` is the first of them. */
export interface StreamTask {
  readonly first: DynamoDBRecord;
  readonly run: () => Promise<void>;
}

/**
 * Runs the tasks of a batch in order. After a failure nothing further is done: the batch is delivered again from the
 * failed task's first record, so that order is kept. Doing work twice is harmless.
 */
export function streamHandler(tasksOf: (records: readonly DynamoDBRecord[]) => readonly StreamTask[]): StreamHandler {
  return async ({ Records }) => {
    for (const { first, run } of tasksOf(Records)) {
      try {
        await run();
      } catch (error) {
        log.fault('stream task failed', error, { source: first.eventID ?? '' });
        return { batchItemFailures: [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };
}
