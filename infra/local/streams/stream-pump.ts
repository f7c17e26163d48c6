import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { ShardAddress } from './shard-cursor.ts';
import { type PumpSurroundings, ShardReader } from './shard-reader.ts';
import { StreamCheckpoint } from './stream-checkpoint.ts';
import type { StreamSubscriber } from './stream-delivery.ts';
import { findStreamArn, listShards, readableShards } from './stream-shards.ts';

const rescanMilliseconds = 1_000;

/** A table's stream, and who is to receive it. */
export interface StreamPumpOptions {
  readonly client: DynamoDBStreamsClient;
  readonly tableName: string;
  readonly subscribers: readonly StreamSubscriber[];
  /** Where it is noted how far each subscriber has come. */
  readonly checkpointFile: string;
  readonly pollMilliseconds: number;
  /** Hears of faults that the pump survives; standard error if not given. */
  readonly report?: (message: string) => void;
}

export interface StreamPump {
  /** Resolves when the calls in flight have ended; nothing is delivered after that. Calling it again is harmless. */
  stop(): Promise<void>;
}

/** Delivers a stream to its subscribers as event source mappings do, each subscriber at its own pace, at least once. */
export async function startStreamPump(options: StreamPumpOptions): Promise<StreamPump> {
  const { client } = options;
  const streamArn = await findStreamArn(client, options.tableName);
  const stopping = new AbortController();
  const surroundings: PumpSurroundings = {
    checkpoint: new StreamCheckpoint(options.checkpointFile),
    pollMilliseconds: options.pollMilliseconds,
    stopping: stopping.signal,
    wait: (milliseconds) => waitUnlessStopped(milliseconds, stopping.signal),
    report: options.report ?? console.error,
  };
  const subscriptions = options.subscribers.map(
    (subscriber) => new StreamSubscription({ client, streamArn }, subscriber, surroundings),
  );
  await Promise.all(subscriptions.map((subscription) => subscription.scan()));
  const running = Promise.all(subscriptions.map((subscription) => subscription.run()));
  return {
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

/** Reads all shards of the stream for one subscriber: those that may be read at once, children after their parents. */
class StreamSubscription {
  readonly #stream: Pick<ShardAddress, 'client' | 'streamArn'>;
  readonly #subscriber: StreamSubscriber;
  readonly #pump: PumpSurroundings;
  /** What each shard that is being read resolves with when its reader has ended. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(
    stream: Pick<ShardAddress, 'client' | 'streamArn'>,
    subscriber: StreamSubscriber,
    pump: PumpSurroundings,
  ) {
    this.#stream = stream;
    this.#subscriber = subscriber;
    this.#pump = pump;
  }

  /** Begins to read every shard that may be read and is not being read yet. */
  async scan(): Promise<void> {
    const { checkpoint } = this.#pump;
    const { name } = this.#subscriber;
    const shards = await listShards(this.#stream.client, this.#stream.streamArn);
    checkpoint.keepOnly(
      name,
      shards.map(({ ShardId }) => ShardId ?? ''),
    );
    const readable = readableShards(shards, (shardId) => checkpoint.positionOf(name, shardId)?.isFinished ?? false);
    for (const shardId of readable) if (!this.#running.has(shardId)) this.#start(shardId);
  }

  /** Follows the stream, from one generation of shards to the next, until the pump stops. */
  async run(): Promise<void> {
    while (!this.#pump.stopping.aborted) {
      if (this.#running.size > 0) await Promise.race(this.#running.values());
      else await this.#pump.wait(rescanMilliseconds).then(() => this.#rescan());
    }
    await Promise.all(this.#running.values());
  }

  #start(shardId: string): void {
    const reader = new ShardReader({ ...this.#stream, shardId }, this.#subscriber, this.#pump);
    const running = reader.run().then(async () => {
      this.#running.delete(shardId);
      await this.#rescan();
    });
    this.#running.set(shardId, running);
  }

  async #rescan(): Promise<void> {
    while (!this.#pump.stopping.aborted) {
      try {
        return await this.scan();
      } catch (fault) {
        this.#pump.report(`${this.#subscriber.name}: the shards of the stream cannot be listed at present: ${fault}`);
        await this.#pump.wait(rescanMilliseconds);
      }
    }
  }
}
