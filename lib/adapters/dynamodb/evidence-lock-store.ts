import type { EvidenceLock, EvidenceLockStore } from '../../domain/evidence-ports.ts';
import type { Table } from './table.ts';
import { evidenceLockRange, keys } from './table-schema.ts';

/** Notes of locked files, beside the books that they belong to. */
export class DynamoEvidenceLockStore implements EvidenceLockStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async note(cycle: string, district: string, lock: EvidenceLock): Promise<void> {
    await this.#table.put({ ...keys.evidenceLock(cycle, district, lock.id), ...lock });
  }

  async ofBook(cycle: string, district: string): Promise<EvidenceLock[]> {
    const { pk } = keys.head(cycle, district);
    const items = await this.#table.query(pk, evidenceLockRange.from, evidenceLockRange.to);
    return items.map(({ pk: _, sk: __, ...lock }) => lock as unknown as EvidenceLock);
  }
}
