import type { BookInputs } from '../book.ts';
import type { Settlement } from '../rules/rule.ts';
import type { Scheme } from '../scheme.ts';
import { type Basis, type Board, bases, type CompetitiveColumn } from './board.ts';
import type { Because, ComponentMove, Move } from './move.ts';
import { ownStanding, type Settled } from './recalculate.ts';

/**
 * Everything that moved between two boards, each move with its cause. `previous` holds the inputs that the old board
 * had applied for the changed districts.
 */
export function listMoves(
  scheme: Scheme,
  before: Board,
  after: Settled,
  previous: ReadonlyMap<number, BookInputs>,
): Move[] {
  return bases.flatMap((basis) => {
    const components = new Map<number, ComponentMove[]>();
    const note = (district: number, move: ComponentMove) =>
      move.points[0] === move.points[1] || components.set(district, [...(components.get(district) ?? []), move]);
    noteOwnMoves(scheme, basis, after, previous, note);
    noteCompetitionMoves(scheme, basis, before, after, note);
    return collect(basis, before, after.board, components);
  });
}

type Note = (district: number, move: ComponentMove) => unknown;

function noteOwnMoves(
  scheme: Scheme,
  basis: Basis,
  after: Settled,
  previous: ReadonlyMap<number, BookInputs>,
  note: Note,
): void {
  for (const [district, of] of after.own) {
    const inputs = previous.get(district);
    const old = inputs && ownStanding(scheme, inputs, basis).points;
    of[basis].points.forEach((points, index) => {
      const component = scheme.components[index]!.id;
      if (points !== null)
        note(district, { component, points: [old?.[index] ?? 0, points], because: { kind: 'own-book' } });
    });
  }
}

function noteCompetitionMoves(scheme: Scheme, basis: Basis, before: Board, after: Settled, note: Note): void {
  scheme.competitive.forEach(({ id, rule }, index) => {
    const column = before[basis].competitive[index]!;
    const is: Side = { settlement: after.settlements[basis][index]!, column: after.board[basis].competitive[index]! };
    // A column is copied when anything in it changes: in this very one nobody's points can have moved.
    if (is.column === column) return;
    const was: Side = { settlement: rule.settle(column), column };
    const isCutMoved = !is.settlement.gives(was.settlement);
    const rivals = [...after.own.keys()].filter((district) => valueMoved(was.column, is.column, district));
    const affected = isCutMoved ? Array.from({ length: before.size }, (_, district) => district) : after.own.keys();
    for (const district of affected) {
      const points = [was.settlement.pointsAt(district), is.settlement.pointsAt(district)] as const;
      if (points[0] !== points[1])
        note(district, { component: id, points, because: causeFor(district, was, is, rivals) });
    }
  });
}

interface Side {
  readonly settlement: Settlement;
  readonly column: CompetitiveColumn;
}

/** The own book if it moved this component's value or standing; else the rivals whose values did. */
function causeFor(district: number, was: Side, is: Side, rivals: readonly number[]): Because {
  const isOwn =
    valueMoved(was.column, is.column, district) || was.column.standing[district] !== is.column.standing[district];
  return isOwn ? { kind: 'own-book' } : { kind: 'cohort', districts: rivals };
}

function valueMoved(was: CompetitiveColumn, is: CompetitiveColumn, district: number): boolean {
  return was.whole[district] !== is.whole[district] || (was.micros?.[district] ?? 0) !== (is.micros?.[district] ?? 0);
}

function collect(
  basis: Basis,
  before: Board,
  after: Board,
  components: ReadonlyMap<number, readonly ComponentMove[]>,
): Move[] {
  const was = before[basis];
  const is = after[basis];
  const moves: Move[] = [];
  for (let district = 0; district < before.size; district++) {
    const moved = components.get(district) ?? [];
    const score = [was.totals[district]!, is.totals[district]!] as const;
    const rank = [was.ranks[district]!, is.ranks[district]!] as const;
    // The total of a board that was stored wrongly moves although no input did.
    const isStill = moved.length === 0 && score[0] === score[1] && rank[0] === rank[1];
    if (!isStill) moves.push({ district, basis, score, rank, components: moved });
  }
  return moves;
}
