import { isDeepStrictEqual } from 'node:util';
import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import { type Cycle, firstHead } from '../../../lib/domain/cycle.ts';
import type { CycleStep } from '../../../lib/domain/finalization/sealing.ts';
import type { CycleStore, StoredBoard, StoredReply, WriteOutcome } from '../../../lib/domain/ports.ts';
import type { MemoryDatabase, MemoryWrite, Value } from './database.ts';
import type { MemoryReplyStore } from './reply-store.ts';

interface StoredCycle {
  readonly cycle: Cycle;
  readonly isPrepared: boolean;
}

const headsPerTransaction = 100;
const isAbsent = (stored: Value | undefined) => stored === undefined;

/** Cycles in memory; one is visible once all its heads are there. */
export class MemoryCycleStore implements CycleStore {
  readonly #database: MemoryDatabase;
  readonly #replies: MemoryReplyStore;

  constructor(database: MemoryDatabase, replies: MemoryReplyStore) {
    this.#database = database;
    this.#replies = replies;
  }

  async create(cycle: Cycle, first: StoredBoard, reply: StoredReply | null): Promise<WriteOutcome> {
    const key = keys.cycle(cycle.id);
    const outcome = await this.#database.transact([
      { key, next: () => ({ cycle, isPrepared: false }), when: { 'cycle-absent': isAbsent } },
      { key: keys.board(cycle.id), next: () => first, when: { 'cycle-absent': isAbsent } },
      { key: keys.cycleList(cycle.id), next: () => ({ id: cycle.id }) },
    ]);
    const stored = outcome === 'outdated' ? ((await this.#database.get(key)) as StoredCycle) : null;
    if (stored && (stored.isPrepared || !isDeepStrictEqual(contentOf(stored.cycle), contentOf(cycle))))
      return 'outdated';
    for (let at = 0; at < cycle.districts.length; at += headsPerTransaction)
      await this.#database.transact(
        cycle.districts.slice(at, at + headsPerTransaction).map(({ id }) => headWrite(cycle, id)),
      );
    return this.#replies.keepWith([{ key, next: () => ({ cycle, isPrepared: true }) }], [reply]);
  }

  async load(id: string): Promise<Cycle | null> {
    return preparedOf(await this.#database.get(keys.cycle(id)));
  }

  async advance(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    replies: readonly StoredReply[] = [],
  ): Promise<WriteOutcome> {
    return this.#replies.keepWith(advanceWrites(before, after, step), replies);
  }

  async noteWakeUps({ id, epoch }: Cycle): Promise<WriteOutcome> {
    const isSameEpoch = (stored: Value | undefined) => (stored as StoredCycle | undefined)?.cycle.epoch === epoch;
    const next = (stored: Value | undefined) => {
      return { ...stored, cycle: { ...(stored as StoredCycle).cycle, wakeUpsEpoch: epoch } };
    };
    return this.#database.transact([{ key: keys.cycle(id), next, when: { 'wake-ups-epoch': isSameEpoch } }]);
  }

  async list(after: string | null, limit: number): Promise<Cycle[]> {
    const { pk } = keys.cycleList('');
    const listed = (await this.#database.query(pk, after === null ? ' ' : `${after} `, '~', limit)) as { id: string }[];
    const found = await Promise.all(listed.map(({ id }) => this.load(id)));
    return found.filter((cycle) => cycle !== null);
  }
}

/** The writes of a transition. */
export function advanceWrites(before: Cycle, after: Cycle, step: CycleStep): MemoryWrite[] {
  const { state, epoch, sealing, submissionsCloseAt, finalizeAt } = after;
  const moved = { state, epoch, sealing, submissionsCloseAt, finalizeAt, steps: before.steps + 1 };
  return [
    {
      key: keys.cycle(before.id),
      next: (stored) => ({ ...stored, cycle: { ...(stored as StoredCycle).cycle, ...moved } }),
      when: { 'cycle-steps': (stored) => (stored as StoredCycle | undefined)?.cycle.steps === before.steps },
    },
    { key: keys.step(before.id, step.number), next: () => step, when: { 'step-absent': isAbsent } },
  ];
}

/** The condition that no transition was recorded since the cycle was read, as a part of a write. */
export function unmovedCycle({ id, steps }: Cycle): Pick<MemoryWrite, 'key' | 'when'> {
  const isUnmoved = (stored: Value | undefined) => (stored as StoredCycle | undefined)?.cycle.steps === steps;
  return { key: keys.cycle(id), when: { 'gates-step': isUnmoved } };
}

function headWrite(cycle: Cycle, district: string): MemoryWrite {
  const key = keys.head(cycle.id, district);
  return { key, next: () => firstHead(cycle, district), when: { 'head-absent': isAbsent } };
}

function preparedOf(stored: Value | null): Cycle | null {
  const { cycle, isPrepared } = (stored ?? { isPrepared: false }) as StoredCycle;
  return isPrepared ? cycle : null;
}

/** What two requests must agree on to open the same cycle. */
function contentOf({ createdAt: _, createdBy: __, ...content }: Cycle) {
  return content;
}
