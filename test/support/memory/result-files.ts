import type { ResultFile, ResultFiles } from '../../../lib/domain/finalization/result-ports.ts';
import { absent, type Table } from '../../../lib/stores/table.ts';
import type { MemoryTable } from './memory-table.ts';

const pk = 'RESULTS';

/** Write-once files of sealed results in memory, each written on its own: half of them may be there. */
export class MemoryResultFiles implements ResultFiles {
  readonly #table: Table;
  readonly #memory: MemoryTable;

  /** `table`: what stands before the memory, which may be broken. */
  constructor(memory: MemoryTable, table: Table = memory) {
    this.#table = table;
    this.#memory = memory;
  }

  async keep(prefix: string, files: readonly ResultFile[]): Promise<void> {
    for (const { name, contentType, bytes } of files) {
      const kept: ResultFile = { name, contentType, bytes: new Uint8Array(bytes) };
      // A file is no value of an item, whose size would bound it.
      const put = { pk, sk: `${prefix}/${name}`, file: () => kept };
      await this.#table.transact([{ put, when: [absent] }]);
    }
  }

  async links(prefix: string, files: readonly { readonly name: string; readonly saveAs: string }[]) {
    return files.map(({ name, saveAs }) => {
      return { name, url: `memory://results/${prefix}/${name}#${saveAs}`, expiresAt: '2020-01-01T00:00:00.000Z' };
    });
  }

  /** Without the weather: every kept file by its address. */
  all(): Map<string, ResultFile> {
    const kept = [...this.#memory.items.values()].filter((item) => item.pk === pk);
    return new Map(kept.map(({ sk, file }) => [String(sk), (file as () => ResultFile)()]));
  }
}
