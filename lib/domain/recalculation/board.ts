import type { ValueColumn } from '../rules/places.ts';
import type { Scheme } from '../scheme.ts';

/** The two computations that run side by side: what districts say, what assessors found [D 1]. */
export const bases = ['claimed', 'verified'] as const;

/** The name of a basis. */
export type Basis = (typeof bases)[number];

/** A competitive component over the cohort: each district's counted value and what it has without the others. */
export interface CompetitiveColumn extends ValueColumn {
  readonly standing: Uint8Array;
}

/** One basis of the board, as columns by district. Points are in units of the scheme's last decimal. */
export interface BasisColumns {
  /** Points per category from the components that need no other district. */
  readonly plain: readonly Uint32Array[];
  readonly competitive: readonly CompetitiveColumn[];
  /** Derived from the above: total points with places, and the rank. */
  readonly totals: Uint32Array;
  readonly ranks: Uint32Array;
}

/**
 * Where every district stands, on both bases. Districts are columns' positions, in the cycle's order (by id).
 * Derived state: it can be rebuilt from the books at any time.
 */
export interface Board {
  readonly size: number;
  /** The book revision of each district that the board has applied. */
  readonly revisions: Uint32Array;
  readonly claimed: BasisColumns;
  readonly verified: BasisColumns;
}

/** The board of a cohort in which nobody has submitted anything. */
export function emptyBoard(scheme: Scheme, size: number): Board {
  return {
    size,
    revisions: new Uint32Array(size),
    claimed: emptyColumns(scheme, size),
    verified: emptyColumns(scheme, size),
  };
}

function emptyColumns(scheme: Scheme, size: number): BasisColumns {
  return {
    plain: scheme.categories.map(() => new Uint32Array(size)),
    competitive: scheme.competitive.map(() => ({
      whole: new Float64Array(size),
      micros: null,
      standing: new Uint8Array(size),
    })),
    totals: new Uint32Array(size),
    ranks: new Uint32Array(size).fill(1),
  };
}

/**
 * The most bytes that the stored board of a cohort can take, whatever is claimed, so that a cohort is refused which
 * might not fit into one item of the store (400 KB).
 */
export function boardBytesMax(scheme: Scheme, districts: number): number {
  const pointBytes = (units: number) => (units < 0x100 ? 1 : units < 0x1_0000 ? 2 : 4);
  const ofCategory = scheme.categories.map((_, category) =>
    scheme.components.reduce((sum, component) => (component.category === category ? sum + component.full : sum), 0),
  );
  const plain = ofCategory.reduce((bytes, units) => bytes + pointBytes(units), 0);
  const total = pointBytes(ofCategory.reduce((sum, units) => sum + units, 0));
  const competitive = scheme.competitive.length * (8 + 4 + 1);
  const rank = 4;
  const revision = 4;
  const perColumn = 16;
  const columns = 1 + 2 * (scheme.categories.length + 3 * scheme.competitive.length + 2);
  return perColumn * (1 + columns) + districts * (revision + 2 * (plain + competitive + total + rank));
}

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
