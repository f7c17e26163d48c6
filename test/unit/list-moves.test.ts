import { describe, expect, it } from 'vitest';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { Board } from '../../lib/domain/recalculation/board.ts';
import { listMoves, ownMoves } from '../../lib/domain/recalculation/list-moves.ts';
import { rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { anyDistricts, type GivenBook, inputsFrom } from '../support/cohort.ts';
import { copyBoard } from '../support/copy-board.ts';
import { methodOf, part } from '../support/small-method.ts';

const scheme = changedScheme();

function rebuilt(cohort: readonly GivenBook[], of: Scheme) {
  return rebuild(
    of,
    cohort.map((given, district) => ({ district, revision: 1, inputs: inputsFrom(of, given) })),
  );
}

const derived = (board: Board, of: Scheme) => standingsOf(of, anyDistricts(board.size), board);

/** The moves on the claimed basis when some books of a cohort change. */
function movesOf(cohort: readonly GivenBook[], changes: Readonly<Record<number, GivenBook>>, of: Scheme = scheme) {
  const { board } = rebuilt(cohort, of);
  const changed = Object.entries(changes).map(([district, given]) => {
    return { district: Number(district), revision: 2, inputs: inputsFrom(of, given) };
  });
  const previous = new Map(changed.map(({ district }) => [district, { inputs: inputsFrom(of, cohort[district]!) }]));
  const recalculated = recalculate(of, board, changed);
  const moves = listMoves(of, derived(board, of), derived(recalculated.board, of), {
    districts: [...recalculated.own.keys()],
    own: ownMoves(of, recalculated, previous),
  });
  return moves.filter(({ basis }) => basis === 'claimed').map(({ basis: _, ...move }) => move);
}

const amounts = (...values: string[]): GivenBook[] => values.map((claim) => ({ 13: { target: '100', claim } }));
const own = { kind: 'own-book' };
const topRule = { kind: 'top', ties: 'competition', placeNeedsTarget: false, zeroTarget: 'any' } as const;

describe('a move', () => {
  it('by the own book says so, and whom it passed moves in rank alone', () => {
    const cohort = [{ 5: { target: '20', claim: '10' } }, { 5: { target: '20', claim: '16' } }];
    expect(movesOf(cohort, { 0: { 5: { target: '20', claim: '20' } } })).toEqual([
      {
        district: 0,
        score: [150, 300],
        rank: [2, 1],
        components: [{ component: '5', points: [150, 300], because: own }],
      },
      { district: 1, score: [240, 240], rank: [1, 2], components: [] },
    ]);
  });

  it('of a mean names who moved it, also where that was by a target met and not by an amount', () => {
    const rule = { ...topRule, places: 1, placePoints: '3', targetPoints: '2', otherPoints: '0' } as const;
    const target = { kind: 'assigned' } as const;
    const method = methodOf([part('1', rule, { fullPoints: '3', target, whenNotApplicable: 'mean' })]);
    const cohort = [
      { 1: { target: 'not-applicable' } },
      { 1: { target: '5', claim: '9' } },
      { 1: { target: '5', claim: '4' } },
    ];
    // (3 + 0) ÷ 2, then (3 + 2) ÷ 2
    const [mean] = movesOf(cohort, { 2: { 1: { target: '3', claim: '4' } } }, method);
    expect(mean!.components).toEqual([
      { component: '1', points: [150, 250], because: { kind: 'cohort', districts: [2] } },
    ]);
  });

  it('out of the places names the rival, also where a millionth shifts the cut [C 13]', () => {
    expect(movesOf(amounts('9', '8', '7'), { 2: amounts('8.000001')[0]! })).toEqual([
      {
        district: 1,
        score: [300, 0],
        rank: [1, 3],
        components: [{ component: '13', points: [300, 0], because: { kind: 'cohort', districts: [2] } }],
      },
      { district: 2, score: [0, 300], rank: [3, 1], components: [{ component: '13', points: [0, 300], because: own }] },
    ]);
  });

  it('into the places names all whose amounts moved at once', () => {
    expect(movesOf(amounts('9', '8', '7', '6'), { 0: amounts('5')[0]!, 1: amounts('4')[0]! }).slice(2)).toEqual([
      {
        district: 2,
        score: [0, 300],
        rank: [3, 1],
        components: [{ component: '13', points: [0, 300], because: { kind: 'cohort', districts: [0, 1] } }],
      },
      {
        district: 3,
        score: [0, 300],
        rank: [3, 1],
        components: [{ component: '13', points: [0, 300], because: { kind: 'cohort', districts: [0, 1] } }],
      },
    ]);
  });

  it('out of the places names no other book that changed, and a rival also for a millionth [C 13]', () => {
    const cohort = amounts('9', '8.000001', '8', '0');
    const changes = {
      2: amounts('8.000002')[0]!,
      3: { 13: { target: '100', claim: '0' }, 5: { target: '20', claim: '16' } },
    };
    const causes = movesOf(cohort, changes).flatMap(({ district, components }) =>
      components.map(({ component, because }) => [district, component, because]),
    );
    expect(causes).toEqual([
      [1, '13', { kind: 'cohort', districts: [2] }],
      [2, '13', own],
      [3, '5', own],
    ]);
  });

  it('names whom others see to move, not who met a target in the same change', () => {
    const changes = { 0: { 13: { target: '5', claim: '9' } }, 2: amounts('8.5')[0]! };
    const [out] = movesOf(amounts('9', '8', '7'), changes).filter(({ district }) => district === 1);
    expect(out!.components[0]!.because).toEqual({ kind: 'cohort', districts: [2] });
  });

  it('names the rival also to who wrote of something else in the same change', () => {
    const changes = {
      1: { 13: { target: '100', claim: '8' }, 5: { target: '20', claim: '16' } },
      2: amounts('8.5')[0]!,
    };
    const [out] = movesOf(amounts('9', '8', '7'), changes).filter(({ district }) => district === 1);
    expect(out!.components.map(({ component, because }) => [component, because])).toEqual([
      ['5', own],
      ['13', { kind: 'cohort', districts: [2] }],
    ]);
  });

  it('of points that are looked at names who met a target, without another amount', () => {
    const rule = { ...topRule, places: 1, placePoints: '3', targetPoints: '2', otherPoints: '0' } as const;
    const measure = { mean: { points: 't' } };
    const share = { kind: 'proportional', zeroTarget: 'any' } as const;
    const method = methodOf([
      part('t', rule, { fullPoints: '3', target: { kind: 'assigned' } }),
      part('m', share, { fullPoints: '3', target: { kind: 'fixed', value: '3' }, measure }),
    ]);
    const cohort = ['9', '1', '4'].map((claim) => ({ t: { target: '5', claim } }));
    const moves = movesOf(cohort, { 2: { t: { target: '3', claim: '4' } } }, method);
    // (3 + 0 + 0) ÷ 3, then (3 + 0 + 2) ÷ 3.
    expect(moves[1]!.components).toEqual([
      { component: 'm', points: [100, 167], because: { kind: 'cohort', districts: [2] } },
    ]);
  });

  it('names who came with 0, and who went with 0, where the least is best', () => {
    const rule = { kind: 'places' as const, points: ['3', '2', '1'], order: 'at-most' as const };
    const method = methodOf([part('1', rule, { fullPoints: '3', whenNotApplicable: 'zero' })]);
    const without: GivenBook[] = [{ 1: { claim: '4' } }, {}];
    const came = movesOf(without, { 1: { 1: { claim: '0' } } }, method);
    const because = { kind: 'cohort', districts: [1] };
    expect(came[0]!.components).toEqual([{ component: '1', points: [300, 200], because }]);
    const having = [{ 1: { claim: '4' } }, { 1: { claim: '0' } }];
    const went = movesOf(having, { 1: { 1: { claim: '0', target: 'not-applicable' } } }, method);
    expect(went[0]!.components).toEqual([{ component: '1', points: [200, 300], because }]);
  });

  it('is seen where an amount moves by less than a millionth', () => {
    const rule = { kind: 'places' as const, points: ['3', '2'] };
    const measure = { divide: [{ value: 's' }, '7'] };
    const method = methodOf([part('s', { kind: 'recorded' }), part('1', rule, { fullPoints: '3', measure })]);
    const [more, less] = ['0.000002', '0.000001'].map((claim) => ({ s: { claim } }));
    const [passed] = movesOf([more!, less!], { 1: { s: { claim: '0.000003' } } }, method);
    expect(passed!.components[0]!.because).toEqual({ kind: 'cohort', districts: [1] });
    const closer = movesOf([{ s: { claim: '2' } }, { s: { claim: '1' } }], { 1: { s: { claim: '2.5' } } }, method);
    expect(closer[0]!.components[0]!.because).toEqual({ kind: 'cohort', districts: [1] });
  });

  it('of two components that make up for each other is told, though score and rank stay', () => {
    const cohort = [{ 5: { target: '20', claim: '10' }, 6: { target: '20', claim: '20' } }];
    const [move] = movesOf(cohort, { 0: { 5: { target: '20', claim: '20' }, 6: { target: '20', claim: '10' } } });
    expect(move?.score[0]).toBe(move?.score[1]);
    expect(move?.components.map(({ component }) => component)).toEqual(['5', '6']);
  });

  it('by a target alone is the own book’s', () => {
    const cohort = amounts('9', '8', '7');
    expect(movesOf(cohort, { 2: { 13: { target: '7', claim: '7' } } })).toEqual([
      { district: 2, score: [0, 200], rank: [3, 3], components: [{ component: '13', points: [0, 200], because: own }] },
    ]);
  });

  it('is none where a new value earns the same points', () => {
    expect(movesOf(amounts('9', '8', '7'), { 0: amounts('10')[0]! })).toEqual([]);
  });
});

describe('a repair', () => {
  it('lists points that were stored wrongly, though no input moved and no rank', () => {
    const right = rebuilt([{ 5: { target: '20', claim: '16' } }, {}], scheme);
    const wrong: Board = copyBoard(right.board);
    wrong.claimed.plain[1]![0] = 239;
    const [before, after] = [wrong, right.board].map((each) => derived(each, scheme));
    const moves = listMoves(scheme, before!, after!, { districts: [], own: [] });
    expect(moves).toEqual([{ district: 0, basis: 'claimed', score: [239, 240], rank: [1, 1], components: [] }]);
  });
});
