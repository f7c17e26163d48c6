import type { ChangeEntry } from '../../domain/ports.ts';
import type { Because, Move } from '../../domain/recalculation/moves.ts';
import { bases } from '../../domain/scoring/component-state.ts';
import type { Item } from './table.ts';

type Rivals = readonly number[];
/** `because` is the position of a list of rivals, −1 for the own book. */
type PackedComponent = [component: string, before: number, after: number, because: number];
type PackedMove = [
  district: number,
  basis: number,
  scoreBefore: number,
  scoreAfter: number,
  rankBefore: number,
  rankAfter: number,
  components: PackedComponent[],
];

/**
 * The fields of a CHANGE item. Moves are packed, since a change of places may move every rank of a large cohort; the
 * rivals that moved many districts' points are written once.
 */
export function writeChange({ version, at, causes, moves }: ChangeEntry): Item {
  const positions = new Map<string, number>();
  const positionOf = (rivals: Rivals) => {
    const key = JSON.stringify(rivals);
    const position = positions.get(key) ?? positions.size;
    positions.set(key, position);
    return position;
  };
  const packed = moves.map((move) => pack(move, positionOf));
  return { version, at, causes, rivals: `[${[...positions.keys()].join(',')}]`, moves: JSON.stringify(packed) };
}

/** The entry of a CHANGE item. */
export function readChange(item: Item): ChangeEntry {
  const { version, at, causes } = item as unknown as ChangeEntry;
  const { rivals, moves } = item as { rivals: string; moves: string };
  const lists = JSON.parse(rivals) as Rivals[];
  return { version, at, causes, moves: (JSON.parse(moves) as PackedMove[]).map((move) => unpack(move, lists)) };
}

function pack({ district, basis, score, rank, components }: Move, positionOf: (rivals: Rivals) => number): PackedMove {
  const packed = components.map(({ component, points, because }): PackedComponent => {
    return [component, points[0], points[1], because.kind === 'own-book' ? -1 : positionOf(because.districts)];
  });
  return [district, bases.indexOf(basis), score[0], score[1], rank[0], rank[1], packed];
}

function unpack(
  [district, basis, scoreBefore, scoreAfter, rankBefore, rankAfter, components]: PackedMove,
  lists: readonly Rivals[],
): Move {
  return {
    district,
    basis: bases[basis]!,
    score: [scoreBefore, scoreAfter],
    rank: [rankBefore, rankAfter],
    components: components.map(([component, before, after, position]) => {
      const because: Because = position < 0 ? { kind: 'own-book' } : { kind: 'cohort', districts: lists[position]! };
      return { component, points: [before, after], because };
    }),
  };
}
