import type { DynamoDBRecord } from 'aws-lambda';
import { type PatternValue, type StreamFilter, toEventPattern } from '../../../functions/triggers/trigger.ts';
import { BatchWindow } from './batch-window.ts';
import { toLambdaRecord } from './lambda-record.ts';
import { type ShardAddress, ShardCursor } from './shard-cursor.ts';
import type { StreamCheckpoint } from './stream-checkpoint.ts';
import { StreamDelivery, type StreamSubscriber } from './stream-delivery.ts';

const faultPauseMilliseconds = 1_000;

/** What all readers of a pump share. */
export interface PumpSurroundings {
  readonly checkpoint: StreamCheckpoint;
  readonly pollMilliseconds: number;
  readonly stopping: AbortSignal;
  /** Ends early, without a fault, when the pump stops. */
  wait(milliseconds: number): Promise<void>;
  report(message: string): void;
}

/** Reads one shard for one subscriber: poll, filter, gather, deliver, note how far it came. */
export class ShardReader {
  readonly #shard: ShardAddress;
  readonly #subscriber: StreamSubscriber;
  readonly #pump: PumpSurroundings;
  readonly #cursor: ShardCursor;
  readonly #window: BatchWindow<DynamoDBRecord>;
  readonly #delivery: StreamDelivery;
  #isFaulty = false;

  constructor(shard: ShardAddress, subscriber: StreamSubscriber, pump: PumpSurroundings) {
    this.#shard = shard;
    this.#subscriber = subscriber;
    this.#pump = pump;
    this.#cursor = new ShardCursor(shard, pump.checkpoint.positionOf(subscriber.name, shard.shardId)?.after ?? null);
    this.#window = new BatchWindow(subscriber.batchSizeMax, subscriber.batchWindowMilliseconds);
    this.#delivery = new StreamDelivery(subscriber, {
      now: Date.now,
      wait: pump.wait,
      advance: (sequenceNumber) => this.#note(sequenceNumber, false),
      isStopped: () => pump.stopping.aborted,
      report: pump.report,
    });
  }

  /** Resolves when the shard is closed and all of it delivered, or the pump stopped. */
  async run(): Promise<void> {
    while (!this.#pump.stopping.aborted && !(this.#cursor.isAtEnd && this.#window.isEmpty)) await this.#step();
    if (!this.#pump.stopping.aborted) this.#note(this.#cursor.after, true);
  }

  async #step(): Promise<void> {
    const batch = this.#cursor.isAtEnd ? this.#window.takeNow() : this.#window.take(Date.now());
    if (batch === null) return this.#read();
    await this.#delivery.deliver(batch);
    if (this.#window.isEmpty && !this.#pump.stopping.aborted) this.#note(this.#cursor.after, false);
  }

  async #read(): Promise<void> {
    const records = await this.#readOrPause();
    if (records === null) return;
    if (records.length > 0) this.#gather(records);
    else if (!this.#cursor.isAtEnd) await this.#pause();
  }

  #gather(records: readonly DynamoDBRecord[]): void {
    const admitted = records.filter((record) => matchesFilter(record, this.#subscriber.filters));
    this.#window.add(admitted, Date.now());
    if (this.#window.isEmpty) this.#note(this.#cursor.after, false);
  }

  /** `null` after a fault: the database may be starting again, so this waits and the next step tries again. */
  async #readOrPause(): Promise<readonly DynamoDBRecord[] | null> {
    try {
      const records = await this.#cursor.read(this.#pump.stopping);
      this.#isFaulty = false;
      return records.map((record) => toLambdaRecord(record, this.#shard.streamArn));
    } catch (fault) {
      if (this.#pump.stopping.aborted) return null;
      if (!this.#isFaulty)
        this.#pump.report(`${this.#subscriber.name}: the stream cannot be read at present: ${fault}`);
      this.#isFaulty = true;
      await this.#pump.wait(faultPauseMilliseconds);
      return null;
    }
  }

  #pause(): Promise<void> {
    const { pollMilliseconds } = this.#pump;
    const untilDue = this.#window.isEmpty ? pollMilliseconds : this.#window.remaining(Date.now());
    return this.#pump.wait(Math.min(pollMilliseconds, untilDue));
  }

  /** A position that cannot be written costs a repeated delivery after a restart, and no more. */
  #note(after: string | null, isFinished: boolean): void {
    try {
      this.#pump.checkpoint.save(this.#subscriber.name, this.#shard.shardId, { after, isFinished });
    } catch (fault) {
      this.#pump.report(`${this.#subscriber.name}: the position in the stream cannot be kept: ${fault}`);
    }
  }
}

/** Whether an event source mapping with these filters would pass the record: one matching filter is enough, none passes all. */
export function matchesFilter(record: DynamoDBRecord, filters: readonly StreamFilter[]): boolean {
  return filters.length === 0 || filters.some((filter) => matchesPattern(record, toEventPattern(filter)));
}

/** A list holds the allowed values of a leaf; an object names fields that must all match. */
function matchesPattern(actual: unknown, pattern: object): boolean {
  if (Array.isArray(pattern)) return pattern.some((value) => matchesValue(actual, value));
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(pattern).every(([field, expected]) =>
    matchesPattern((actual as Record<string, unknown>)[field], expected),
  );
}

function matchesValue(actual: unknown, value: PatternValue): boolean {
  return typeof value === 'string' ? actual === value : typeof actual === 'string' && actual.startsWith(value.prefix);
}
