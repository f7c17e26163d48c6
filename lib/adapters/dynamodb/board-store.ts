import type {
  BoardCommit,
  BoardStore,
  ChangeEntry,
  StoredBoard,
  StoredScore,
  WriteOutcome,
} from '../../domain/ports.ts';
import { decodeBoard, encodeBoard } from './board-codec.ts';
import { readChange, writeChange } from './change-codec.ts';
import { readScore, writeScore } from './score-codec.ts';
import { absent, type Item, type Table, type Write } from './table.ts';
import { keys } from './table-schema.ts';

/** The derived state in the table: one board a cycle, a change entry a version, a score item a district. */
export class DynamoBoardStore implements BoardStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(cycle: string): Promise<StoredBoard | null> {
    const item = await this.#table.get(keys.board(cycle));
    return item && readBoard(item);
  }

  async commit({ cycle, next, change, scores }: BoardCommit): Promise<WriteOutcome> {
    const writes: Write[] = [
      {
        put: boardItem(cycle, next),
        // Another recalculation may have committed a version since the board was read; a deleted board is made anew.
        condition: {
          expression: 'attribute_not_exists(#pk) OR #version = :before',
          names: { '#pk': 'pk', '#version': 'version' },
          values: { ':before': next.version - 1 },
        },
      },
      {
        put: { ...keys.change(cycle, change.version), ...writeChange(change) },
        // The feed has no gaps and no second thoughts: a version is described once.
        condition: absent,
      },
      ...scores.map(({ district, score }) => ({ put: { ...keys.score(cycle, district), ...writeScore(score) } })),
    ];
    return this.#table.transact(writes);
  }

  async changes(cycle: string, after: number, limit: number): Promise<ChangeEntry[]> {
    const { pk, sk: from } = keys.change(cycle, after + 1);
    const { sk: to } = keys.change(cycle, 9_999_999_999);
    return (await this.#table.query(pk, from, to, { limit })).map(readChange);
  }

  async lastVersion(cycle: string): Promise<number> {
    const { pk, sk: from } = keys.change(cycle, 1);
    const { sk: to } = keys.change(cycle, 9_999_999_999);
    const [last] = await this.#table.query(pk, from, to, { limit: 1, isDescending: true });
    return (last?.version as number | undefined) ?? 0;
  }

  async scores(cycle: string, districts: readonly string[]): Promise<(StoredScore | null)[]> {
    const items = await this.#table.getMany(districts.map((district) => keys.score(cycle, district)));
    return items.map(readScore);
  }
}

/** The item of a board. */
export function boardItem(cycle: string, { version, at, board }: StoredBoard): Item {
  return { ...keys.board(cycle), version, at, columns: encodeBoard(board) };
}

function readBoard(item: Item): StoredBoard {
  return { version: item.version as number, at: item.at as string, board: decodeBoard(item.columns as Uint8Array) };
}
