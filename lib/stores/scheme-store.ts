import type { StoredReply } from '../domain/ports.ts';
import type { SchemeDocument } from '../domain/scheme-document.ts';
import { keys, ranges } from './keys.ts';
import type { ReplyStore } from './reply-store.ts';
import { absent, type Item, type Table, type WriteOutcome } from './table.ts';

/** Scheme documents, write-once, beside those that ship with the product. */
export class SchemeStore {
  readonly #table: Table;
  readonly #replies: ReplyStore;
  readonly #shipped: readonly SchemeDocument[];

  constructor(table: Table, replies: ReplyStore, shipped: readonly SchemeDocument[]) {
    this.#table = table;
    this.#replies = replies;
    this.#shipped = shipped;
  }

  async load(id: string): Promise<SchemeDocument | null> {
    const shipped = this.#shipped.find((document) => document.id === id);
    if (shipped) return shipped;
    const item = await this.#table.get(keys.scheme(id));
    return item && readDocument(item);
  }

  async list(): Promise<SchemeDocument[]> {
    const items = await this.#table.query(ranges.schemes);
    const all = [...this.#shipped, ...items.map(readDocument)];
    return all.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Keeps a document and the reply with it; `outdated` if the id or the reply's key is taken. */
  async save(document: SchemeDocument, reply: StoredReply | null): Promise<WriteOutcome> {
    if (this.#shipped.some(({ id }) => id === document.id)) return 'outdated';
    return this.#table.transact([
      // Write-once: somebody else may have loaded a scheme under this id.
      { put: { ...keys.scheme(document.id), document: JSON.stringify(document) }, when: [absent] },
      ...(reply ? [this.#replies.write(reply)] : []),
    ]);
  }
}

function readDocument(item: Item): SchemeDocument {
  return JSON.parse(item.document as string) as SchemeDocument;
}
