import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import type { BoardCommit, ChangeEntry, FoundBoard } from '../../../lib/domain/ports.ts';
import { readChange } from '../../../lib/stores/board-store.ts';
import { ranges, type Write } from '../../../lib/stores/table.ts';
import { afterwards, oneByOne, seemingWhole, without, withoutWhat } from '../memory/broken-tables.ts';
import { keyOfWrite, type MemoryTable } from '../memory/memory-table.ts';
import { overriding } from '../overriding.ts';
import { peekBoard } from '../stored-board.ts';
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
  'the head of a board is written whatever its version': {
    broken: withoutWhat((name, write) => name === 'CHANGE absent' || (name === 'BOARD version' && isHead(write))),
  },
  'a block of a board is written whatever was read of it': {
    broken: withoutWhat((name, write) => /^BOARD /.test(name) && !isHead(write)),
  },
  'a board counts as whole if none of its blocks is newer than its head': {
    wrap: lookAtNothing(({ broken }) => broken.length === 0),
  },
  'a change does not name all that it changed': { wrap: forgetCells },
  'scores are written after the board': { broken: afterwards('SCORE') },
  'a change is told of before the board is there': {
    wrap: tellAtOnce(({ version }, after, index) => version === after + 1 + index),
  },
  'changes are told of as they come, with gaps': { wrap: tellAtOnce(({ version }, _, __, board) => version <= board) },
  'an older label replaces a newer one': { wrap: forgetLabels },
  'what was applied is trusted though the board has moved on': { wrap: trustApplied },
};

function isHead(write: Write): boolean {
  return keyOfWrite(write).sk === 'BOARD';
}

/** Readers take a board that they find for one of one version. */
function lookAtNothing(isWhole: (found: FoundBoard) => boolean): Variant['wrap'] {
  return (needs) => {
    const look = async (cycle: string) => {
      const found = await needs.boards.look(cycle);
      return found && { ...found, isWhole: isWhole(found) };
    };
    const load = async (cycle: string) => {
      for (;;) {
        const found = await look(cycle);
        if (!found || found.isWhole) return found;
        await needs.pause(1);
      }
    };
    return { ...needs, boards: overriding(needs.boards, { look, load }) };
  };
}

/** One cell less than there are. */
function forgetCells(needs: AllDependencies): AllDependencies {
  const commit = (made: BoardCommit) => {
    const cells = made.change.cells.slice(0, -1);
    return needs.boards.commit({ ...made, change: { ...made.change, cells } });
  };
  return { ...needs, boards: overriding(needs.boards, { commit }) };
}

type IsTold = (change: ChangeEntry, after: number, index: number, board: number) => boolean;

/** The feed looks at less than it must before it tells of a change. */
function tellAtOnce(isTold: IsTold): Variant['wrap'] {
  return (needs, table) => {
    const changes = async (cycle: string, after: number, limit: number) => {
      const found = (await table.query(ranges.changes(cycle, after), { limit })).map(readChange);
      const { version } = peekBoard(table, cycle);
      return found.filter((change, index) => isTold(change, after, index, version));
    };
    return { ...needs, boards: overriding(needs.boards, { changes }) };
  };
}

/** Recalculation no longer sees what the board has applied, so that a late one puts old inputs back. */
function forgetLabels(needs: AllDependencies): AllDependencies {
  const blocks: typeof needs.boards.blocks = async (...asked) => {
    const read = await needs.boards.blocks(...asked);
    return read.map((block) => {
      return { ...block, rowAt: (district: number) => block.rowAt(district).with(0, 0) };
    });
  };
  const loadLabelled = async (cycle: string, district: string) => {
    const labelled = await needs.books.loadLabelled(cycle, district);
    return labelled?.applied ? { ...labelled, applied: { ...labelled.applied, revision: 0 } } : labelled;
  };
  return { ...needs, boards: overriding(needs.boards, { blocks }), books: overriding(needs.books, { loadLabelled }) };
}

/** Says of what it read as applied that it is what the board holds by now. */
function trustApplied(needs: AllDependencies, table: MemoryTable): AllDependencies {
  const loadLabelled = async (cycle: string, district: string) => {
    const labelled = await needs.books.loadLabelled(cycle, district);
    if (!labelled?.applied) return labelled;
    const position = Number(district.slice(2)) - 1;
    const applied = Object.defineProperty({ ...labelled.applied }, 'revision', {
      get: () => peekBoard(table, cycle).board.revisions[position],
    });
    return { ...labelled, applied };
  };
  return { ...needs, books: overriding(needs.books, { loadLabelled }) };
}
