import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { StoredBoard } from '../../../lib/domain/ports.ts';
import type { MemoryDatabase } from '../memory/database.ts';
import { overriding } from '../overriding.ts';
import type { Variant } from './storm.ts';

/** The protocols with something missing. Where two guards cover each other, both are missing. */
export const brokenVariants: Readonly<Record<string, Variant>> = {
  'a write does not look at the revision it read, and entries are written over': {
    broken: ['head-revision', 'audit-absent'],
  },
  'the gate is looked at before the transaction only': { broken: ['gate'] },
  'the epoch is looked at before the transaction only': { broken: ['epoch'] },
  'the reply is kept after the transaction': { broken: ['reply-in-transaction'] },
  'a kept reply is written over': { broken: ['reply-absent'] },
  'a book is opened item by item': { broken: ['read-together'] },
  'a conflict is taken for an answer': { broken: ['conflict-is-no-verdict'] },
  'inputs are not compared with their label': { broken: ['inputs-whole'] },
  'only the inputs of the last write are compared with their label': { broken: ['inputs-of-every-write'] },
  'a board is written over whatever its version': { broken: ['board-version', 'change-absent'] },
  'scores are written after the board': { broken: ['score-in-transaction'] },
  'an older label replaces a newer one': { wrap: forgetLabels },
  'what was applied is trusted though the board has moved on': { wrap: trustApplied },
};

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
function trustApplied(needs: AllDependencies, database: MemoryDatabase): AllDependencies {
  const loadLabelled = async (cycle: string, district: string) => {
    const labelled = await needs.books.loadLabelled(cycle, district);
    if (!labelled?.applied) return labelled;
    const position = Number(district.slice(2)) - 1;
    const applied = Object.defineProperty({ ...labelled.applied }, 'revision', {
      get: () => (database.peek(keys.board(cycle)) as StoredBoard).board.revisions[position],
    });
    return { ...labelled, applied };
  };
  return { ...needs, books: overriding(needs.books, { loadLabelled }) };
}
