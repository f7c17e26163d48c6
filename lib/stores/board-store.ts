import type { BoardCommit, ChangeEntry, StoredBoard, StoredScore } from '../domain/ports.ts';
import { boardItem, readBoard } from './board-codec.ts';
import { readChange, writeChange } from './change-codec.ts';
import { keys, ranges } from './keys.ts';
import { readScore, writeScore } from './score-codec.ts';
import { absent, is, type Table, type WriteOutcome } from './table.ts';

/** The derived state: a board for each cycle, its change feed, and what it has applied of each book. */
export class BoardStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(cycle: string): Promise<StoredBoard | null> {
    const item = await this.#table.get(keys.board(cycle));
    return item && readBoard(item);
  }

  /** One transaction on condition that the stored version is the one before `next`. */
  async commit({ cycle, next, change, scores }: BoardCommit): Promise<WriteOutcome> {
    return this.#table.transact([
      // Another recalculation may have committed a version since the board was read; a deleted board is made anew.
      { put: boardItem(cycle, next), when: [{ anyOf: [absent, is('version', next.version - 1)] }] },
      // The feed has no gaps and no second thoughts: a version is described once.
      { put: { ...keys.change(cycle, change.version), ...writeChange(change) }, when: [absent] },
      ...scores.map(({ district, score }) => ({ put: { ...keys.score(cycle, district), ...writeScore(score) } })),
    ]);
  }

  /** Entries after a version, oldest first. */
  async changes(cycle: string, after: number, limit: number): Promise<ChangeEntry[]> {
    return (await this.#table.query(ranges.changes(cycle, after), { limit })).map(readChange);
  }

  /** The newest version of the change feed, which outlives a deleted board; 0 for none. */
  async lastVersion(cycle: string): Promise<number> {
    const [last] = await this.#table.query(ranges.changes(cycle, 0), { limit: 1, isDescending: true });
    return (last?.version as number | undefined) ?? 0;
  }

  /** Stored scores in the districts' order; `null` where none has been applied yet. */
  async scores(cycle: string, districts: readonly string[]): Promise<(StoredScore | null)[]> {
    const items = await this.#table.getMany(districts.map((district) => keys.score(cycle, district)));
    return items.map(readScore);
  }
}
