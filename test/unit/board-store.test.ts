import { beforeEach, describe, expect, it } from 'vitest';
import { Busy } from '../../lib/domain/ports.ts';
import { type Board, boardDifferences, emptyBoard, shapeOf } from '../../lib/domain/recalculation/board.ts';
import { firstHead } from '../../lib/stores/board-items.ts';
import { BoardStore } from '../../lib/stores/board-store.ts';
import { keys, type Table } from '../../lib/stores/table.ts';
import { MemoryTable } from '../support/memory/memory-table.ts';
import { overriding } from '../support/overriding.ts';
import { sampleScheme } from '../support/sample-cycle.ts';
import { placeBoard } from '../support/stored-board.ts';

const at = '2019-06-01T00:00:00.000Z';
const { rowsPerBlock } = firstHead(shapeOf(sampleScheme, 1), 0, '', '0');
let table: MemoryTable;
let boards: BoardStore;

beforeEach(() => {
  table = new MemoryTable();
  boards = new BoardStore(table);
});

const place = (version: number, board: Board) => placeBoard(table, '2019', { version, at, board });
const blocksOf = (count: number) => emptyBoard(sampleScheme, count * rowsPerBlock);

describe('a board', () => {
  it('that is never of one version is looked at six times, and then it is busy', async () => {
    place(3, blocksOf(2));
    table.alter(keys.board('2019'), { blockVersions: 5 });
    let [looks, pauses] = [0, 0];
    const query: Table['query'] = async (...asked) => [looks++, await table.query(...asked)][1] as never;
    const pause = async () => void pauses++;
    const moving = new BoardStore(overriding<Table>(table, { query, pause }));
    await expect(moving.load('2019')).rejects.toThrow(new Busy('the board is being written'));
    expect([looks, pauses]).toEqual([6, 6]);
  });

  it('has nothing to do with a block behind its last one', async () => {
    place(3, blocksOf(2));
    table.place({ ...table.peek(keys.boardBlock('2019', '0', 1))!, ...keys.boardBlock('2019', '0', 2) });
    expect(await boards.look('2019')).toMatchObject({ blocks: [3, 3], broken: [], isWhole: true });
  });

  it('gives the blocks of some districts once each, in their order', async () => {
    place(3, blocksOf(12));
    const head = (await boards.head('2019'))!;
    const found = await boards.blocks(
      '2019',
      head,
      [11, 2, 9, 11, 0].map((block) => block * rowsPerBlock + 1),
    );
    expect(found.map(({ number, version }) => `${number} of ${version}`)).toEqual([
      ...['0 of 3', '2 of 3', '9 of 3', '11 of 3'],
    ]);
  });

  it('is not read where there is no change after a version', async () => {
    place(3, blocksOf(1));
    const get = () => Promise.reject(new Error('read'));
    expect(await new BoardStore(overriding<Table>(table, { get })).changes('2019', 0, 10)).toEqual([]);
  });
});

describe('a board that is kept in several pieces', () => {
  const size = 16_000;

  /** Numbers that can’t be compressed. */
  function noise(): Board {
    const board = emptyBoard(sampleScheme, size);
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 1;
    };
    for (const { plain } of [board.claimed, board.verified])
      for (const column of plain) for (let row = 0; row < board.size; row++) column[row] = random();
    return board;
  }

  it('is put together again, and passed over where the first or the last of them is missing', async () => {
    const [older, newer] = [emptyBoard(sampleScheme, size), noise()];
    older.revisions.fill(1);
    place(3, older);
    await boards.keepCheckpoint('2019');
    place(4, newer);
    await boards.keepCheckpoint('2019');
    const pieces = [...table.items.values()].filter(({ sk }) => String(sk).startsWith('CHECKPOINT#0000000004'));
    expect(pieces.length).toBeGreaterThan(2);
    const found = async () => (await boards.checkpoint('2019', 9))!;
    expect([(await found()).version, boardDifferences((await found()).board, newer)]).toEqual([4, []]);
    for (const piece of [0, 1, pieces.length - 1]) {
      const key = keys.checkpoint('2019', 4, piece);
      const kept = table.peek(key)!;
      table.remove(key);
      expect([(await found()).version, boardDifferences((await found()).board, older)]).toEqual([3, []]);
      table.place({ ...kept, ...key });
    }
    table.remove(keys.checkpoint('2019', 3, 0));
    table.remove(keys.checkpoint('2019', 4, 0));
    expect(await boards.checkpoint('2019', 9)).toBeNull();
  });
});
