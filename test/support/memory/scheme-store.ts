import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { SchemeStore, StoredReply, WriteOutcome } from '../../../lib/domain/ports.ts';
import type { SchemeDocument } from '../../../lib/domain/scheme-document.ts';
import type { MemoryDatabase } from './database.ts';
import type { MemoryReplyStore } from './reply-store.ts';

/** Scheme documents in memory, beside those that ship with the product. */
export class MemorySchemeStore implements SchemeStore {
  readonly #database: MemoryDatabase;
  readonly #replies: MemoryReplyStore;
  readonly #shipped: readonly SchemeDocument[];

  constructor(database: MemoryDatabase, replies: MemoryReplyStore, shipped: readonly SchemeDocument[]) {
    this.#database = database;
    this.#replies = replies;
    this.#shipped = shipped;
  }

  async load(id: string): Promise<SchemeDocument | null> {
    const shipped = this.#shipped.find((document) => document.id === id);
    return shipped ?? ((await this.#database.get(keys.scheme(id))) as SchemeDocument | null);
  }

  async list(): Promise<SchemeDocument[]> {
    const loaded = (await this.#database.query(keys.scheme('').pk, ' ', '~')) as SchemeDocument[];
    return [...this.#shipped, ...loaded].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async save(document: SchemeDocument, reply: StoredReply | null): Promise<WriteOutcome> {
    if (this.#shipped.some(({ id }) => id === document.id)) return 'outdated';
    const when = { 'scheme-absent': (stored: object | undefined) => stored === undefined };
    return this.#replies.keepWith([{ key: keys.scheme(document.id), next: () => document, when }], [reply]);
  }
}
