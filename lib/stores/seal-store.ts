import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Cycle } from '../domain/cycle.ts';
import { sha256 } from '../domain/digest.ts';
import type { CycleStep, Final, Reopening } from '../domain/finalization/sealing.ts';
import type { StoredReply } from '../domain/ports.ts';
import { advanceWrites } from './cycle-store.ts';
import type { ReplyStore } from './reply-store.ts';
import { absent, fieldsOf, is, keys, type Table, type Write, type WriteOutcome } from './table.ts';

const pieceBytesMax = 350_000;

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
      const name = sha256(bytes);
      await this.#table.put({ ...keys.piece(name), bytes });
      names.push(name);
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
    replies: readonly StoredReply[] = [],
  ): Promise<WriteOutcome> {
    const writes: Write[] = [
      ...advanceWrites(before, after, step),
      // A result is sealed once; whoever comes second finds it there and goes on to its export.
      { put: { ...keys.final(before.id, final.revision), ...final }, when: [absent] },
      // The board that was compared with the books is the one that stands.
      { check: keys.board(before.id), when: [is('version', boardVersion)] },
      ...replies.map((reply) => this.#replies.write(reply)),
    ];
    return this.#table.transact(writes);
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

  /** Opens the scoped heads with the cycle and keeps the reply, in one transaction. */
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
