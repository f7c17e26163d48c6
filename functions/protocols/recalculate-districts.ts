import { type BookInputs, inputsOf } from '../../lib/domain/book.ts';
import { type Cycle, positionOf } from '../../lib/domain/cycle.ts';
import { Busy, type LabelledBook } from '../../lib/domain/ports.ts';
import { shapeOf } from '../../lib/domain/recalculation/board.ts';
import { ownMoves } from '../../lib/domain/recalculation/list-moves.ts';
import { type DistrictInputs, recalculateRows } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { blockOf } from '../../lib/stores/board-items.ts';
import type { WriteOutcome } from '../../lib/stores/table.ts';
import { log } from '../telemetry/log.ts';
import type { CycleRules } from './cycle-rules.ts';
import type { Dependencies } from './dependencies.ts';

type Needs = Pick<Dependencies, 'books' | 'boards' | 'clock' | 'pause'>;

/** A transaction holds 100 items: head, change entry, and for each of these a score and, at most, a block. */
const districtsPerVersion = 49;
/** After so many versions the whole board is kept beside its blocks. */
const versionsPerCheckpoint = 256;
const triesMax = 12;

/** What a recalculation needs to know of a touched district. */
interface Touched extends DistrictInputs {
  readonly id: string;
  /** What the board had applied of this book when it was read. */
  readonly applied: { readonly revision: number; readonly inputs: BookInputs };
}

/**
 * Applies the touched districts to the board of their cycle. What to compute is read from the table, so it does no
 * harm to call it once too often, too late, or twice at once: labels that are there already are not written again.
 */
export async function recalculateDistricts(
  needs: Needs,
  rules: CycleRules,
  districts: readonly string[],
): Promise<void> {
  const known = [...new Set(districts)].filter((id) => positionOf(rules.cycle, id) >= 0).sort();
  for (let at = 0; at < known.length; at += districtsPerVersion)
    await applyWithRetries(needs, rules, known.slice(at, at + districtsPerVersion));
}

async function applyWithRetries(needs: Needs, rules: CycleRules, ids: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    if ((await apply(needs, rules, ids, attempt === triesMax)) !== 'outdated') return;
    if (attempt === triesMax) throw new Busy('the board kept moving');
    await needs.pause(Math.random() * 10 * attempt);
  }
}

/**
 * Reads books, then of the board what holds them, computes, and commits one version. What a book says was applied may be
 * lost or of a restored table: in the last try (`isLast`) it need not be what the board holds, else nothing would ever heal it.
 */
async function apply(
  { books, boards, clock }: Needs,
  { cycle, scheme }: CycleRules,
  ids: readonly string[],
  isLast: boolean,
): Promise<WriteOutcome | 'nothing-new'> {
  const read = await Promise.all(ids.map((id) => books.loadLabelled(cycle.id, id)));
  const touched = read.flatMap((book, index) => (book ? [touchedBy(cycle, scheme, ids[index]!, book)] : []));
  const at = new Date(clock.now()).toISOString();
  const found = await boards.head(cycle.id);
  const before = found ?? (await boards.blankHead(cycle.id, shapeOf(scheme, cycle.districts.length), at));
  const positions = touched.map(({ district }) => district);
  const blocks = await boards.blocks(cycle.id, before, positions);
  const blockAt = new Map(blocks.map((block) => [block.number, block]));
  const rowAt = (district: number) => blockAt.get(blockOf(before, district))!.rowAt(district);
  const fresh = touched.filter(({ district, revision }) => revision > (rowAt(district)[0] as number));
  if (found && fresh.length === 0) return 'nothing-new';
  // Somebody applied a newer label between the two reads: what was read as applied is not what the board holds.
  if (found && !isLast && fresh.some(({ applied, district }) => applied.revision !== rowAt(district)[0]))
    return 'outdated';
  const previous = new Map(
    found
      ? fresh.map(({ district, applied, coefficients }) => [district, { inputs: applied.inputs, coefficients }])
      : [],
  );
  const changes = recalculateRows(scheme, rowAt, fresh);
  const cellsOf = Map.groupBy(changes.cells, ({ district }) => blockOf(before, district));
  const version = before.version + 1;
  const outcome = await boards.commit({
    cycle: cycle.id,
    before,
    isAnew: !found,
    blocks: [...cellsOf].map(([number, cells]) => {
      const block = blockAt.get(number)!;
      return { number, version: block.version, rows: block.rowsWith(cells) };
    }),
    change: {
      version,
      at,
      since: found?.at ?? null,
      causes: fresh.map(({ id, revision }) => ({ district: id, revision })),
      own: ownMoves(scheme, changes, previous),
      cells: changes.cells,
    },
    scores: fresh.map(({ id, revision, inputs }) => ({ district: id, score: { revision, version, inputs } })),
  });
  if (outcome === 'committed' && version % versionsPerCheckpoint === 0)
    await boards
      .keepCheckpoint(cycle.id)
      .catch((fault) => log.fault('a board was not kept', fault, { cycle: cycle.id }));
  return outcome;
}

function touchedBy(cycle: Cycle, scheme: Scheme, id: string, { book, applied }: LabelledBook): Touched {
  return {
    id,
    district: positionOf(cycle, id),
    revision: book.head.revision,
    inputs: inputsOf(scheme, book.components),
    coefficients: cycle.districts[positionOf(cycle, id)]!.coefficients,
    applied: applied ?? { revision: 0, inputs: inputsOf(scheme, new Map()) },
  };
}
