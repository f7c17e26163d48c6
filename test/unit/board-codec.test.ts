import { describe, expect, it } from 'vitest';
import { type BasisColumns, type Board, boardDifferences } from '../../lib/domain/recalculation/board.ts';
import { boardItem, decodeBoard, encodeBoard, readBoard } from '../../lib/stores/board-codec.ts';
import { keys } from '../../lib/stores/table.ts';

const basisOf = (size: number): BasisColumns => ({
  plain: [new Uint32Array(size)],
  competitive: [{ whole: new Float64Array(size), micros: new Int32Array(size), standing: new Uint8Array(size) }],
  totals: new Uint32Array(size),
  ranks: new Uint32Array(size),
});

/** A board of a category and a competition in which every value is 0. */
const zeros = (size: number): Board => {
  return { size, revisions: new Uint32Array(size), claimed: basisOf(size), verified: basisOf(size) };
};

const columns = {
  revisions: (board: Board) => board.revisions,
  whole: (board: Board) => board.claimed.competitive[0]!.whole,
  micros: (board: Board) => board.verified.competitive[0]!.micros!,
  standing: (board: Board) => board.claimed.competitive[0]!.standing,
};

/** The bytes that a column takes in which this is the only value that is not 0; the board is read back as it was. */
function bytesOf(column: keyof typeof columns, size: number, position: number, value: number): number {
  const board = zeros(size);
  columns[column](board)[position] = value;
  const bytes = encodeBoard(board);
  expect(boardDifferences(decodeBoard(bytes), board)).toEqual([]);
  return bytes.length - encodeBoard(zeros(size)).length;
}

describe('the stored form of a board', () => {
  // The loops take four or eight values at once: each place in them, and what is left over.
  it.each([1, 4, 5, 8, 9, 17])('of %d districts keeps every value, wherever it stands', (size) => {
    for (let position = 0; position < size; position++) {
      expect(bytesOf('revisions', size, position, 1)).toBe(8 * Math.ceil(size / 8));
      expect(bytesOf('standing', size, position, 2)).toBe(8 * Math.ceil(size / 8));
      expect(bytesOf('whole', size, position, 2 ** 40)).toBe(8 * size);
    }
  });

  it.each<[keyof typeof columns, number, number]>([
    ['standing', 255, 1],
    ['revisions', 255, 1],
    ['revisions', 256, 2],
    ['revisions', 65_535, 2],
    ['revisions', 65_536, 4],
    ['revisions', 2 ** 32 - 1, 4],
    ['micros', 999_999, 4],
    ['whole', 255, 1],
    ['whole', 256, 2],
    ['whole', 65_536, 4],
    ['whole', 2 ** 32 - 1, 4],
    ['whole', 2 ** 32, 8],
    ['whole', 999_999_999_999_999, 8],
  ])('gives %s up to %d a width of %d', (column, value, width) => {
    expect(bytesOf(column, 8, 5, value)).toBe(8 * width);
  });

  it('takes the width of the largest value, whether smaller ones come before it or after it', () => {
    for (let largest = 0; largest < 9; largest++) {
      const board = zeros(9);
      board.claimed.competitive[0]!.whole.fill(3);
      board.claimed.competitive[0]!.whole[largest] = 2 ** 33;
      expect(boardDifferences(decodeBoard(encodeBoard(board)), board)).toEqual([]);
    }
  });

  it('is these bytes, with nothing between the columns', () => {
    const board = zeros(1);
    board.revisions[0] = 0x102;
    board.claimed.competitive[0]!.whole[0] = 2 ** 32;
    board.verified.ranks[0] = 1;
    const lines = Buffer.from(encodeBoard(board)).toString('hex').match(/.{16}/g);
    const zero = '0000000000000000';
    expect(lines).toEqual([
      // Format 1, one category, one competition; one district, 24 bytes when decoded.
      ...['0100010001000000', '0100000018000000'],
      // Revisions, 2 wide.
      ...['0200000000000000', '0201000000000000'],
      // Claimed: the category; amounts, 8 wide, a double; no millionths, no standings, no totals, no ranks.
      ...[zero, '0800000000000000', '000000000000f041', zero, zero, zero, zero],
      // Verified: nothing but a rank.
      ...[zero, zero, zero, zero, zero, '0100000000000000', '0100000000000000'],
    ]);
  });

  it('is refused where it is cut off anywhere, or where something follows it', () => {
    const board = zeros(3);
    board.verified.ranks.fill(1);
    const bytes = encodeBoard(board);
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeBoard(bytes.slice(0, length))).toThrow('board bytes are cut off');
    expect(() => decodeBoard(new Uint8Array([...bytes, 0, 0, 0, 0]))).toThrow('board bytes are cut off');
  });

  it('stands in an item with its version and its instant', () => {
    const stored = { version: 7, at: '2019-12-30T00:00:00.000Z', board: zeros(2) };
    const item = boardItem('2019', stored);
    expect(item).toMatchObject({ ...keys.board('2019'), version: 7, at: stored.at });
    expect(readBoard(item)).toMatchObject({ version: 7, at: stored.at });
    expect(boardDifferences(readBoard(item).board, stored.board)).toEqual([]);
  });
});
