import { type Cycle, firstHead } from '../domain/cycle.ts';
import { digestOf } from '../domain/digest.ts';
import type { CycleStep } from '../domain/finalization/sealing.ts';
import type { StoredBoard, StoredReply } from '../domain/ports.ts';
import { boardItem } from './board-codec.ts';
import type { ReplyStore } from './reply-store.ts';
import { absent, fieldsOf, type Item, is, keys, ranges, type Table, type Write, type WriteOutcome } from './table.ts';

const headsPerTransaction = 100;

/** Cycles. One is visible once all its heads are there. */
export class CycleStore {
  readonly #table: Table;
  readonly #replies: ReplyStore;

  constructor(table: Table, replies: ReplyStore) {
    this.#table = table;
    this.#replies = replies;
  }

  /**
   * Opens a cycle with a head for each district and the first board, and keeps the reply with it; `outdated` if the id
   * or the reply's key is taken. Goes on where an interrupted opening of the very same cycle stopped.
   */
  async create(cycle: Cycle, first: StoredBoard, reply: StoredReply | null): Promise<WriteOutcome> {
    const opening = openingDigest(cycle);
    const outcome = await this.#table.transact([
      { put: { ...keys.cycle(cycle.id), ...cycle, opening, isPrepared: false }, when: [absent] },
      { put: boardItem(cycle.id, first), when: [absent] },
      { put: { ...keys.cycleList(cycle.id) } },
    ]);
    if (outcome === 'outdated' && !(await this.#isInterrupted(cycle.id, opening))) return 'outdated';
    await this.#openBooks(cycle);
    // The reply that is kept says when and by whom: that of the request which completes the opening.
    const set = { isPrepared: true, createdAt: cycle.createdAt, createdBy: cycle.createdBy };
    return this.#table.transact([
      { update: keys.cycle(cycle.id), set, when: [is('opening', opening)] },
      ...(reply ? [this.#replies.write(reply)] : []),
    ]);
  }

  async #isInterrupted(id: string, opening: string): Promise<boolean> {
    const item = await this.#table.get(keys.cycle(id));
    return item?.isPrepared === false && item.opening === opening;
  }

  async #openBooks(cycle: Cycle): Promise<void> {
    for (let at = 0; at < cycle.districts.length; at += headsPerTransaction) {
      const chunk = cycle.districts.slice(at, at + headsPerTransaction);
      // `outdated`: an interrupted opening has made this very chunk already.
      await this.#table.transact(
        chunk.map(({ id }) => ({ put: { ...keys.head(cycle.id, id), ...firstHead(cycle, id) }, when: [absent] })),
      );
    }
  }

  async load(id: string): Promise<Cycle | null> {
    return readCycle(await this.#table.get(keys.cycle(id)));
  }

  /** Records a transition, and keeps replies with it, on condition that no other was recorded since the cycle was read. */
  async advance(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    replies: readonly StoredReply[] = [],
  ): Promise<WriteOutcome> {
    return this.#table.transact([
      ...advanceWrites(before, after, step),
      ...replies.map((reply) => this.#replies.write(reply)),
    ]);
  }

  /** Notes that the wake-ups of the cycle's epoch are set; `outdated` once it is in another epoch. No transition. */
  async noteWakeUps({ id, epoch }: Cycle): Promise<WriteOutcome> {
    // A reopening may have begun another epoch, whose wake-ups are others.
    return this.#table.transact([{ update: keys.cycle(id), set: { wakeUpsEpoch: epoch }, when: [is('epoch', epoch)] }]);
  }

  /** By id in code-unit order, after `after`. */
  async list(after: string | null, limit: number): Promise<Cycle[]> {
    const listed = await this.#table.query(ranges.cycles(after), { limit });
    const items = await this.#table.getMany(listed.map(({ sk }) => keys.cycle(String(sk))));
    return items.map(readCycle).filter((cycle) => cycle !== null);
  }
}

/** The writes of a transition: the cycle as it will be, and the record of who did what. */
export function advanceWrites(before: Cycle, after: Cycle, step: CycleStep): Write[] {
  const { state, epoch, sealing, submissionsCloseAt, finalizeAt } = after;
  return [
    {
      update: keys.cycle(before.id),
      set: { state, epoch, sealing, submissionsCloseAt, finalizeAt, steps: before.steps + 1 },
      // Another runner may have recorded a transition since the cycle was read: then everything is looked at anew.
      when: [is('steps', before.steps)],
    },
    { put: { ...keys.step(before.id, step.number), ...step }, when: [absent] },
  ];
}

/** What two requests must agree on to open the same cycle. */
function openingDigest({ createdAt: _, createdBy: __, ...content }: Cycle): string {
  return digestOf(content);
}

/** The cycle of an item; `null` while it is being opened. */
export function readCycle(item: Item | null): Cycle | null {
  if (!item?.isPrepared) return null;
  const { opening: _, isPrepared: __, ...fields } = item;
  return fieldsOf(fields);
}
