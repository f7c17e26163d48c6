import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { readRecord, type StreamFact } from '../../lib/adapters/dynamodb/stream-record.ts';
import { log } from '../telemetry/log.ts';
import { countStreamTaskFailures } from '../telemetry/metrics.ts';

/** What a handler asks of Lambda: how long it may go on. */
export type TimeLeft = Pick<Context, 'getRemainingTimeInMillis'>;

/** Answers a batch of a stream: all done, or from which record on the batch is to be delivered again. */
export type StreamHandler = (event: DynamoDBStreamEvent, context?: TimeLeft) => Promise<DynamoDBBatchResponse>;

/** No task is begun with less time than this: a function that runs out of it would have to do the whole batch again. */
const taskMillisecondsMin = 20_000;

/** A record with what it says happened; `null` for what this version does not know or can't read. */
export interface StreamEntry {
  readonly record: DynamoDBRecord;
  readonly fact: StreamFact | null;
}

/** Work that some of a batch's records ask for together; `first` is the first of them. */
export interface StreamTask {
  readonly first: DynamoDBRecord;
  readonly run: () => Promise<void>;
}

/**
 * Runs the tasks of a batch in order. After a failure, or when too little time is left for another task, nothing further
 * is done: the batch is delivered again from the first record of the task that failed or was not begun, so that order is
 * kept. The first task is always tried. Doing work twice is harmless.
 */
export function streamHandler(tasksOf: (entries: readonly StreamEntry[]) => readonly StreamTask[]): StreamHandler {
  return async ({ Records }, context) => {
    const tasks = tasksOf(Records.map((record) => ({ record, fact: readRecord(record.dynamodb ?? {}) })));
    for (const [index, { first, run }] of tasks.entries()) {
      if (index > 0 && !isTimeLeft(context)) {
        await log.warn('stream tasks handed back for want of time', { count: tasks.length - index });
        return againFrom(first);
      }
      try {
        await run();
      } catch (error) {
        await log.fault('stream task failed', error, { source: first.eventID ?? '' });
        await countStreamTaskFailures(1);
        return againFrom(first);
      }
    }
    return { batchItemFailures: [] };
  };
}

/** Whether there is time for another task; without a context there always is. */
export function isTimeLeft(context: TimeLeft | undefined): boolean {
  return !context || context.getRemainingTimeInMillis() >= taskMillisecondsMin;
}

function againFrom({ dynamodb }: DynamoDBRecord): DynamoDBBatchResponse {
  return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] };
}
