import type { SchemeStore, StoredReply, WriteOutcome } from '../../domain/ports.ts';
import type { SchemeDocument } from '../../domain/scheme-document.ts';
import { putReply } from './reply-store.ts';
import { absent, type Item, type Table } from './table.ts';
import { keys } from './table-schema.ts';

/** Scheme documents in the table, beside those that ship with the product. */
export class DynamoSchemeStore implements SchemeStore {
  readonly #table: Table;
  readonly #shipped: readonly SchemeDocument[];

  constructor(table: Table, shipped: readonly SchemeDocument[]) {
    this.#table = table;
    this.#shipped = shipped;
  }

  async load(id: string): Promise<SchemeDocument | null> {
    const shipped = this.#shipped.find((document) => document.id === id);
    return shipped ?? readDocument(await this.#table.get(keys.scheme(id)));
  }

  async list(): Promise<SchemeDocument[]> {
    const items = await this.#table.query(keys.scheme('').pk, ' ', '~');
    const all = [...this.#shipped, ...items.map((item) => readDocument(item)!)];
    return all.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async save(document: SchemeDocument, reply: StoredReply | null): Promise<WriteOutcome> {
    if (this.#shipped.some(({ id }) => id === document.id)) return 'outdated';
    return this.#table.transact([
      {
        put: { ...keys.scheme(document.id), document: JSON.stringify(document) },
        // Write-once: somebody else may have loaded a scheme under this id.
        condition: absent,
      },
      ...(reply ? [putReply(reply)] : []),
    ]);
  }
}

function readDocument(item: Item | null): SchemeDocument | null {
  return item && (JSON.parse(item.document as string) as SchemeDocument);
}
