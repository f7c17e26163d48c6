import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { PumpSurroundings } from './shard-reader.ts';
import { StreamCheckpoint } from './stream-checkpoint.ts';
import { findStreamArn } from './stream-shards.ts';
import type { StreamSubscriber } from './stream-subscriber.ts';
import { StreamSubscription } from './stream-subscription.ts';

const pollMillisecondsUsual = 100;

/** A stream, by its own name or by its table's, and who is to receive it. */
export type StreamPumpOptions = {
  readonly client: DynamoDBStreamsClient;
  readonly subscribers: readonly StreamSubscriber[];
  /** Where it is noted how far each subscriber has come; without it every pump starts at the oldest record. */
  readonly checkpointFile?: string;
  readonly pollMilliseconds?: number;
  /** Hears of faults that the pump survives; standard error if not given. */
  readonly report?: (message: string) => void;
} & ({ readonly streamArn: string } | { readonly tableName: string });

export interface StreamPump {
  /** Resolves when everything written before the call, and whatever its delivery wrote to the stream, was delivered. */
  idle(): Promise<void>;
  /** Resolves when the calls in flight have ended; nothing is delivered after that. Calling it again is harmless. */
  stop(): Promise<void>;
}

/** Delivers a stream to its subscribers as event source mappings do, each subscriber at its own pace, at least once. */
export async function startStreamPump(options: StreamPumpOptions): Promise<StreamPump> {
  const { client } = options;
  const streamArn = 'streamArn' in options ? options.streamArn : await findStreamArn(client, options.tableName);
  const stopping = new AbortController();
  let stirs = 0;
  const surroundings: PumpSurroundings = {
    checkpoint: new StreamCheckpoint(options.checkpointFile),
    pollMilliseconds: options.pollMilliseconds ?? pollMillisecondsUsual,
    stopping: stopping.signal,
    wait: (milliseconds) => waitUnlessStopped(milliseconds, stopping.signal),
    stirred: () => {
      stirs += 1;
    },
    report: options.report ?? console.error,
  };
  const subscriptions = options.subscribers.map(
    (subscriber) => new StreamSubscription({ client, streamArn }, subscriber, surroundings),
  );
  await Promise.all(subscriptions.map((subscription) => subscription.scan()));
  const running = Promise.all(subscriptions.map((subscription) => subscription.run()));
  return {
    idle: async () => {
      let before: number;
      do {
        before = stirs;
        await Promise.all(subscriptions.map((subscription) => subscription.quiet()));
      } while (stirs !== before && !stopping.signal.aborted);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function waitUnlessStopped(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
