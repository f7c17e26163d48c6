import type { BoardStandings } from '../ranking/ranking.ts';
import type { Scheme } from '../scheme.ts';
import { isSpecial, ownStandings } from '../scoring/own-facts.ts';
import { type Basis, bases, type CompetitiveColumn } from './board.ts';
import type { Because, ComponentMove, Move, OwnMove } from './move.ts';
import type { DistrictInputs, Recalculated } from './recalculate.ts';

/**
 * What the changed books give by themselves and did not give before; `previous` holds the inputs that the board had
 * applied of them, and nothing counted where there are none.
 */
export function ownMoves(
  scheme: Scheme,
  { own }: Pick<Recalculated, 'own'>,
  previous: ReadonlyMap<number, Pick<DistrictInputs, 'inputs' | 'coefficients'>>,
): OwnMove[] {
  return [...own].flatMap(([district, of]) => {
    const before = previous.get(district);
    const all = before && ownStandings(scheme, before);
    return bases.flatMap((basis) => {
      const old = all?.[basis].points;
      return of[basis].points.flatMap((points, component): OwnMove[] => {
        const before = old?.[component] ?? 0;
        return points === null || points === before ? [] : [{ district, basis, component, points: [before, points] }];
      });
    });
  });
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
  scheme.competitive.forEach((component, index) => {
    const seen = scheme.looksAt[index]!.map(({ column, basis: on }) => {
      // For places others see its amounts alone; for a mean, and in formulas, whatever its points follow from.
      const isOfPlaces = column === component.competitive && component.whenNotApplicable !== 'mean';
      return [
        before[on ?? basis].columns.competitive[column]!,
        after[on ?? basis].columns.competitive[column]!,
        isOfPlaces,
      ] as const;
    });
    // A column is copied when anything in it changes: where all are the very same nobody's points can have moved.
    const changed = seen.filter(([was, is]) => was !== is);
    if (changed.length === 0) return;
    const [was, is] = [before[basis].settlements[index]!, after[basis].settlements[index]!];
    const movers = districts.filter((district) => changed.some(([old, now]) => hasMoved(old, now, district)));
    const rivals = movers.filter((district) =>
      changed.some(([old, now, isOfPlaces]) => (isOfPlaces ? isSeenToMove : hasMoved)(old, now, district)),
    );
    for (let district = 0; district < before.settled.districts.length; district++) {
      const points = [was.pointsAt(district), is.pointsAt(district)] as const;
      if (points[0] === points[1]) continue;
      const because: Because = movers.includes(district) ? { kind: 'own-book' } : { kind: 'cohort', districts: rivals };
      note(district, { component: component.id, points, because });
    }
  });
}

/** Whether anything that a column holds of a district has moved. */
function hasMoved(was: CompetitiveColumn, is: CompetitiveColumn, district: number): boolean {
  return amountMoved(was, is, district) || was.standing[district] !== is.standing[district];
}

/** Whether others see it: the amount, that there is one now or none, or that the component does not apply any more. */
function isSeenToMove(was: CompetitiveColumn, is: CompetitiveColumn, district: number): boolean {
  const [old, now] = [was.standing[district]!, is.standing[district]!];
  return (
    amountMoved(was, is, district) || (old === 0) !== (now === 0) || (old !== now && isSpecial(Math.max(old, now)))
  );
}

function amountMoved(was: CompetitiveColumn, is: CompetitiveColumn, district: number): boolean {
  return (
    was.whole[district] !== is.whole[district] ||
    (was.micros?.[district] ?? 0) !== (is.micros?.[district] ?? 0) ||
    (was.fractions?.[district] ?? 0) !== (is.fractions?.[district] ?? 0)
  );
}

function collect(
  basis: Basis,
  before: BoardStandings,
  after: BoardStandings,
  components: ReadonlyMap<number, readonly ComponentMove[]>,
): Move[] {
  const [was, is] = [before[basis], after[basis]];
  const moves: Move[] = [];
  for (let district = 0; district < was.totals.length; district++) {
    const moved = components.get(district) ?? [];
    const score = [was.totals[district]!, is.totals[district]!] as const;
    const rank = [was.ranks[district]!, is.ranks[district]!] as const;
    const isStill = moved.length === 0 && score[0] === score[1] && rank[0] === rank[1];
    if (!isStill) moves.push({ district, basis, score, rank, components: moved });
  }
  return moves;
}
