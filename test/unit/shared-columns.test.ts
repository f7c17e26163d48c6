import { describe, expect, it } from 'vitest';
import { rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { type GivenBook, inputsFrom } from '../support/cohort.ts';

const scheme = changedScheme();
const cohort: GivenBook[] = [
  { 5: { target: '20', claim: '10' }, 13: { target: '9', claim: '3' } },
  { 5: { target: '20', claim: '16' }, 13: { target: '9', claim: '2.5' } },
];
const given = (book: GivenBook, district: number, revision: number) => ({
  district,
  revision,
  inputs: inputsFrom(scheme, book),
});
const { board } = rebuild(
  scheme,
  cohort.map((book, district) => given(book, district, 1)),
);
const boardAfter = (book: GivenBook, revision = 2) => recalculate(scheme, board, [given(book, 0, revision)]).board;
/** The columns of a basis that are not those of the board before. */
function copied(changed: typeof board, basis: 'claimed' | 'verified') {
  const [was, is] = [board[basis], changed[basis]];
  const plain = is.plain.flatMap((column, index) => (column === was.plain[index] ? [] : [`plain ${index}`]));
  const competitive = is.competitive.flatMap((column, index) =>
    column === was.competitive[index] ? [] : [`competitive ${index}`],
  );
  return [...plain, ...competitive];
}

describe('a board after a change shares with the one before', () => {
  it('whole bases in which nothing is new, whose district’s revision moves all the same', () => {
    const changed = boardAfter(cohort[0]!);
    expect(changed.claimed).toBe(board.claimed);
    expect(changed.verified).toBe(board.verified);
    expect([...changed.revisions]).toEqual([2, 1]);
  });

  it('every column but those that the change is in', () => {
    const more = boardAfter({ ...cohort[0], 5: { target: '20', claim: '20' } });
    expect(copied(more, 'claimed')).toEqual(['plain 1']);
    expect(more.verified).toBe(board.verified);
    const other = boardAfter({ ...cohort[0], 13: { target: '9', claim: '4' } });
    expect(copied(other, 'claimed')).toEqual(['competitive 0']);
    const { micros, standing } = other.claimed.competitive[0]!;
    expect([micros, standing]).toEqual([board.claimed.competitive[0]!.micros, board.claimed.competitive[0]!.standing]);
    expect(standing).toBe(board.claimed.competitive[0]!.standing);
  });

  it('nothing that it writes to: the one before is left alone', () => {
    const kept = structuredClone(board);
    boardAfter({ 5: { target: '20', claim: '20' }, 13: { target: '9', claim: '99.25' } });
    expect(board).toEqual(kept);
  });

  it('everything, where its label is older', () => {
    const older = boardAfter({ 5: { target: '20', claim: '20' } }, 0);
    expect(older.claimed).toBe(board.claimed);
    expect([...older.revisions]).toEqual([1, 1]);
  });

  it('no millionths before the first value that has any', () => {
    const whole = rebuild(scheme, [given({ 13: { target: '9', claim: '3' } }, 0, 1)]).board;
    expect(whole.claimed.competitive.map(({ micros }) => micros)).toEqual([null, null, null, null]);
    const next = recalculate(scheme, whole, [given({ 13: { target: '9', claim: '3.000001' } }, 0, 2)]).board;
    expect(next.claimed.competitive.map(({ micros }) => micros && [...micros])).toEqual([[1], null, null, null]);
  });
});
