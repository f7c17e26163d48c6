import { type Anchor, anchorText, readAnchor } from '../../../lib/domain/anchor.ts';
import type { AnchorFiles } from '../../../lib/domain/finalization/result-ports.ts';
import { absent, type Item, type Table } from '../../../lib/stores/table.ts';
import type { MemoryTable } from './memory-table.ts';

const pk = 'ANCHORS';
const keyOf = (cycle: string, name: string) => ({ pk, sk: `${cycle}/${name}` });

/** Write-once anchors in memory, kept in the table for its weather. */
export class MemoryAnchorFiles implements AnchorFiles {
  readonly #table: Table;
  readonly #memory: MemoryTable;

  /** `table`: what stands before the memory, which may be broken. */
  constructor(memory: MemoryTable, table: Table = memory) {
    this.#table = table;
    this.#memory = memory;
  }

  async keep(name: string, anchor: Anchor): Promise<void> {
    await this.#table.transact([{ put: { ...keyOf(anchor.cycle, name), text: anchorText(anchor) }, when: [absent] }]);
  }

  async load(cycle: string, name: string): Promise<Anchor | null> {
    const kept = await this.#table.get(keyOf(cycle, name));
    return kept && anchorOf(kept, cycle);
  }

  /** Without the weather: every kept anchor of a cycle by its name. */
  all(cycle: string): Map<string, Anchor> {
    const kept = [...this.#memory.items.values()].filter(
      (item) => item.pk === pk && String(item.sk).startsWith(`${cycle}/`),
    );
    return new Map(kept.map((item) => [String(item.sk).slice(cycle.length + 1), anchorOf(item, cycle)]));
  }
}

function anchorOf({ text }: Item, cycle: string): Anchor {
  return readAnchor(text as string, cycle);
}
