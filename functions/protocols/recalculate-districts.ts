import { type BookInputs, inputsOf } from '../../lib/domain/book.ts';
import { type Cycle, positionOf } from '../../lib/domain/cycle.ts';
import { Busy, type LabelledBook, type StoredBoard } from '../../lib/domain/ports.ts';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { listMoves, ownMoves } from '../../lib/domain/recalculation/list-moves.ts';
import { type DistrictInputs, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { CycleRules } from './cycle-rules.ts';
import type { Dependencies } from './dependencies.ts';

type Needs = Pick<Dependencies, 'books' | 'boards' | 'clock' | 'pause'>;

/** A transaction holds 100 items: the board, its change entry, and a score for each of these. */
const districtsPerVersion = 90;
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
 * Reads books, then the board, computes, and commits one version. What a book says was applied may be lost or of a
 * restored table: in the last try (`isLast`) it need not be what the board holds, else nothing would ever heal it.
 */
async function apply(
  { books, boards, clock }: Needs,
  { cycle, scheme }: CycleRules,
  ids: readonly string[],
  isLast: boolean,
) {
  const read = await Promise.all(ids.map((id) => books.loadLabelled(cycle.id, id)));
  const touched = read.flatMap((book, index) => (book ? [touchedBy(cycle, scheme, ids[index]!, book)] : []));
  const found = await boards.load(cycle.id);
  const stored = found ?? (await blankBoard({ boards }, cycle, scheme));
  const fresh = touched.filter(({ district, revision }) => revision > stored.board.revisions[district]!);
  if (found && fresh.length === 0) return 'nothing-new';
  // Somebody applied a newer label between the two reads: what was read as applied is not what the board holds.
  if (found && !isLast && fresh.some(({ district, applied }) => applied.revision !== stored.board.revisions[district]))
    return 'outdated';
  const recalculated = recalculate(scheme, stored.board, fresh);
  const previous = new Map(
    found
      ? fresh.map(({ district, applied, coefficients }) => [district, { inputs: applied.inputs, coefficients }])
      : [],
  );
  const at = new Date(clock.now()).toISOString();
  const version = stored.version + 1;
  return boards.commit({
    cycle: cycle.id,
    next: { version, at, board: recalculated.board },
    change: {
      version,
      at,
      causes: fresh.map(({ id, revision }) => ({ district: id, revision })),
      moves: listMoves(
        scheme,
        standingsOf(scheme, cycle.districts, stored.board),
        standingsOf(scheme, cycle.districts, recalculated.board),
        {
          districts: [...recalculated.own.keys()],
          own: ownMoves(scheme, recalculated, previous),
        },
      ),
    },
    scores: fresh.map(({ id, revision, inputs }) => ({ district: id, score: { revision, version, inputs } })),
  });
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

/** A deleted board begins anew after the last version of its change feed. */
async function blankBoard({ boards }: Pick<Needs, 'boards'>, cycle: Cycle, scheme: Scheme): Promise<StoredBoard> {
  const version = await boards.lastVersion(cycle.id);
  return { version, at: cycle.createdAt, board: emptyBoard(scheme, cycle.districts.length) };
}
