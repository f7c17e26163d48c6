import { type BookInputs, inputsOf } from '../../lib/domain/book.ts';
import { type Cycle, positionOf } from '../../lib/domain/cycle.ts';
import { Busy, type StoredBoard } from '../../lib/domain/ports.ts';
import type { Board } from '../../lib/domain/recalculation/board.ts';
import { reject } from '../../lib/domain/rejection.ts';
import { type Rejection, unknownDistrict } from '../contract/refusals.ts';
import type { CycleRules } from './cycle-rules.ts';
import type { Dependencies } from './dependencies.ts';

const readsMax = 6;

/** A board, and what it has applied of some districts' books: all of one version. */
export interface AppliedScores {
  readonly stored: StoredBoard;
  /** In the order asked for. */
  readonly inputs: readonly BookInputs[];
}

/**
 * Reads a board and the inputs that it rests on for the districts at these positions. The two are written in one
 * transaction but read one after the other: if the board has moved in between, both are read again.
 */
export async function readApplied(
  { boards }: Pick<Dependencies, 'boards'>,
  { cycle, scheme }: CycleRules,
  positions: readonly number[],
): Promise<AppliedScores> {
  const ids = positions.map((position) => cycle.districts[position]!.id);
  for (let read = 0; read < readsMax; read++) {
    const scores = await boards.scores(cycle.id, ids);
    const stored = await boards.load(cycle.id);
    if (!stored) break;
    const isOneVersion = scores.every(
      (score, index) => (score?.revision ?? 0) === stored.board.revisions[positions[index]!],
    );
    if (isOneVersion) return { stored, inputs: scores.map((score) => score?.inputs ?? inputsOf(scheme, new Map())) };
  }
  throw new Busy('the board is being recalculated');
}

/** The board alone; `Busy` in the moment between its deletion and its rebuilding. */
export async function readBoard({ boards }: Pick<Dependencies, 'boards'>, cycle: string): Promise<StoredBoard> {
  const stored = await boards.load(cycle);
  if (!stored) throw new Busy('the board is being rebuilt');
  return stored;
}

/** The version of the board alone; `Busy` as well. */
export async function boardVersion({ boards }: Pick<Dependencies, 'boards'>, cycle: string): Promise<number> {
  const head = await boards.head(cycle);
  if (!head) throw new Busy('the board is being rebuilt');
  return head.version;
}

/** A revision that the reader has written and wants to see applied. */
export interface Awaited {
  readonly district: string;
  readonly revision: number;
}

/** Refuses to show a board that has not applied these revisions yet: never older data than what the reader wrote. */
export function refuseOlder(cycle: Cycle, board: Board, awaited: readonly Awaited[]): Rejection | null {
  for (const { district, revision } of awaited) {
    const position = positionOf(cycle, district);
    if (position < 0) return unknownDistrict;
    if (board.revisions[position]! < revision) return notYet;
  }
  return null;
}

const notYet = reject('not-yet-applied', {
  zh: '该修订号尚未计入得分，请稍候再读。',
  en: 'The scores have not applied this revision yet; read again shortly.',
});
