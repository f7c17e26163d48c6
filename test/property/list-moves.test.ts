import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BookInputs, inputsOf } from '../../lib/domain/book.ts';
import { type BoardStandings, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { type Basis, type Board, bases, emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { listMoves, ownMoves } from '../../lib/domain/recalculation/list-moves.ts';
import type { Move } from '../../lib/domain/recalculation/move.ts';
import { type DistrictInputs, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { scoreBook } from '../../lib/domain/scoring/score-book.ts';
import { type History, history } from '../support/histories.ts';

/** A board with the inputs it has applied. */
interface Applied {
  readonly board: Board;
  readonly standings: BoardStandings;
  readonly inputs: readonly BookInputs[];
}

type Change = Omit<Move, 'components'> & {
  readonly components: readonly Pick<Move['components'][number], 'component' | 'points'>[];
};

/** What moved, seen from outside: both cohorts scored whole and compared. */
function compare(scheme: Scheme, basis: Basis, before: Applied, after: Applied): Change[] {
  const score = ({ standings, inputs }: Applied, district: number) =>
    scoreBook(standings.settled, district, inputs[district]!, basis).components.map(({ points }) => points);
  return before.inputs.flatMap((_, district) => {
    const [was, is] = [score(before, district), score(after, district)];
    const components = scheme.components.flatMap(({ id }, index) =>
      was[index] === is[index] ? [] : [{ component: id, points: [was[index]!, is[index]!] as const }],
    );
    const pair = (of: 'totals' | 'ranks') =>
      [before.standings[basis][of][district]!, after.standings[basis][of][district]!] as const;
    const [total, rank] = [pair('totals'), pair('ranks')];
    const isStill = components.length === 0 && total[0] === total[1] && rank[0] === rank[1];
    return isStill ? [] : [{ district, basis, score: total, rank, components }];
  });
}

/** Each component's points in one order, whichever way they were found. */
function sorted(moves: readonly Change[]): Change[] {
  return moves.map((move) => ({
    ...move,
    components: move.components
      .map(({ component, points }) => ({ component, points }))
      .sort((a, b) => (a.component < b.component ? -1 : 1)),
  }));
}

/** Plays a history; `check` sees each step: the boards around it, the moves, and who wrote. */
function play(
  { scheme, districts, states, batches }: History,
  check: (before: Applied, after: Applied, moves: readonly Move[], fresh: readonly DistrictInputs[]) => void,
): void {
  const appliedOf = (board: Board, inputs: readonly BookInputs[]): Applied => {
    return { board, standings: standingsOf(scheme, districts, board), inputs };
  };
  const blank = inputsOf(scheme, new Map());
  let applied = appliedOf(emptyBoard(scheme, districts.length), Array(districts.length).fill(blank));
  for (const batch of [...batches, states]) {
    const fresh = batch.filter(({ district, revision }) => revision > applied.board.revisions[district]!);
    const recalculated = recalculate(scheme, applied.board, fresh);
    const inputs = [...applied.inputs];
    for (const state of fresh)
      if (state.revision === recalculated.board.revisions[state.district]) inputs[state.district] = state.inputs;
    const previous = new Map(
      fresh.map(({ district, coefficients }) => [district, { inputs: applied.inputs[district]!, coefficients }]),
    );
    const next = appliedOf(recalculated.board, inputs);
    const changed = { districts: [...recalculated.own.keys()], own: ownMoves(scheme, recalculated, previous) };
    check(applied, next, listMoves(scheme, applied.standings, next.standings, changed), fresh);
    applied = next;
  }
}

describe('the moves between two boards', () => {
  it('are all that moved and nothing else, with points and ranks before and after', () => {
    fc.assert(
      fc.property(history, (told) => {
        play(told, (before, after, moves) => {
          const seen = bases.flatMap((basis) => compare(told.scheme, basis, before, after));
          expect(sorted(moves)).toEqual(sorted(seen));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('name the own book where it moved what counts, else those whose books alone would have moved it as far', () => {
    fc.assert(
      fc.property(history, (told) => {
        const { scheme, districts } = told;
        play(told, (before, _, moves, fresh) => {
          const writers = new Set(fresh.map(({ district }) => district));
          for (const { district, basis, components } of moves) {
            for (const { component, points, because } of components) {
              if (because.kind === 'own-book') expect(writers).toContain(district);
              if (because.kind !== 'cohort') continue;
              expect(because.districts.length).toBeGreaterThan(0);
              expect(because.districts).not.toContain(district);
              const ofRivals = fresh.filter((state) => because.districts.includes(state.district));
              const alone = standingsOf(scheme, districts, recalculate(scheme, before.board, ofRivals).board);
              const { competitive } = scheme.components[scheme.indexOf.get(component)!]!;
              expect(alone[basis].settlements[competitive]!.pointsAt(district)).toBe(points[1]);
            }
          }
        });
      }),
      { numRuns: 300 },
    );
  });
});
