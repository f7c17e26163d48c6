import '../quiet.ts';
import type { Dependencies } from '../../../functions/shared/dependencies.ts';
import type { Clock } from '../../../lib/domain/ports.ts';
import { shippedSchemes } from '../../../lib/schemes/shipped-schemes.ts';
import { MemoryBoardStore } from './board-store.ts';
import { MemoryBookStore } from './book-store.ts';
import { MemoryCycleStore } from './cycle-store.ts';
import { MemoryDatabase } from './database.ts';
import { MemoryIntegrityStore } from './integrity-store.ts';
import { MemoryReplyStore } from './reply-store.ts';
import { MemorySchemeStore } from './scheme-store.ts';
import { MemorySecretStore } from './secret-store.ts';

/** What the stories need, in memory; `database` is what all the stores share. */
export interface MemoryDependencies extends Dependencies {
  readonly database: MemoryDatabase;
}

/** Dependencies over one memory database: a calm one unless another is given. */
export function memoryDependencies({
  clock,
  database = new MemoryDatabase(),
}: {
  clock: Clock;
  database?: MemoryDatabase;
}): MemoryDependencies {
  const replies = new MemoryReplyStore(database, clock);
  return {
    database,
    clock,
    replies,
    books: new MemoryBookStore(database, replies),
    boards: new MemoryBoardStore(database),
    cycles: new MemoryCycleStore(database, replies),
    schemes: new MemorySchemeStore(database, shippedSchemes),
    integrity: new MemoryIntegrityStore(database),
    secrets: new MemorySecretStore(database),
  };
}
