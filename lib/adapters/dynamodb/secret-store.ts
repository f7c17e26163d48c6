import { randomBytes } from 'node:crypto';
import type { SecretStore } from '../../domain/ports.ts';
import { absent, type Table } from './table.ts';
import { keys } from './table-schema.ts';

/** Random secrets of the installation: 256 bits each, made by whoever needs one first and the same for all from then on. */
export class DynamoSecretStore implements SecretStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(name: string): Promise<string | null> {
    const stored = await this.#table.get(keys.secret(name));
    return stored && (stored.value as string);
  }

  async ensure(name: string): Promise<void> {
    const value = randomBytes(32).toString('hex');
    // Somebody else may have made it: theirs stays.
    await this.#table.transact([{ put: { ...keys.secret(name), value }, condition: absent }]);
  }
}
