import type { BookInputs } from '../book.ts';
import type { BoardStandings } from '../ranking/ranking.ts';
import type { Settlement } from '../rules/rule.ts';
import type { Scheme } from '../scheme.ts';
import { type Basis, bases, type CompetitiveColumn } from './board.ts';
import type { Because, ComponentMove, Move, OwnMove } from './move.ts';
import { ownStanding, type Recalculated } from './recalculate.ts';

/**
 * What the changed books give by themselves and did not give before; `previous` holds the inputs that the board had
 * applied of them, and nothing counted where there are none.
 */
export function ownMoves(
  scheme: Scheme,
  { own }: Pick<Recalculated, 'own'>,
  previous: ReadonlyMap<number, BookInputs>,
): OwnMove[] {
  return [...own].flatMap(([district, of]) =>
    bases.flatMap((basis) => {
      const inputs = previous.get(district);
      const old = inputs && ownStanding(scheme, inputs, basis).points;
      return of[basis].points.flatMap((points, component): OwnMove[] => {
        const before = old?.[component] ?? 0;
        return points === null || points === before ? [] : [{ district, basis, component, points: [before, points] }];
      });
    }),
  );
}

/** What is known of a change besides the boards before and after it. */
export interface Changed {
  /** Whose books it applied; of a repair none. */
  readonly districts: readonly number[];
  readonly own: readonly OwnMove[];
}

/** Everything that moved between two boards, each move with its cause. */
export function listMoves(scheme: Scheme, before: BoardStandings, after: BoardStandings, changed: Changed): Move[] {
  return bases.flatMap((basis) => {
    const components = new Map<number, ComponentMove[]>();
    const note = (district: number, move: ComponentMove) =>
      components.set(district, [...(components.get(district) ?? []), move]);
    for (const { district, basis: of, component, points } of changed.own)
      if (of === basis)
        note(district, { component: scheme.components[component]!.id, points, because: { kind: 'own-book' } });
    noteCompetitionMoves(scheme, basis, before, after, changed, note);
    return collect(basis, before, after, components);
  });
}

type Note = (district: number, move: ComponentMove) => unknown;

function noteCompetitionMoves(
  scheme: Scheme,
  basis: Basis,
  before: BoardStandings,
  after: BoardStandings,
  { districts }: Changed,
  note: Note,
): void {
  const [old, now] = [before[basis], after[basis]];
  if (old.columns === now.columns) return;
  scheme.competitive.forEach(({ id }, index) => {
    const was: Side = { settlement: old.settlements[index]!, column: old.columns.competitive[index]! };
    const is: Side = { settlement: now.settlements[index]!, column: now.columns.competitive[index]! };
    // A column is copied when anything in it changes: in this very one nobody's points can have moved.
    if (is.column === was.column) return;
    const isCutMoved = !is.settlement.gives(was.settlement);
    const rivals = districts.filter((district) => valueMoved(was.column, is.column, district));
    const affected = isCutMoved ? old.totals.keys() : districts;
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
  before: BoardStandings,
  after: BoardStandings,
  components: ReadonlyMap<number, readonly ComponentMove[]>,
): Move[] {
  const [was, is] = [before[basis], after[basis]];
  const moves: Move[] = [];
  // Points of two components of a category may have moved against each other.
  if (was.columns === is.columns && components.size === 0) return moves;
  for (let district = 0; district < was.totals.length; district++) {
    const moved = components.get(district) ?? [];
    const score = [was.totals[district]!, is.totals[district]!] as const;
    const rank = [was.ranks[district]!, is.ranks[district]!] as const;
    const isStill = moved.length === 0 && score[0] === score[1] && rank[0] === rank[1];
    if (!isStill) moves.push({ district, basis, score, rank, components: moved });
  }
  return moves;
}
