import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { StreamTrigger } from '../../../functions/triggers/trigger.ts';
import { sequenceNumberOf } from './lambda-record.ts';

const backoffMillisecondsMin = 50;
const backoffMillisecondsMax = 1_000;

/** What a function reports of its batch: nothing, or the records that failed. */
type BatchReport = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] } | undefined;

/** Records that are given up, with what the failure destination keeps of them. */
export interface FailedDelivery {
  readonly subscriber: string;
  readonly records: readonly DynamoDBRecord[];
  readonly error: string;
  /** How often the subscriber was called with these records; 0 if they were too old before the first time. */
  readonly attempts: number;
}

/** A function and the settings of its event source mapping. */
export interface StreamSubscriber extends Omit<StreamTrigger, 'kind' | 'batchWindowSeconds'> {
  readonly name: string;
  readonly batchWindowMilliseconds: number;
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that reports nothing returns nothing
  invoke(event: DynamoDBStreamEvent): Promise<BatchReport | void>;
  /** The failure destination. */
  onFailure(delivery: FailedDelivery): Promise<void>;
}

/** What a delivery needs of the world around it. */
export interface DeliverySurroundings {
  /** Milliseconds since the epoch. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** Everything up to this record is done with: delivered or given up. */
  advance(sequenceNumber: string): void;
  isStopped(): boolean;
  report(message: string): void;
}

/** Records that wait for their turn, and what became of them so far. */
interface Piece {
  readonly records: readonly DynamoDBRecord[];
  /** Calls that included these records. */
  readonly attempts: number;
  /** Failures that count against the bound; being split does not. */
  readonly retries: number;
}

interface Failure {
  /** Index of the first record that failed. */
  readonly from: number;
  readonly error: string;
}

/**
 * Delivers batches to one subscriber as an event source mapping does: in order; after a partial failure again from the
 * lowest failed record; after a complete one in halves; a single record a bounded number of times. A record that is
 * given up, or too old, goes to the failure destination and the next one has its turn.
 */
export class StreamDelivery {
  readonly #subscriber: StreamSubscriber;
  readonly #surroundings: DeliverySurroundings;

  constructor(subscriber: StreamSubscriber, surroundings: DeliverySurroundings) {
    this.#subscriber = subscriber;
    this.#surroundings = surroundings;
  }

  /** Resolves when every record was delivered or given up, or delivery was stopped before. */
  async deliver(batch: readonly DynamoDBRecord[]): Promise<void> {
    let pieces: Piece[] = [{ records: batch, attempts: 0, retries: 0 }];
    while (pieces[0] !== undefined && !this.#surroundings.isStopped()) {
      const [next, ...later] = pieces;
      pieces = [...(await this.#deliverPiece(next)), ...later];
    }
  }

  /** What is left of the piece. */
  async #deliverPiece(piece: Piece): Promise<readonly Piece[]> {
    const records = await this.#giveUpAged(piece);
    if (records.length === 0) return [];
    const failure = await this.#invoke(records);
    if (failure === null) {
      this.#advanceBehind(records);
      return [];
    }
    if (failure.from > 0) this.#advanceBehind(records.slice(0, failure.from));
    const failed: Piece = {
      records: records.slice(failure.from),
      attempts: piece.attempts + 1,
      retries: piece.retries,
    };
    return failure.from > 0 ? this.#later([failed]) : this.#retry(failed, failure.error);
  }

  async #retry(failed: Piece, error: string): Promise<readonly Piece[]> {
    if (failed.records.length > 1) {
      const middle = Math.ceil(failed.records.length / 2);
      const halves = [failed.records.slice(0, middle), failed.records.slice(middle)];
      return this.#later(halves.map((records) => ({ ...failed, records })));
    }
    if (failed.retries < this.#subscriber.retriesMax) return this.#later([{ ...failed, retries: failed.retries + 1 }]);
    await this.#giveUp(failed.records, error, failed.attempts);
    return [];
  }

  async #later(pieces: readonly Piece[]): Promise<readonly Piece[]> {
    const retries = pieces[0]?.retries ?? 0;
    await this.#surroundings.wait(Math.min(backoffMillisecondsMin * 2 ** retries, backoffMillisecondsMax));
    return pieces;
  }

  async #invoke(records: readonly DynamoDBRecord[]): Promise<Failure | null> {
    try {
      return firstFailure(records, await this.#subscriber.invoke({ Records: [...records] }));
    } catch (fault) {
      return { from: 0, error: String(fault) };
    }
  }

  /** Gives up the records at the front that are too old and returns the others. */
  async #giveUpAged(piece: Piece): Promise<readonly DynamoDBRecord[]> {
    const { recordAgeSecondsMax } = this.#subscriber;
    const oldest = this.#surroundings.now() / 1000 - recordAgeSecondsMax;
    const fresh = piece.records.findIndex(
      ({ dynamodb }) => (dynamodb?.ApproximateCreationDateTime ?? oldest) >= oldest,
    );
    const agedCount = fresh === -1 ? piece.records.length : fresh;
    const aged = piece.records.slice(0, agedCount);
    if (agedCount > 0) await this.#giveUp(aged, `older than ${recordAgeSecondsMax} s`, piece.attempts);
    return piece.records.slice(agedCount);
  }

  async #giveUp(records: readonly DynamoDBRecord[], error: string, attempts: number): Promise<void> {
    const { name } = this.#subscriber;
    try {
      await this.#subscriber.onFailure({ subscriber: name, records, error, attempts });
    } catch (fault) {
      this.#surroundings.report(`${name}: the failure destination did not take ${records.length} record(s): ${fault}`);
    }
    this.#advanceBehind(records);
  }

  #advanceBehind(records: readonly DynamoDBRecord[]): void {
    const last = records.at(-1);
    if (last !== undefined) this.#surroundings.advance(sequenceNumberOf(last));
  }
}

/** An identifier that names no record of the batch fails the batch as a whole. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that reports nothing returns nothing
function firstFailure(records: readonly DynamoDBRecord[], report: BatchReport | void): Failure | null {
  const identifiers = report?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? [];
  if (identifiers.length === 0) return null;
  const places = identifiers.map((identifier) =>
    records.findIndex((record) => sequenceNumberOf(record) === identifier),
  );
  return { from: Math.max(0, Math.min(...places)), error: 'reported as failed' };
}
