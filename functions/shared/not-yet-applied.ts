import type { Cycle } from '../../lib/domain/cycle.ts';
import { positionOf } from '../../lib/domain/cycle.ts';
import type { Board } from '../../lib/domain/recalculation/board.ts';
import { type Rejection, reject } from '../../lib/domain/rejection.ts';
import { unknownDistrict } from './cycle-rules.ts';

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
