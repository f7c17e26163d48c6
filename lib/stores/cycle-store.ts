import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Cycle, firstHead } from '../domain/cycle.ts';
import { digestOf, sha256 } from '../domain/digest.ts';
import type { CycleStep, Final, Reopening } from '../domain/finalization/sealing.ts';
import type { StoredBoard, StoredReply } from '../domain/ports.ts';
import { openingItem } from './board-items.ts';
import { packDistricts, readCycle } from './cycle-items.ts';
import type { ReplyStore } from './reply-store.ts';
import { absent, fieldsOf, is, keys, ranges, type Table, type Write, type WriteOutcome } from './table.ts';

const [headsPerTransaction, pieceBytesMax] = [100, 350_000];

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
    const stored = { ...cycle, districts: packDistricts(cycle.districts) };
    const outcome = await this.#table.transact([
      { put: { ...keys.cycle(cycle.id), ...stored, opening, isPrepared: false }, when: [absent] },
      { put: openingItem(cycle.id, first), when: [absent] },
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

  /** Every recorded transition of a cycle, oldest first. */
  async steps(id: string): Promise<CycleStep[]> {
    return (await this.#table.query(ranges.steps(id))).map((item) => fieldsOf<CycleStep>(item));
  }

  /** Notes that the wake-ups of the cycle's epoch are set; `outdated` once it is in another epoch. No transition. */
  async noteWakeUps({ id, epoch }: Cycle): Promise<WriteOutcome> {
    // A reopening may have begun another epoch, whose wake-ups are others.
    return this.#table.transact([{ update: keys.cycle(id), set: { wakeUpsEpoch: epoch }, when: [is('epoch', epoch)] }]);
  }

  /** By id in code-unit order, after `after`. */
  async list(after: string | null, limit: number): Promise<Cycle[]> {
    const found: Cycle[] = [];
    for (let last = after; ; ) {
      const listed = await this.#table.query(ranges.cycles(last), { limit });
      const items = await this.#table.getMany(listed.map(({ sk }) => keys.cycle(String(sk))));
      found.push(...items.map((item) => readCycle<Cycle>(item)).filter((cycle) => cycle !== null));
      // Those that are still being opened leave room for others.
      if (listed.length < limit || found.length >= limit) return found.slice(0, limit);
      last = String(listed.at(-1)!.sk);
    }
  }
}

/** The writes of a transition: the cycle as it will be, and the record of who did what. */
function advanceWrites(before: Cycle, after: Cycle, step: CycleStep): Write[] {
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

/**
 * Sealed results, and requests to correct them: a small record each, and the compressed snapshot in pieces named by their
 * digests. Nothing here is ever edited.
 */
export class SealStore {
  readonly #table: Table;
  readonly #replies: ReplyStore;

  constructor(table: Table, replies: ReplyStore) {
    this.#table = table;
    this.#replies = replies;
  }

  /** Keeps a snapshot's bytes in pieces named by their own digests, so that keeping them twice is harmless. */
  async keepPieces(snapshot: string): Promise<string[]> {
    const packed = deflateRawSync(snapshot);
    const names: string[] = [];
    for (let at = 0; at < packed.length; at += pieceBytesMax) {
      const bytes = packed.subarray(at, at + pieceBytesMax);
      names.push(sha256(bytes));
      await this.#table.put({ ...keys.piece(names.at(-1)!), bytes });
    }
    return names;
  }

  /** Seals in one transaction: the transition, the result, the replies to who ordered it, and the board still at this version. */
  async seal(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    final: Final,
    boardVersion: number,
    replies: readonly StoredReply[],
  ): Promise<WriteOutcome> {
    return this.#table.transact([
      ...advanceWrites(before, after, step),
      // A result is sealed once; whoever comes second finds it there and goes on to its export.
      { put: { ...keys.final(before.id, final.revision), ...final }, when: [absent] },
      // The board that was compared with the books is the one that stands.
      { check: keys.board(before.id), when: [is('version', boardVersion)] },
      ...replies.map((reply) => this.#replies.write(reply)),
    ]);
  }

  async load(cycle: string, revision: number): Promise<Final | null> {
    const item = await this.#table.get(keys.final(cycle, revision));
    return item && fieldsOf(item);
  }

  /** The snapshot's text. Throws if its bytes are not those of the digest. */
  async read({ pieces, sha256: digest }: Final): Promise<string> {
    const items = await this.#table.getMany(pieces.map((name) => keys.piece(name)));
    const packed = Buffer.concat(items.map((item) => (item?.bytes as Uint8Array | undefined) ?? new Uint8Array()));
    const text = inflateRawSync(packed).toString();
    if (sha256(text) !== digest) throw new Error('a sealed snapshot is not what its digest says');
    return text;
  }

  /** Keeps how many bytes each file of a result has, compressed: there is one for each district. Harmless twice. */
  async keepFileSizes({ cycle, revision }: Final, sizes: Readonly<Record<string, number>>): Promise<void> {
    await this.#table.put({ ...keys.fileSizes(cycle, revision), bytes: deflateRawSync(JSON.stringify(sizes)) });
  }

  /** Bytes of each file by its name; none of a result that was exported before they were kept. */
  async fileSizes({ cycle, revision }: Final): Promise<Readonly<Record<string, number>>> {
    const item = await this.#table.get(keys.fileSizes(cycle, revision));
    return item ? JSON.parse(inflateRawSync(item.bytes as Uint8Array).toString()) : {};
  }

  /** Keeps a request and the reply with it; `outdated` if the id or the reply's key is taken. */
  async request(reopening: Reopening, reply: StoredReply | null): Promise<WriteOutcome> {
    return this.#table.transact([
      // Ids are drawn at random; should one ever come twice, no request is written over.
      { put: { ...keys.reopening(reopening.cycle, reopening.id), ...reopening }, when: [absent] },
      ...(reply ? [this.#replies.write(reply)] : []),
    ]);
  }

  async loadReopening(cycle: string, id: string): Promise<Reopening | null> {
    const item = await this.#table.get(keys.reopening(cycle, id));
    return item && fieldsOf(item);
  }

  /** By id in code-unit order, after `after`. */
  async listReopenings(cycle: string, after: string | null, limit: number): Promise<Reopening[]> {
    return (await this.#table.query(ranges.reopenings(cycle, after), { limit })).map((item) => fieldsOf(item));
  }

  /** Opens the scoped heads with the cycle, which rests no longer, and keeps the reply, in one transaction. */
  async reopen(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    approved: Reopening,
    reply: StoredReply | null,
  ): Promise<WriteOutcome> {
    const { state, approvedBy, approvedAt } = approved;
    const opened = {
      epoch: after.epoch,
      portalGate: 'open',
      assessorGate: 'open',
      closesAt: Date.parse(after.submissionsCloseAt),
      scope: approved.components,
    };
    return this.#table.transact([
      ...advanceWrites(before, after, step),
      { update: keys.cycleList(before.id), set: { restsUntil: 0 }, when: [] },
      {
        update: keys.reopening(before.id, approved.id),
        set: { state, approvedBy, approvedAt },
        // Another administrator may have approved it in the same moment.
        when: [is('state', 'requested')],
      },
      ...approved.districts.map(
        (district): Write => ({
          update: keys.head(before.id, district),
          set: opened,
          // Sealed means closed: a head with an open gate would have been missed by the sealing.
          when: [is('assessorGate', 'closed')],
        }),
      ),
      ...(reply ? [this.#replies.write(reply)] : []),
    ]);
  }
}
