import { beforeEach, expect, it } from 'vitest';
import { repairBoard } from '../../functions/protocols/repair-board.ts';
import { inputsOf } from '../../lib/domain/book.ts';
import { type Board, boardDifferences, emptyBoard, shapeOf } from '../../lib/domain/recalculation/board.ts';
import type { DistrictInputs } from '../../lib/domain/recalculation/recalculate.ts';
import { firstHead, openingItem } from '../../lib/stores/board-items.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { firstBoard, sampleCycle, sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { placeBoard } from '../support/stored-board.ts';

const { rowsPerBlock } = firstHead(shapeOf(sampleScheme, 1), 0, '', '0');
const at = new Date(sampleNow).toISOString();
let needs: MemoryDependencies;
let cycle: ReturnType<typeof sampleCycle>;

/** A cycle whose board has so many blocks, in which nobody has written anything. */
function opened(blocks: number): void {
  needs = memoryDependencies({ clock: { now: () => sampleNow } });
  cycle = sampleCycle('2019', blocks * rowsPerBlock);
  needs.table.place(openingItem('2019', firstBoard(cycle)));
}
beforeEach(() => opened(3));

/** A board in which the first district of these blocks has a revision. */
function boardOf(blocks: readonly number[], revision = 7, size = cycle.districts.length): Board {
  const board = emptyBoard(sampleScheme, size);
  for (const number of blocks) board.revisions[number * rowsPerBlock] = revision;
  return board;
}

/** Inputs of the first districts. */
const inputsOfFirst = (count: number): DistrictInputs[] =>
  Array.from({ length: count }, (_, district) => {
    return { district, revision: 7, inputs: inputsOf(sampleScheme, new Map()) };
  });

const look = async () => (await needs.boards.look('2019'))!;
const repair = async (rebuilt: Board, inputs: readonly DistrictInputs[] = []) =>
  repairBoard(needs, { cycle, scheme: sampleScheme }, { stored: await look(), at, rebuilt, inputs });
const versions = async () => (await needs.boards.changes('2019', 0, 100)).map(({ version }) => version);
const everyOf = (count: number) => [...Array(count).keys()];

it.each([
  [48, 50, [1]],
  [49, 1, [1, 2]],
  [1, 51, [1, 2]],
])('%d blocks and what was applied of %d books are written in as many versions as that takes', async (...given) => {
  const [blocks, books, expected] = given;
  opened(49);
  const rebuilt = boardOf(everyOf(blocks));
  await repair(rebuilt, inputsOfFirst(books));
  expect(await versions()).toEqual(expected);
  const found = await look();
  expect([found.version, found.isWhole, boardDifferences(found.board, rebuilt)]).toEqual([expected.at(-1), true, []]);
  const changes = await needs.boards.changes('2019', 0, 100);
  const cells = changes.map((change) => change.cells.length);
  expect(cells).toEqual(expected.length === 1 ? [48] : [Math.min(blocks, 48), blocks === 49 ? 1 : 0]);
  expect(changes.map(({ since }) => since)).toEqual([cycle.createdAt, at].slice(0, expected.length));
  const scores = await needs.boards.scores(
    '2019',
    cycle.districts.slice(0, books + 1).map(({ id }) => id),
  );
  expect(scores.map((score) => score?.version)).toEqual([
    ...Array(Math.min(books, 50)).fill(1),
    ...(books === 51 ? [2] : []),
    undefined,
  ]);
});

it('what is right already is not written again', async () => {
  placeBoard(needs.table, '2019', { version: 4, at: cycle.createdAt, board: boardOf([0, 1, 2]) });
  const rebuilt = boardOf([0, 2]);
  await repair(rebuilt);
  const { blocks, board } = await look();
  expect([blocks, boardDifferences(board, rebuilt)]).toEqual([[4, 5, 4], []]);
  const [change] = await needs.boards.changes('2019', 4, 10);
  expect(change).toMatchObject({ causes: [], own: [], cells: [{ district: rowsPerBlock, before: 7, after: 0 }] });
});

it('blocks that can’t be read or are newer than the head are written anew, though nothing of them differs', async () => {
  placeBoard(needs.table, '2019', { version: 4, at: cycle.createdAt, board: boardOf([]) });
  needs.table.alter(keys.boardBlock('2019', '0', 1), { rows: new Uint8Array(3) });
  needs.table.alter(keys.boardBlock('2019', '0', 2), { version: 9 });
  await repair(boardOf([]));
  expect(await look()).toMatchObject({ version: 5, blocks: [4, 5, 5], broken: [], isWhole: true });
});

it('from then on what the head says of its blocks adds up, be they all right', async () => {
  placeBoard(needs.table, '2019', { version: 4, at: cycle.createdAt, board: boardOf([0]) });
  needs.table.alter(keys.board('2019'), { blockVersions: 99 });
  await repair(boardOf([0]));
  expect(await look()).toMatchObject({ version: 5, blocks: [4, 4, 4], isWhole: true });
});

it('goes on behind the last version of the feed where somebody has put an older head back', async () => {
  await repair(boardOf([0]));
  placeBoard(needs.table, '2019', firstBoard(cycle));
  await repair(boardOf([0, 1]));
  expect([await versions(), (await look()).isWhole]).toEqual([[1, 2], true]);
});

it('a board of another size begins anew: in blocks of its own, and as told from nothing', async () => {
  opened(6);
  const small = { version: 4, at: cycle.createdAt, board: boardOf([0], 3, 2) };
  placeBoard(needs.table, '2019', small);
  const rebuilt = boardOf([0, 2]);
  await repair(rebuilt, inputsOfFirst(51));
  const { board, blocks, head, isWhole } = await look();
  expect(blocks).toEqual([5, 0, 5, 0, 0, 0]);
  expect([isWhole, head.generation, boardDifferences(board, rebuilt)]).toEqual([true, String(sampleNow), []]);
  const changes = await needs.boards.changes('2019', 4, 10);
  expect(changes.map(({ version, since }) => [version, since])).toEqual([
    [5, null],
    [6, at],
  ]);
  expect(changes[0]!.cells).toMatchObject([
    { district: 0, before: 0, after: 7 },
    { district: 2 * rowsPerBlock, before: 0, after: 7 },
  ]);
});

it('writes nothing more once somebody else has moved the board', async () => {
  opened(49);
  const late: typeof needs.boards.commit = async (commit) => {
    if ((await look()).version === 0) await repair(boardOf([]));
    return needs.boards.commit(commit);
  };
  const boards = overriding(needs.boards, { commit: late });
  const wanted = { stored: await look(), at, rebuilt: boardOf(everyOf(49)), inputs: [] };
  await repairBoard({ boards }, { cycle, scheme: sampleScheme }, wanted);
  expect([await versions(), (await look()).blocks.some((version) => version > 0)]).toEqual([[1], false]);
});
