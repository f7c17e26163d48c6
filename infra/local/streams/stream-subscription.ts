import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { type PumpSurroundings, ShardReader } from './shard-reader.ts';
import { listShards, readableShards } from './stream-shards.ts';
import type { StreamSubscriber } from './stream-subscriber.ts';

const rescanMilliseconds = 1_000;

/** A stream as a client reaches it. */
export interface StreamAddress {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
}

/** Reads all shards of the stream for one subscriber: those that may be read at once, children after their parents. */
export class StreamSubscription {
  readonly #stream: StreamAddress;
  readonly #subscriber: StreamSubscriber;
  readonly #pump: PumpSurroundings;
  readonly #readers = new Map<string, { readonly reader: ShardReader; readonly running: Promise<void> }>();

  constructor(stream: StreamAddress, subscriber: StreamSubscriber, pump: PumpSurroundings) {
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
    for (const shardId of readable) if (!this.#readers.has(shardId)) this.#start(shardId);
  }

  /** Follows the stream, from one generation of shards to the next, until the pump stops. */
  async run(): Promise<void> {
    while (!this.#pump.stopping.aborted) {
      const running = [...this.#readers.values()].map((started) => started.running);
      if (running.length > 0) await Promise.race(running);
      else await this.#pump.wait(rescanMilliseconds).then(() => this.#rescan());
    }
    await Promise.all([...this.#readers.values()].map((started) => started.running));
  }

  /** Resolves when every shard that is being read has shown that nothing is left of what was written before the call. */
  async quiet(): Promise<void> {
    const shards = [...this.#readers.values()];
    await Promise.all(shards.map(({ reader, running }) => Promise.race([reader.quiet(), running])));
  }

  #start(shardId: string): void {
    const reader = new ShardReader({ ...this.#stream, shardId }, this.#subscriber, this.#pump);
    const running = reader.run().then(async () => {
      this.#readers.delete(shardId);
      await this.#rescan();
      this.#pump.stirred();
    });
    this.#readers.set(shardId, { reader, running });
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
