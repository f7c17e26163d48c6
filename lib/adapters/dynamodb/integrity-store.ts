import type { IntegrityReport, IntegrityStore } from '../../domain/ports.ts';
import type { Table } from './table.ts';
import { keys } from './table-schema.ts';

/** The last integrity report of each cycle. */
export class DynamoIntegrityStore implements IntegrityStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(cycle: string): Promise<IntegrityReport | null> {
    const item = await this.#table.get(keys.integrity(cycle));
    return item && (JSON.parse(item.report as string) as IntegrityReport);
  }

  async save(cycle: string, report: IntegrityReport): Promise<void> {
    await this.#table.put({ ...keys.integrity(cycle), report: JSON.stringify(report) });
  }
}
