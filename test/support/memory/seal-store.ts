import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { Head } from '../../../lib/domain/book.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { sha256 } from '../../../lib/domain/digest.ts';
import type { CycleStep, Final, Reopening } from '../../../lib/domain/finalization/sealing.ts';
import type { SealStore, StoredBoard, StoredReply, WriteOutcome } from '../../../lib/domain/ports.ts';
import { advanceWrites } from './cycle-store.ts';
import type { MemoryDatabase, MemoryWrite, Value } from './database.ts';
import type { MemoryReplyStore } from './reply-store.ts';

/** Small, so that samples have several. */
const pieceBytesMax = 4000;
const isAbsent = (stored: Value | undefined) => stored === undefined;

/** Sealed results in memory. */
export class MemorySealStore implements SealStore {
  readonly #database: MemoryDatabase;
  readonly #replies: MemoryReplyStore;

  constructor(database: MemoryDatabase, replies: MemoryReplyStore) {
    this.#database = database;
    this.#replies = replies;
  }

  async keepPieces(snapshot: string): Promise<string[]> {
    const packed = deflateRawSync(snapshot);
    const names: string[] = [];
    for (let at = 0; at < packed.length; at += pieceBytesMax) {
      const bytes = new Uint8Array(packed.subarray(at, at + pieceBytesMax));
      const name = sha256(bytes);
      await this.#database.transact([{ key: keys.piece(name), next: () => ({ bytes }) }]);
      names.push(name);
    }
    return names;
  }

  async seal(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    final: Final,
    boardVersion: number,
    replies: readonly StoredReply[] = [],
  ): Promise<WriteOutcome> {
    const writes: MemoryWrite[] = [
      ...advanceWrites(before, after, step),
      { key: keys.final(before.id, final.revision), next: () => final, when: { 'final-absent': isAbsent } },
      {
        key: keys.board(before.id),
        next: (stored) => stored!,
        when: { 'sealed-board': (stored) => (stored as StoredBoard | undefined)?.version === boardVersion },
      },
    ];
    return this.#replies.keepWith(writes, replies);
  }

  async load(cycle: string, revision: number): Promise<Final | null> {
    return (await this.#database.get(keys.final(cycle, revision))) as Final | null;
  }

  async read({ pieces, sha256: digest }: Final): Promise<string> {
    const found = (await this.#database.getMany(pieces.map((name) => keys.piece(name)))) as ({
      bytes: Uint8Array;
    } | null)[];
    const text = inflateRawSync(Buffer.concat(found.map((piece) => piece?.bytes ?? new Uint8Array()))).toString();
    if (sha256(text) !== digest) throw new Error('a sealed snapshot is not what its digest says');
    return text;
  }

  async request(reopening: Reopening, reply: StoredReply | null): Promise<WriteOutcome> {
    const key = keys.reopening(reopening.cycle, reopening.id);
    return this.#replies.keepWith([{ key, next: () => reopening, when: { 'reopening-absent': isAbsent } }], [reply]);
  }

  async loadReopening(cycle: string, id: string): Promise<Reopening | null> {
    return (await this.#database.get(keys.reopening(cycle, id))) as Reopening | null;
  }

  async reopen(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    approved: Reopening,
    reply: StoredReply | null,
  ): Promise<WriteOutcome> {
    const isRequested = (stored: Value | undefined) => (stored as Reopening | undefined)?.state === 'requested';
    const writes: MemoryWrite[] = [
      ...advanceWrites(before, after, step),
      {
        key: keys.reopening(before.id, approved.id),
        next: (stored) => ({ ...stored, state: 'approved', ...approvalOf(approved) }),
        when: { 'reopening-requested': isRequested },
      },
      ...approved.districts.map((district) => openedHead(after, district, approved)),
    ];
    return this.#replies.keepWith(writes, [reply]);
  }
}

function approvalOf({ approvedBy, approvedAt }: Reopening) {
  return { approvedBy, approvedAt };
}

function openedHead(
  { id, epoch, submissionsCloseAt }: Cycle,
  district: string,
  { components }: Reopening,
): MemoryWrite {
  const opened = {
    epoch,
    portalGate: 'open',
    assessorGate: 'open',
    closesAt: Date.parse(submissionsCloseAt),
    scope: components,
  };
  return {
    key: keys.head(id, district),
    next: (stored) => ({ ...stored, ...opened }),
    when: { 'head-closed': (stored) => (stored as Head | undefined)?.assessorGate === 'closed' },
  };
}
