import { randomBytes } from 'node:crypto';
import type { EvidenceLock } from '../domain/evidence-ports.ts';
import type { IntegrityReport } from '../domain/ports.ts';
import { keys, ranges } from './keys.ts';
import { absent, fieldsOf, type Table } from './table.ts';

/** Integrity reports, the last one of each cycle. */
export class IntegrityStore {
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

/** Random secrets of the installation: 256 bits each, made by whoever needs one first and the same for all from then on. */
export class SecretStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** `null` while nobody has needed it. */
  async load(name: string): Promise<string | null> {
    const stored = await this.#table.get(keys.secret(name));
    return stored && (stored.value as string);
  }

  /** Makes the secret unless it is there. */
  async ensure(name: string): Promise<void> {
    const value = randomBytes(32).toString('hex');
    // Somebody else may have made it: theirs stays.
    await this.#table.transact([{ put: { ...keys.secret(name), value }, when: [absent] }]);
  }
}

/**
 * Notes of what was locked, so that what was missed is seen without asking the object store for every file. Whether a file
 * is locked, only the object store knows.
 */
export class EvidenceLockStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async note(cycle: string, district: string, lock: EvidenceLock): Promise<void> {
    await this.#table.put({ ...keys.evidenceLock(cycle, district, lock.id), ...lock });
  }

  /** The notes of a book, by file id. */
  async ofBook(cycle: string, district: string): Promise<EvidenceLock[]> {
    return (await this.#table.query(ranges.evidenceLocks(cycle, district))).map((item) => fieldsOf(item));
  }
}
