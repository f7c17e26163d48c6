import { describe, expect, it } from 'vitest';
import { type Board, blankBoard, boardDifferences } from '../../lib/domain/recalculation/board.ts';
import { assembleBoard, encodeRows, shapeOfBoard } from '../../lib/stores/board-codec.ts';
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
    const blocks = versions.map((version, number) => blockItem('2019', head, number, version, zeros(1)));
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
