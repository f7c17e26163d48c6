import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Cycle } from '../../domain/cycle.ts';
import { sha256 } from '../../domain/digest.ts';
import type { CycleStep, Final, Reopening } from '../../domain/finalization/sealing.ts';
import type { SealStore, StoredReply, WriteOutcome } from '../../domain/ports.ts';
import { advanceWrites } from './cycle-store.ts';
import { putReply } from './reply-store.ts';
import { absent, type Item, type Table, type Write } from './table.ts';
import { keys } from './table-schema.ts';

const pieceBytesMax = 350_000;

/** Sealed results in the table: a small record each, and the compressed snapshot in pieces named by their digests. */
export class DynamoSealStore implements SealStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

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
      { put: { ...keys.final(before.id, final.revision), ...final }, condition: absent },
      {
        check: keys.board(before.id),
        // The board that was compared with the books is the one that stands.
        condition: {
          expression: '#version = :version',
          names: { '#version': 'version' },
          values: { ':version': boardVersion },
        },
      },
      ...replies.map(putReply),
    ];
    return this.#table.transact(writes);
  }

  async load(cycle: string, revision: number): Promise<Final | null> {
    return content<Final>(await this.#table.get(keys.final(cycle, revision)));
  }

  async read({ pieces, sha256: digest }: Final): Promise<string> {
    const items = await this.#table.getMany(pieces.map((name) => keys.piece(name)));
    const packed = Buffer.concat(items.map((item) => (item?.bytes as Uint8Array | undefined) ?? new Uint8Array()));
    const text = inflateRawSync(packed).toString();
    if (sha256(text) !== digest) throw new Error('a sealed snapshot is not what its digest says');
    return text;
  }

  async request(reopening: Reopening, reply: StoredReply | null): Promise<WriteOutcome> {
    return this.#table.transact([
      // Ids are drawn at random; should one ever come twice, no request is written over.
      { put: { ...keys.reopening(reopening.cycle, reopening.id), ...reopening }, condition: absent },
      ...(reply ? [putReply(reply)] : []),
    ]);
  }

  async loadReopening(cycle: string, id: string): Promise<Reopening | null> {
    return content<Reopening>(await this.#table.get(keys.reopening(cycle, id)));
  }

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
        condition: {
          expression: '#state = :requested',
          names: { '#state': 'state' },
          values: { ':requested': 'requested' },
        },
      },
      ...approved.districts.map(
        (district): Write => ({
          update: keys.head(before.id, district),
          set: opened,
          // Sealed means closed: a head with an open gate would have been missed by the sealing.
          condition: {
            expression: '#gate = :closed',
            names: { '#gate': 'assessorGate' },
            values: { ':closed': 'closed' },
          },
        }),
      ),
      ...(reply ? [putReply(reply)] : []),
    ]);
  }
}

function content<T>(item: Item | null): T | null {
  if (!item) return null;
  const { pk: _, sk: __, ...fields } = item;
  return fields as T;
}
