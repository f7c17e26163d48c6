import type { ChangeEntry } from '../../domain/ports.ts';
import type { Because, Move } from '../../domain/recalculation/moves.ts';
import { bases } from '../../domain/scoring/component-state.ts';
import type { Item } from './table.ts';

type PackedComponent = [component: string, before: number, after: number, rivals: readonly number[] | null];
type PackedMove = [
  district: number,
  basis: number,
  scoreBefore: number,
  scoreAfter: number,
  rankBefore: number,
  rankAfter: number,
  components: PackedComponent[],
];

/** The fields of a CHANGE item; moves are packed, since a change of places may move every rank of a large cohort. */
export function writeChange({ version, at, causes, moves }: ChangeEntry): Item {
  return { version, at, causes, moves: JSON.stringify(moves.map(pack)) };
}

/** The entry of a CHANGE item. */
export function readChange(item: Item): ChangeEntry {
  const { version, at, causes, moves } = item as unknown as Omit<ChangeEntry, 'moves'> & { moves: string };
  return { version, at, causes, moves: (JSON.parse(moves) as PackedMove[]).map(unpack) };
}

function pack({ district, basis, score, rank, components }: Move): PackedMove {
  const packed = components.map(({ component, points, because }): PackedComponent => {
    return [component, points[0], points[1], because.kind === 'own-book' ? null : because.districts];
  });
  return [district, bases.indexOf(basis), score[0], score[1], rank[0], rank[1], packed];
}

function unpack([district, basis, scoreBefore, scoreAfter, rankBefore, rankAfter, components]: PackedMove): Move {
  return {
    district,
    basis: bases[basis]!,
    score: [scoreBefore, scoreAfter],
    rank: [rankBefore, rankAfter],
    components: components.map(([component, before, after, rivals]) => {
      const because: Because = rivals === null ? { kind: 'own-book' } : { kind: 'cohort', districts: rivals };
      return { component, points: [before, after], because };
    }),
  };
}
