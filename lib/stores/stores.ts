import type { Clock } from '../domain/ports.ts';
import type { ShippedScheme } from '../domain/scheme-document.ts';
import { BoardStore } from './board-store.ts';
import { BookStore } from './book-store.ts';
import { CycleStore, SealStore } from './cycle-store.ts';
import { EventLog } from './event-log.ts';
import { ImportStore } from './import-store.ts';
import { ReplyStore } from './reply-store.ts';
import {
  EvidenceLockStore,
  IntegrityStore,
  RequestShareStore,
  RestStore,
  SchemeStore,
  SecretStore,
} from './small-stores.ts';
import type { Table } from './table.ts';
import { WebhookStore } from './webhook-store.ts';

/** All stores. */
export interface Stores {
  readonly books: BookStore;
  readonly boards: BoardStore;
  readonly locks: EvidenceLockStore;
  readonly cycles: CycleStore;
  readonly schemes: SchemeStore;
  readonly replies: ReplyStore;
  readonly integrity: IntegrityStore;
  readonly secrets: SecretStore;
  readonly rests: RestStore;
  readonly seals: SealStore;
  readonly events: EventLog;
  readonly webhooks: WebhookStore;
  readonly imports: ImportStore;
  readonly requestShares: RequestShareStore;
}

/** The stores of one table, with the schemes that ship with the product. */
export function storesOf(table: Table, clock: Clock, shipped: readonly ShippedScheme[]): Stores {
  const replies = new ReplyStore(table, clock);
  return {
    books: new BookStore(table, replies),
    boards: new BoardStore(table),
    locks: new EvidenceLockStore(table),
    cycles: new CycleStore(table, replies),
    schemes: new SchemeStore(table, replies, shipped),
    replies,
    integrity: new IntegrityStore(table),
    secrets: new SecretStore(table),
    rests: new RestStore(table),
    seals: new SealStore(table, replies),
    events: new EventLog(table),
    webhooks: new WebhookStore(table, replies),
    imports: new ImportStore(table, replies, clock),
    requestShares: new RequestShareStore(table),
  };
}
