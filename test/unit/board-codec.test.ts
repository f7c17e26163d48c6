import { describe, expect, it } from 'vitest';
import { type Board, blankBoard, boardDifferences, shapeOfBoard } from '../../lib/domain/recalculation/board.ts';
import { assembleBoard, encodeRows, PackedRows } from '../../lib/stores/board-codec.ts';
import { blockItem, firstHead, foundBoard, headItem } from '../../lib/stores/board-items.ts';

/** A board of a category and a competition in which every value is 0. */
const zeros = (size: number): Board => {
  const board = blankBoard({ size, categories: 1, competitive: 1 });
  const [column] = board.verified.competitive;
  const competitive = [{ ...column!, micros: new Int32Array(size) }];
  return { ...board, verified: { ...board.verified, competitive } };
};

const columns = {
  revisions: (board: Board) => board.revisions,
  points: (board: Board) => board.claimed.plain[0]!,
  whole: (board: Board) => board.claimed.competitive[0]!.whole,
  micros: (board: Board) => board.verified.competitive[0]!.micros!,
  standing: (board: Board) => board.claimed.competitive[0]!.standing,
};

const decoded = (size: number, bytes: Uint8Array) =>
  assembleBoard({ size, categories: 1, competitive: 1 }, [{ from: 0, columns: bytes }]);

/** The bytes that a column takes in which this is the only value that is not 0; the board is read back as it was. */
function bytesOf(column: keyof typeof columns, size: number, position: number, value: number): number {
  const board = zeros(size);
  columns[column](board)[position] = value;
  const bytes = encodeRows(board);
  expect(boardDifferences(decoded(size, bytes), board)).toEqual([]);
  return bytes.length - encodeRows(zeros(size)).length;
}

describe('the stored form of rows', () => {
  it.each<[keyof typeof columns, number, number]>([
    ['standing', 255, 1],
    ['revisions', 255, 1],
    ['revisions', 256, 2],
    ['revisions', 65_535, 2],
    ['revisions', 65_536, 3],
    ['revisions', 2 ** 32 - 1, 4],
    ['micros', 999_999, 3],
    ['points', 2 ** 31 - 1, 4],
    ['points', -1, 1],
    ['points', -128, 1],
    ['points', -129, 2],
    ['points', -32_768, 2],
    ['points', -(2 ** 31), 4],
    ['whole', 2 ** 32 - 1, 4],
    ['whole', 2 ** 32, 5],
    ['whole', 999_999_999_999_999, 7],
    ['whole', -999_999_999_999_999, 7],
  ])('gives %s of %d a width of %d, wherever it stands', (column, value, width) => {
    for (let position = 0; position < 3; position++) expect(bytesOf(column, 3, position, value)).toBe(3 * width);
  });

  it.each([
    [127, -1, 1],
    [128, -1, 2],
    [255, 0, 1],
  ])('is wide enough for %d beside %d', (highest, lowest, width) => {
    const board = zeros(2);
    board.claimed.plain[0]!.set([highest, lowest]);
    const bytes = encodeRows(board);
    expect(boardDifferences(decoded(2, bytes), board)).toEqual([]);
    expect(bytes.length - encodeRows(zeros(2)).length).toBe(2 * width);
  });

  it('is these bytes, with nothing between the columns', () => {
    const board = zeros(2);
    board.revisions.set([0x102, 3]);
    board.claimed.plain[0]!.set([-2, 5]);
    board.claimed.competitive[0]!.whole[1] = 2 ** 32 + 1;
    expect(Buffer.from(encodeRows(board)).toString('hex').match(/../g)).toEqual([
      // Format 2, eleven columns, two rows.
      ...['02', '0b', '00', '02', '00'],
      // Revisions, two bytes each.
      ...['02', '02', '01', '03', '00'],
      // Claimed: the category, one byte each, −2 as 3 and 5 as 10; amounts of five bytes; no millionths, standings, fractions.
      ...['81', '03', '0a'],
      ...['05', '00', '00', '00', '00', '00', '01', '00', '00', '00', '01'],
      ...['00', '00', '00'],
      // Verified: nothing.
      ...['00', '00', '00', '00', '00'],
    ]);
  });

  it('ends in the fractions that amounts do not hold, where there are any', () => {
    const board = zeros(2);
    const [column] = board.claimed.competitive;
    const claimed = { ...board.claimed, competitive: [{ ...column!, fractions: [0, '1/3'] as const }] };
    const bytes = encodeRows({ ...board, claimed });
    expect(Buffer.from(bytes.subarray(encodeRows(board).length)).toString()).toBe('[[5,1,"1/3"]]');
    expect(decoded(2, bytes).claimed.competitive[0]!.fractions).toEqual([0, '1/3']);
  });

  it('keeps its length where new values fit among the others, and grows with the first that does not', () => {
    const board = zeros(2);
    board.revisions.set([7, 300]);
    const bytes = Buffer.from(encodeRows(board));
    const packed = new PackedRows(shapeOfBoard(board), 10, bytes);
    const withRevision = (after: number) => packed.withCells([{ district: 11, column: 0, before: 300, after }]);
    for (const [after, length] of [
      [1, 0],
      [65_535, 0],
      [65_536, 2],
    ] as const) {
      const changed = withRevision(after);
      expect(changed.length - bytes.length).toBe(length);
      expect([...decoded(2, changed).revisions]).toEqual([7, after]);
    }
    expect([...decoded(2, bytes).revisions]).toEqual([7, 300]);
    const below = packed.withCells([{ district: 10, column: 0, before: 7, after: 0 }]);
    expect([...decoded(2, below).revisions]).toEqual([0, 300]);
  });

  it('takes a number below 0, or one that only a fraction can tell, among others', () => {
    const board = zeros(2);
    board.claimed.plain[0]!.set([5, 6]);
    const packed = new PackedRows(shapeOfBoard(board), 0, encodeRows(board));
    const changed = packed.withCells([
      { district: 0, column: 1, before: 5, after: -5 },
      { district: 1, column: 5, before: 0, after: '1/3' },
    ]);
    expect([...decoded(2, changed).claimed.plain[0]!]).toEqual([-5, 6]);
    const again = new PackedRows(shapeOfBoard(board), 0, changed);
    expect([again.rowAt(0)[5], again.rowAt(1)[5]]).toEqual([0, '1/3']);
    const back = again.withCells([{ district: 1, column: 5, before: '1/3', after: 0 }]);
    expect(decoded(2, back).claimed.competitive[0]!.fractions).toBeNull();
  });

  it('is no block of a board where it has fewer rows than that has, though part of a board may', () => {
    const bytes = encodeRows(zeros(2));
    expect(decoded(3, bytes).size).toBe(3);
    expect(() => new PackedRows({ size: 3, categories: 1, competitive: 1 }, 0, bytes)).toThrow('of another board');
  });

  it('is refused where its rows or its columns are not those of the board', () => {
    const bytes = encodeRows(zeros(3));
    expect(() => decoded(2, bytes)).toThrow('rows are of another board');
    expect(() => assembleBoard({ size: 3, categories: 2, competitive: 1 }, [{ from: 0, columns: bytes }])).toThrow(
      'rows are of another board',
    );
  });
});

describe('a board that is read while it is written', () => {
  const rowsPerBlock = 1;
  const head = { ...firstHead(shapeOfBoard(zeros(2)), 5, '2019-12-30T00:00:00.000Z', '0'), rowsPerBlock };
  const read = (blockVersions: number, ...versions: number[]) => {
    const blocks = versions.map((version, number) => blockItem('2019', head, number, version, encodeRows(zeros(1))));
    return foundBoard([headItem('2019', { ...head, blockVersions }), ...blocks])!;
  };

  it('is whole where no block is newer than the head and their versions add up', () => {
    expect(read(8, 5, 3)).toMatchObject({ isWhole: true, broken: [] });
    expect(read(8, 5, 2).isWhole).toBe(false);
  });

  it('is not whole where a block is newer, though an older one makes up for it', () => {
    expect(read(8, 6, 2)).toMatchObject({ isWhole: false, broken: [0] });
  });
});

describe('rows are refused', () => {
  /** A board whose last row has a number that only a fraction can tell, on the verified basis. */
  const told = zeros(2);
  told.verified.competitive[0]!.whole[1] = 3;
  const [column] = told.verified.competitive;
  const board = {
    ...told,
    verified: { ...told.verified, competitive: [{ ...column!, fractions: [0, '10/3'] as const }] },
  };
  const bytes = encodeRows(board);
  const text = JSON.stringify([[10, 1, '10/3']]);

  it('that are cut off within a column, and where what a column says to follow is not there', () => {
    expect(Buffer.from(bytes.subarray(-text.length)).toString()).toBe(text);
    expect(boardDifferences(decoded(2, bytes), board)).toEqual([]);
    const columnsEnd = bytes.length - text.length;
    for (let length = 5; length < columnsEnd; length++)
      expect(() => decoded(2, bytes.subarray(0, length))).toThrow('board rows are cut off');
    const behind = 'what follows the rows of a board is not what they say';
    expect(() => decoded(2, bytes.subarray(0, columnsEnd))).toThrow(behind);
    expect(() => decoded(2, new Uint8Array([...encodeRows(zeros(2)), 0]))).toThrow(behind);
  });

  it('that are of more districts than there are behind the first of them', () => {
    const at = (from: number) => assembleBoard({ size: 3, categories: 1, competitive: 1 }, [{ from, columns: bytes }]);
    expect([...at(1).verified.competitive[0]!.whole]).toEqual([0, 0, 3]);
    expect(() => at(2)).toThrow('board rows are of another board');
  });
});
