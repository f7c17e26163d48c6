import { readChange, writeChange } from '../../../lib/adapters/dynamodb/change-codec.ts';
import type { Item } from '../../../lib/adapters/dynamodb/table.ts';
import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type {
  BoardCommit,
  BoardStore,
  ChangeEntry,
  StoredBoard,
  StoredScore,
  WriteOutcome,
} from '../../../lib/domain/ports.ts';
import { copyBoard } from '../copy-board.ts';
import type { MemoryDatabase, MemoryWrite } from './database.ts';

/** Boards, change feeds and applied scores in memory. */
export class MemoryBoardStore implements BoardStore {
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  async load(cycle: string): Promise<StoredBoard | null> {
    const stored = (await this.#database.get(keys.board(cycle))) as StoredBoard | null;
    return stored && copyOf(stored);
  }

  async commit({ cycle, next, change, scores }: BoardCommit): Promise<WriteOutcome> {
    const isBefore = (stored: object | undefined) => !stored || (stored as StoredBoard).version === next.version - 1;
    const board = [
      { key: keys.board(cycle), next: () => copyOf(next), when: { 'board-version': isBefore } },
      {
        key: keys.change(cycle, change.version),
        next: () => writeChange(change),
        when: { 'change-absent': (stored: object | undefined) => stored === undefined },
      },
    ];
    const applied = scores.map(
      ({ district, score }): MemoryWrite => ({ key: keys.score(cycle, district), next: () => score }),
    );
    if (this.#database.guards.hold('score-in-transaction')) return this.#database.transact([...board, ...applied]);
    const outcome = await this.#database.transact(board);
    if (outcome === 'committed' && applied.length > 0) await this.#database.transact(applied);
    return outcome;
  }

  async changes(cycle: string, after: number, limit: number): Promise<ChangeEntry[]> {
    const { pk, sk: from } = keys.change(cycle, after + 1);
    const found = await this.#database.query(pk, from, keys.change(cycle, 9_999_999_999).sk, limit);
    return found.map((item) => readChange(item as Item));
  }

  async lastVersion(cycle: string): Promise<number> {
    const { pk, sk: from } = keys.change(cycle, 1);
    const [last] = await this.#database.query(pk, from, keys.change(cycle, 9_999_999_999).sk, 1, true);
    return (last as ChangeEntry | undefined)?.version ?? 0;
  }

  async scores(cycle: string, districts: readonly string[]): Promise<(StoredScore | null)[]> {
    const found: (StoredScore | null)[] = [];
    for (let at = 0; at < districts.length; at += 100) {
      const wanted = districts.slice(at, at + 100).map((district) => keys.score(cycle, district));
      found.push(...((await this.#database.getMany(wanted)) as (StoredScore | null)[]));
    }
    return found;
  }
}

/** Columns can be written to, so nobody shares them. */
function copyOf({ version, at, board }: StoredBoard): StoredBoard {
  return { version, at, board: copyBoard(board) };
}
