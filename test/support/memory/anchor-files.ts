import { type Anchor, anchorText, readAnchor } from '../../../lib/domain/anchor.ts';
import type { AnchorFiles } from '../../../lib/domain/finalization/result-ports.ts';
import type { MemoryDatabase } from './database.ts';

const partition = 'ANCHORS';
const keyOf = (cycle: string, name: string) => ({ pk: partition, sk: `${cycle}/${name}` });

/** Write-once anchors in memory. */
export class MemoryAnchorFiles implements AnchorFiles {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  async keep(name: string, anchor: Anchor): Promise<void> {
    const when = { 'anchor-absent': (stored: object | undefined) => stored === undefined };
    const key = keyOf(anchor.cycle, name);
    await this.#database.transact([{ key, next: () => ({ text: anchorText(anchor) }), when }]);
  }

  async load(cycle: string, name: string): Promise<Anchor | null> {
    const kept = (await this.#database.get(keyOf(cycle, name))) as { text: string } | null;
    return kept && readAnchor(kept.text, cycle);
  }

  /** Without the weather: every kept anchor of a cycle by its name. */
  all(cycle: string): Map<string, Anchor> {
    const items = [...this.#database.items.values()].filter(
      ({ key }) => key.pk === partition && key.sk.startsWith(`${cycle}/`),
    );
    return new Map(
      items.map(({ key, value }) => [
        key.sk.slice(cycle.length + 1),
        readAnchor((value as { text: string }).text, cycle),
      ]),
    );
  }
}
