import type { ResultFile, ResultFiles } from '../../../lib/domain/finalization/result-ports.ts';
import type { MemoryDatabase } from './database.ts';

const partition = 'RESULTS';

/** Write-once files of sealed results in memory, each written on its own: half of them may be there. */
export class MemoryResultFiles implements ResultFiles {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  async keep(prefix: string, files: readonly ResultFile[]): Promise<void> {
    for (const { name, contentType, bytes } of files) {
      const kept: ResultFile = { name, contentType, bytes: new Uint8Array(bytes) };
      const when = { 'result-absent': (stored: object | undefined) => stored === undefined };
      await this.#database.transact([{ key: { pk: partition, sk: `${prefix}/${name}` }, next: () => kept, when }]);
    }
  }

  async links(prefix: string, files: readonly { readonly name: string; readonly saveAs: string }[]) {
    return files.map(({ name, saveAs }) => {
      return { name, url: `memory://results/${prefix}/${name}#${saveAs}`, expiresAt: '2020-01-01T00:00:00.000Z' };
    });
  }

  /** Without the weather: every kept file by its address. */
  all(): Map<string, ResultFile> {
    const items = [...this.#database.items.values()].filter(({ key }) => key.pk === partition);
    return new Map(items.map(({ key, value }) => [key.sk, value as ResultFile]));
  }
}
