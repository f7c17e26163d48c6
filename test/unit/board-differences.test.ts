import { describe, expect, it } from 'vitest';
import { type Board, boardDifferences } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { type GivenBook, inputsFrom } from '../support/cohort.ts';
import { copyBoard } from '../support/copy-board.ts';
import { methodOf, part } from '../support/small-method.ts';

const scheme = changedScheme();

function boardOf(...cohort: GivenBook[]): Board {
  return rebuild(
    scheme,
    cohort.map((given, district) => ({ district, revision: 1, inputs: inputsFrom(scheme, given) })),
  ).board;
}

const one: GivenBook = {
  5: { target: '20', claim: '16', verification: '16' },
  13: { target: '9', claim: '8.5', verification: '8.5' },
};
const board = boardOf(one, { 13: { target: '9', claim: '9' } });

/** The board with one number of one column raised. */
function raised(pick: (copy: Board) => { [index: number]: number }, by = 1): Board {
  const copy = copyBoard(board);
  pick(copy)[1]! += by;
  return copy;
}

describe('two boards', () => {
  it('differ in a fraction, which is told as it is stored', () => {
    const method = methodOf([
      part('s', { kind: 'recorded' }),
      part('p', { kind: 'places', points: ['1'] }, { fullPoints: '1', measure: { divide: [{ value: 's' }, '7'] } }),
    ]);
    const [one, two] = ['1', '2'].map((claim) => {
      return rebuild(method, [{ district: 0, revision: 1, inputs: inputsFrom(method, { s: { claim } }) }]).board;
    });
    const fraction = { column: 'claimed.competitive.0.fraction', district: 0, left: '1/7', right: '2/7' };
    expect(boardDifferences(one!, two!)).toContainEqual(fraction);
  });

  it('of equal content have no differences, shared or not', () => {
    expect(boardDifferences(board, board)).toEqual([]);
    expect(boardDifferences(board, copyBoard(board))).toEqual([]);
  });

  it.each<[string, (copy: Board) => { [index: number]: number }]>([
    ['revision', (copy) => copy.revisions],
    ['claimed.plain.0', (copy) => copy.claimed.plain[0]!],
    ['verified.plain.1', (copy) => copy.verified.plain[1]!],
    ['claimed.competitive.0.whole', (copy) => copy.claimed.competitive[0]!.whole],
    ['claimed.competitive.0.micros', (copy) => copy.claimed.competitive[0]!.micros!],
    ['verified.competitive.0.standing', (copy) => copy.verified.competitive[0]!.standing],
  ])('that differ in %s say so, with both numbers', (column, pick) => {
    const left = pick(board)[1]!;
    expect(boardDifferences(board, raised(pick))).toEqual([{ column, district: 1, left, right: left + 1 }]);
  });

  it('that end in different places say where', () => {
    const longer = boardOf(one, { 13: { target: '9', claim: '9' } }, {});
    expect(boardDifferences(longer, board)).toContainEqual({ column: 'size', district: 2, left: 3, right: 2 });
  });

  it('are equal where one keeps no column for decimals that are all 0', () => {
    const whole = boardOf({ 13: { claim: '8' } });
    const columns = { ...whole.claimed.competitive[0]!, micros: new Int32Array(1) };
    const other = { ...whole, claimed: { ...whole.claimed, competitive: whole.claimed.competitive.with(0, columns) } };
    expect(boardDifferences(whole, other)).toEqual([]);
    columns.micros[0] = 5;
    expect(boardDifferences(whole, other)).toEqual([
      { column: 'claimed.competitive.0.micros', district: 0, left: 0, right: 5 },
    ]);
    expect(boardDifferences(other, whole)).toEqual([
      { column: 'claimed.competitive.0.micros', district: 0, left: 5, right: 0 },
    ]);
  });
});
