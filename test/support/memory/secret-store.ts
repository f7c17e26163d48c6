import { randomBytes } from 'node:crypto';
import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { SecretStore } from '../../../lib/domain/ports.ts';
import type { MemoryDatabase } from './database.ts';

/** Secrets in memory. */
export class MemorySecretStore implements SecretStore {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  async load(name: string): Promise<string | null> {
    return ((await this.#database.get(keys.secret(name))) as { value: string } | null)?.value ?? null;
  }

  async ensure(name: string): Promise<void> {
    const when = { 'secret-absent': (stored: object | undefined) => stored === undefined };
    const value = randomBytes(32).toString('hex');
    await this.#database.transact([{ key: keys.secret(name), next: () => ({ value }), when }]);
  }
}
