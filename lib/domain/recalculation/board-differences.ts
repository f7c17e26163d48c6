import { bases } from '../scoring/basis.ts';
import type { BasisColumns, Board } from './board.ts';

/** One place in which two boards differ: a column, by its name, and the district's position. */
export interface BoardDifference {
  readonly column: string;
  readonly district: number;
  readonly left: number;
  readonly right: number;
}

/** Every difference between two boards of the same cohort, revisions included; empty when they are equal. */
export function boardDifferences(left: Board, right: Board): BoardDifference[] {
  return [
    ...columnDifferences('revision', left.revisions, right.revisions),
    ...bases.flatMap((basis) => basisDifferences(basis, left[basis], right[basis])),
  ];
}

type Column = ArrayLike<number>;

function basisDifferences(name: string, left: BasisColumns, right: BasisColumns): BoardDifference[] {
  const pairs: [string, Column | null, Column | null][] = [
    ['totals', left.totals, right.totals],
    ['ranks', left.ranks, right.ranks],
    ...left.plain.map((column, index): [string, Column, Column] => [`plain.${index}`, column, right.plain[index]!]),
    ...left.competitive.flatMap((column, index): [string, Column | null, Column | null][] => {
      const other = right.competitive[index]!;
      return [
        [`competitive.${index}.whole`, column.whole, other.whole],
        [`competitive.${index}.micros`, column.micros, other.micros],
        [`competitive.${index}.standing`, column.standing, other.standing],
      ];
    }),
  ];
  return pairs.flatMap(([column, a, b]) => columnDifferences(`${name}.${column}`, a, b));
}

function columnDifferences(column: string, left: Column | null, right: Column | null): BoardDifference[] {
  const found: BoardDifference[] = [];
  for (let district = 0; district < Math.max(left?.length ?? 0, right?.length ?? 0); district++) {
    const a = left?.[district] ?? 0;
    const b = right?.[district] ?? 0;
    if (a !== b) found.push({ column, district, left: a, right: b });
  }
  return found;
}
