import { evidenceLockRange, keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { EvidenceLock, EvidenceLockStore } from '../../../lib/domain/evidence-ports.ts';
import type { MemoryDatabase } from './database.ts';

/** Notes of locked files, in memory. */
export class MemoryEvidenceLockStore implements EvidenceLockStore {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  async note(cycle: string, district: string, lock: EvidenceLock): Promise<void> {
    await this.#database.transact([{ key: keys.evidenceLock(cycle, district, lock.id), next: () => lock }]);
  }

  async ofBook(cycle: string, district: string): Promise<EvidenceLock[]> {
    const { pk } = keys.head(cycle, district);
    return (await this.#database.query(pk, evidenceLockRange.from, evidenceLockRange.to)) as EvidenceLock[];
  }
}
