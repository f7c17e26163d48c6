import { type Cycle, firstHead } from '../../domain/cycle.ts';
import { digestOf, type Json } from '../../domain/digest.ts';
import type { CycleStep } from '../../domain/finalization/sealing.ts';
import type { CycleStore, StoredBoard, StoredReply, WriteOutcome } from '../../domain/ports.ts';
import { boardItem } from './board-store.ts';
import { headItem } from './book-items.ts';
import { putReply } from './reply-store.ts';
import { absent, type Condition, type Item, type Table, type Write } from './table.ts';
import { keys } from './table-schema.ts';

const headsPerTransaction = 100;

/** Cycles in the table. A cycle is visible once all its heads are there. */
export class DynamoCycleStore implements CycleStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Goes on where an interrupted opening of the very same cycle stopped. */
  async create(cycle: Cycle, first: StoredBoard, reply: StoredReply | null): Promise<WriteOutcome> {
    const opening = openingDigest(cycle);
    const outcome = await this.#table.transact([
      { put: { ...keys.cycle(cycle.id), ...cycle, opening, isPrepared: false }, condition: absent },
      { put: boardItem(cycle.id, first), condition: absent },
      { put: keys.cycleList(cycle.id) as unknown as Item },
    ]);
    if (outcome === 'outdated' && !(await this.#isInterrupted(cycle.id, opening))) return 'outdated';
    await this.#openBooks(cycle);
    const stillThere: Condition = {
      expression: '#opening = :opening',
      names: { '#opening': 'opening' },
      values: { ':opening': opening },
    };
    // The reply that is kept says when and by whom: that of the request which completes the opening.
    const set = { isPrepared: true, createdAt: cycle.createdAt, createdBy: cycle.createdBy };
    return this.#table.transact([
      { update: keys.cycle(cycle.id), set, condition: stillThere },
      ...(reply ? [putReply(reply)] : []),
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
      await this.#table.transact(chunk.map(({ id }) => ({ put: headItem(firstHead(cycle, id)), condition: absent })));
    }
  }

  async load(id: string): Promise<Cycle | null> {
    return readCycle(await this.#table.get(keys.cycle(id)));
  }

  async advance(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    replies: readonly StoredReply[] = [],
  ): Promise<WriteOutcome> {
    return this.#table.transact([...advanceWrites(before, after, step), ...replies.map(putReply)]);
  }

  async noteWakeUps({ id, epoch }: Cycle): Promise<WriteOutcome> {
    // A reopening may have begun another epoch, whose wake-ups are others.
    const condition = { expression: '#epoch = :epoch', names: { '#epoch': 'epoch' }, values: { ':epoch': epoch } };
    return this.#table.transact([{ update: keys.cycle(id), set: { wakeUpsEpoch: epoch }, condition }]);
  }

  async list(after: string | null, limit: number): Promise<Cycle[]> {
    const { pk } = keys.cycleList('');
    const listed = await this.#table.query(pk, after === null ? ' ' : `${after} `, '~', { limit });
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
      condition: sameStep(before),
    },
    { put: { ...keys.step(before.id, step.number), ...step }, condition: absent },
  ];
}

/** That no transition was recorded since the cycle was read. */
export function sameStep({ steps }: Cycle): Condition {
  return { expression: '#steps = :steps', names: { '#steps': 'steps' }, values: { ':steps': steps } };
}

/** What two requests must agree on to open the same cycle. */
function openingDigest({ createdAt: _, createdBy: __, ...content }: Cycle): string {
  return digestOf(content as unknown as Json);
}

function readCycle(item: Item | null): Cycle | null {
  if (!item?.isPrepared) return null;
  const { pk: _, sk: __, opening: ___, isPrepared: ____, ...fields } = item;
  return fields as unknown as Cycle;
}
