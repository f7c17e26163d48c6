import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { IntegrityReport, IntegrityStore } from '../../../lib/domain/ports.ts';
import type { MemoryDatabase } from './database.ts';

/** The last integrity report of each cycle, in memory. */
export class MemoryIntegrityStore implements IntegrityStore {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  async load(cycle: string): Promise<IntegrityReport | null> {
    return (await this.#database.get(keys.integrity(cycle))) as IntegrityReport | null;
  }

  async save(cycle: string, report: IntegrityReport): Promise<void> {
    await this.#database.transact([{ key: keys.integrity(cycle), next: () => report }]);
  }
}
