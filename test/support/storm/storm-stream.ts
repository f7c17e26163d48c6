import type { DynamoDBRecord } from 'aws-lambda';
import type { StreamHandler } from '../../../functions/triggers/stream-handler.ts';
import type { MemoryTable } from '../memory/memory-table.ts';
import type { SeededRandom } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { StormWeather } from './storm-weather.ts';

const triesMax = 6;

/** Delivers heads that moved, at least once and in any order: duplicated, dropped, shuffled; given up after some failures. */
export class StormStream {
  readonly #table: MemoryTable;
  readonly #weather: StormWeather;
  readonly #random: SeededRandom;
  #read = 0;
  #queue: DynamoDBRecord[] = [];
  /** Records that nobody will deliver any more: only a sweep can heal what they would have woken. */
  lost = 0;

  constructor(table: MemoryTable, weather: StormWeather, random: SeededRandom) {
    this.#table = table;
    this.#weather = weather;
    this.#random = random;
  }

  /** Polls until the storm is over and everything has been delivered or given up. */
  async deliver(handler: StreamHandler, scheduler: Scheduler): Promise<void> {
    for (;;) {
      await scheduler.point(this.#random.below(8));
      this.#take();
      const batch = this.#queue.splice(0, 1 + this.#random.below(6));
      if (batch.length > 0) await this.#hand(batch, handler);
      else if (this.#weather.state === 'over') return;
    }
  }

  /** Like an event source mapping: what failed comes again from the failed record on, so often and no more. */
  async #hand(batch: readonly DynamoDBRecord[], handler: StreamHandler): Promise<void> {
    let rest = this.#weather.strikes('shuffled-batch', 0.3) ? this.#random.shuffle(batch) : [...batch];
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const { batchItemFailures } = await handler({ Records: rest });
      const [failed] = batchItemFailures;
      if (!failed) {
        if (this.#weather.strikes('duplicated-record', 0.15)) this.#queue.push(...rest);
        return;
      }
      this.#weather.counts['failed-batch'] += 1;
      rest = rest.slice(rest.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed.itemIdentifier));
    }
    this.lost += rest.length;
  }

  #take(): void {
    const { records } = this.#table;
    for (; this.#read < records.length; this.#read++) {
      const { eventName, key } = records[this.#read]!;
      if (eventName !== 'MODIFY' || key.sk !== 'HEAD') continue;
      if (this.#weather.strikes('dropped-record', 0.03)) this.lost += 1;
      else this.#queue.push(recordOf(this.#read, key));
    }
  }
}

function recordOf(position: number, { pk, sk }: { readonly pk: string; readonly sk: string }): DynamoDBRecord {
  const SequenceNumber = String(position);
  return {
    eventID: SequenceNumber,
    eventName: 'MODIFY',
    dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber },
  };
}
