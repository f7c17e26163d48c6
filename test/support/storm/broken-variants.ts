import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import type { ChangeEntry } from '../../../lib/domain/ports.ts';
import { readBoard } from '../../../lib/stores/board-codec.ts';
import { readChange } from '../../../lib/stores/board-store.ts';
import { keys, ranges } from '../../../lib/stores/table.ts';
import { afterwards, oneByOne, seemingWhole, without } from '../memory/broken-tables.ts';
import type { MemoryTable } from '../memory/memory-table.ts';
import { overriding } from '../overriding.ts';
import type { Variant } from './storm.ts';

/** The protocols with a condition or a step left out. Where two conditions cover each other, both are. */
export const brokenVariants: Readonly<Record<string, Variant>> = {
  'a write does not look at the revision it read, and entries are written over': {
    broken: without('HEAD revision', 'AUDIT absent'),
  },
  'the gate is looked at before the transaction only': { broken: without('HEAD portalGate', 'HEAD assessorGate') },
  'the epoch is looked at before the transaction only': { broken: without('HEAD epoch') },
  'the reply is kept after the transaction': { broken: afterwards('IDEMPOTENCY') },
  'a kept reply is written over': { broken: without('IDEMPOTENCY absent') },
  'a book is opened item by item': { broken: oneByOne },
  'a conflict is taken for an answer': { isConflictAnAnswer: true },
  'inputs are not compared with their label': { broken: seemingWhole(() => true) },
  'only the inputs of the last write are compared with their label': {
    broken: seemingWhole((revision, headRevision) => revision < headRevision),
  },
  'a board is written over whatever its version': { broken: without('BOARD absent', 'CHANGE absent') },
  'scores are written after the board': { broken: afterwards('SCORE') },
  'a change is told of before the board is there': {
    wrap: tellAtOnce(({ version }, after, index) => version === after + 1 + index),
  },
  'changes are told of as they come, with gaps': { wrap: tellAtOnce(({ version }, _, __, board) => version <= board) },
  'an older label replaces a newer one': { wrap: forgetLabels },
  'what was applied is trusted though the board has moved on': { wrap: trustApplied },
};

type IsTold = (change: ChangeEntry, after: number, index: number, board: number) => boolean;

/** The feed looks at less than it must before it tells of a change. */
function tellAtOnce(isTold: IsTold): Variant['wrap'] {
  return (needs, table) => {
    const changes = async (cycle: string, after: number, limit: number) => {
      const found = (await table.query(ranges.changes(cycle, after), { limit })).map(readChange);
      const { version } = readBoard(table.peek(keys.board(cycle))!);
      return found.filter((change, index) => isTold(change, after, index, version));
    };
    return { ...needs, boards: overriding(needs.boards, { changes }) };
  };
}

/** Recalculation no longer sees what the board has applied, so that a late one puts old inputs back. */
function forgetLabels(needs: AllDependencies): AllDependencies {
  const forgotten = new WeakSet<object>();
  const load = async (cycle: string) => {
    const stored = await needs.boards.load(cycle);
    if (!stored) return null;
    const board = { ...stored.board, revisions: stored.board.revisions.slice().fill(0) };
    forgotten.add(board);
    return { ...stored, board };
  };
  const loadLabelled = async (cycle: string, district: string) => {
    const labelled = await needs.books.loadLabelled(cycle, district);
    return labelled?.applied ? { ...labelled, applied: { ...labelled.applied, revision: 0 } } : labelled;
  };
  return { ...needs, boards: overriding(needs.boards, { load }), books: overriding(needs.books, { loadLabelled }) };
}

/** Says of what it read as applied that it is what the board holds by now. */
function trustApplied(needs: AllDependencies, table: MemoryTable): AllDependencies {
  const loadLabelled = async (cycle: string, district: string) => {
    const labelled = await needs.books.loadLabelled(cycle, district);
    if (!labelled?.applied) return labelled;
    const position = Number(district.slice(2)) - 1;
    const applied = Object.defineProperty({ ...labelled.applied }, 'revision', {
      get: () => readBoard(table.peek(keys.board(cycle))!).board.revisions[position],
    });
    return { ...labelled, applied };
  };
  return { ...needs, books: overriding(needs.books, { loadLabelled }) };
}
