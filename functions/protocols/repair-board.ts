import type { Cycle } from '../../lib/domain/cycle.ts';
import type { BoardHead, FoundBoard, WrittenBlock } from '../../lib/domain/ports.ts';
import { type Board, emptyBoard, rowsBetween, shapeOf } from '../../lib/domain/recalculation/board.ts';
import { type Cell, cellsBetween } from '../../lib/domain/recalculation/cells.ts';
import type { DistrictInputs } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { encodeRows } from '../../lib/stores/board-codec.ts';
import { headAfter } from '../../lib/stores/board-items.ts';
import type { BoardStore } from '../../lib/stores/board-store.ts';

/** Of the 100 items of a transaction; the others are the head and the change entry. */
const [blocksPerVersion, scoresPerVersion] = [48, 50];

/** A board that is not what its books say, and what it should be. */
export interface Repair {
  readonly stored: FoundBoard;
  readonly at: string;
  readonly rebuilt: Board;
  /** Whose inputs must be told anew as applied. */
  readonly inputs: readonly DistrictInputs[];
}

/**
 * Commits what differs, in as many versions as that takes; each leaves the board in one piece. If it has moved meanwhile,
 * the next sweep looks again. A board of another size begins anew.
 */
export async function repairBoard(
  { boards }: { readonly boards: BoardStore },
  { cycle, scheme }: { readonly cycle: Cycle; readonly scheme: Scheme },
  { stored, at, rebuilt, inputs }: Repair,
): Promise<void> {
  const isAnew = stored.board.size !== rebuilt.size;
  let before = isAnew
    ? { ...(await boards.blankHead(cycle.id, shapeOf(scheme, rebuilt.size), at)), version: stored.version }
    : headAsFound(stored);
  const was = isAnew ? emptyBoard(scheme, rebuilt.size) : stored.board;
  const wrong = wrongBlocks(before, was, rebuilt, isAnew ? null : stored);
  // The feed may know of more versions than a head that somebody has put back.
  const first = Math.max(stored.version, await boards.lastVersion(cycle.id)) + 1;
  const steps = Math.max(1, Math.ceil(wrong.length / blocksPerVersion), Math.ceil(inputs.length / scoresPerVersion));
  for (let step = 0; step < steps; step++) {
    const version = first + step;
    const blocks = wrong.slice(step * blocksPerVersion, (step + 1) * blocksPerVersion);
    const scores = inputs.slice(step * scoresPerVersion, (step + 1) * scoresPerVersion);
    const commit = {
      ...{ cycle: cycle.id, before, isAnew: false, blocks },
      change: {
        ...{ version, at, since: isAnew && step === 0 ? null : before.at, causes: [], own: [] },
        cells: blocks.flatMap(({ cells }) => cells),
      },
      scores: scores.map(({ district, revision, inputs: own }) => {
        return { district: cycle.districts[district]!.id, score: { revision, version, inputs: own } };
      }),
    };
    if ((await boards.commit(commit)) === 'outdated') return;
    before = headAfter(commit);
  }
}

/** What was found need not add up to what the head says; from here on it does. */
function headAsFound({ head, blocks }: FoundBoard): BoardHead {
  return { ...head, blockVersions: blocks.reduce((sum, version) => sum + version, 0) };
}

type WrongBlock = WrittenBlock & { readonly cells: readonly Cell[] };

/** The blocks that differ or are broken, as they should be. */
function wrongBlocks({ rowsPerBlock }: BoardHead, was: Board, is: Board, found: FoundBoard | null): WrongBlock[] {
  const wrong: WrongBlock[] = [];
  for (let number = 0; number * rowsPerBlock < is.size; number++) {
    const from = number * rowsPerBlock;
    const rows = rowsBetween(is, from, from + rowsPerBlock);
    const cells = cellsBetween(rowsBetween(was, from, from + rowsPerBlock), rows, from);
    const isBroken = found?.broken.includes(number) ?? false;
    if (cells.length > 0 || isBroken)
      wrong.push({ number, version: found?.blocks[number] ?? 0, rows: encodeRows(rows), cells });
  }
  return wrong;
}
