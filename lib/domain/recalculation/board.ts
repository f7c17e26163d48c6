import { type Amount, amountOf, type Fraction } from '../amount.ts';
import type { Scheme } from '../scheme.ts';

/** The two computations that run side by side: what districts say, what assessors found [D 1]. */
export const bases = ['claimed', 'verified'] as const;

/** The name of a basis. */
export type Basis = (typeof bases)[number];

/** A number of every district: of a component that depends on the cohort, or one that its formulas look at. */
export interface CompetitiveColumn {
  /** Exact amounts, 0 where there is none. */
  readonly whole: Float64Array;
  /** Millionths, or `null` where all are 0. */
  readonly micros: Int32Array | null;
  /** What the district has without the others; 0 for nothing. */
  readonly standing: Uint8Array;
  /** What wholes and millionths do not hold, as `over/under`; 0 where they do, `null` where they do everywhere. */
  readonly fractions: FractionColumn | null;
}

/** Exact fractions of a few districts among many. */
export type FractionColumn = readonly (string | 0)[];

/** The amount of a district in a column. */
export function amountAt({ whole, micros, fractions }: CompetitiveColumn, district: number): Amount {
  const text = fractions?.[district];
  if (text) {
    const [over, under] = text.split('/') as [string, string];
    return amountOf(BigInt(over), BigInt(under));
  }
  return { whole: whole[district]!, micros: micros?.[district] ?? 0 };
}

/** What one district has in such a column. */
export interface OwnCompetitive {
  readonly value: Amount | null;
  readonly standing: number;
}

/** A column of what districts have, in their order. */
export function columnOf(given: readonly OwnCompetitive[]): CompetitiveColumn {
  const hasMicros = given.some(({ value }) => value && value.micros > 0);
  return {
    whole: Float64Array.from(given, ({ value }) => value?.whole ?? 0),
    micros: hasMicros ? Int32Array.from(given, ({ value }) => value?.micros ?? 0) : null,
    standing: Uint8Array.from(given, ({ standing }) => standing),
    fractions: given.some(({ value }) => value?.fraction) ? given.map(({ value }) => fractionText(value)) : null,
  };
}

/** A fraction as a column holds it. */
export function fractionText(value: { readonly fraction?: Fraction | undefined } | null): string | 0 {
  return value?.fraction ? `${value.fraction.over}/${value.fraction.under}` : 0;
}

/** One basis of the board, as columns by district. Points are in units of the scheme's last decimal. */
export interface BasisColumns {
  /** Points per category from the components that need no other district. */
  readonly plain: readonly Int32Array[];
  readonly competitive: readonly CompetitiveColumn[];
}

/**
 * What every district has by itself, on both bases; places, totals and ranks are derived from it. Districts are columns'
 * positions, in the cycle's order (by id). Derived state: it can be rebuilt from the books at any time.
 */
export interface Board {
  readonly size: number;
  /** The book revision of each district that the board has applied. */
  readonly revisions: Uint32Array;
  readonly claimed: BasisColumns;
  readonly verified: BasisColumns;
}

/** Over how many districts a board is, and how many columns each of its bases has. */
export interface BoardShape {
  readonly size: number;
  readonly categories: number;
  readonly competitive: number;
}

/** The shape of the board of so many districts. */
export function shapeOf({ categories, competitive, keptNumbers }: Scheme, size: number): BoardShape {
  return { size, categories: categories.length, competitive: competitive.length + keptNumbers.length };
}

/** The shape of a board that is there. */
export function shapeOfBoard({ size, claimed }: Board): BoardShape {
  return { size, categories: claimed.plain.length, competitive: claimed.competitive.length };
}

/** The board of a cohort in which nobody has submitted anything. */
export function emptyBoard(scheme: Scheme, size: number): Board {
  return blankBoard(shapeOf(scheme, size));
}

/** The same, of a known shape. */
export function blankBoard(shape: BoardShape): Board {
  const { size } = shape;
  return { size, revisions: new Uint32Array(size), claimed: blankColumns(shape), verified: blankColumns(shape) };
}

function blankColumns({ size, categories, competitive }: BoardShape): BasisColumns {
  return {
    plain: Array.from({ length: categories }, () => new Int32Array(size)),
    competitive: Array.from({ length: competitive }, () => ({
      whole: new Float64Array(size),
      micros: null,
      standing: new Uint8Array(size),
      fractions: null,
    })),
  };
}

/** A column of a board: amounts by district, `null` where all are 0. */
export type Column = Uint32Array | Int32Array | Float64Array | Uint8Array | FractionColumn | null;

/** All columns of a board, always in the same order. */
export function columnsOf({ revisions, claimed, verified }: Board): Column[] {
  return [revisions, ...columnsOfBasis(claimed), ...columnsOfBasis(verified)];
}

function columnsOfBasis({ plain, competitive }: BasisColumns): Column[] {
  return [
    ...plain,
    ...competitive.flatMap(({ whole, micros, standing, fractions }): Column[] => [whole, micros, standing, fractions]),
  ];
}

/** The same board with other columns; what did not change is shared with it. */
export function withColumns(board: Board, columns: readonly Column[]): Board {
  const revisions = columns[0] as Uint32Array;
  const perBasis = (columns.length - 1) / 2;
  const claimed = withColumnsOfBasis(board.claimed, columns.slice(1, 1 + perBasis));
  const verified = withColumnsOfBasis(board.verified, columns.slice(1 + perBasis));
  return { size: board.size, revisions, claimed, verified };
}

function withColumnsOfBasis(basis: BasisColumns, columns: readonly Column[]): BasisColumns {
  const { plain, competitive } = basis;
  if (columnsOfBasis(basis).every((column, index) => column === columns[index])) return basis;
  return {
    plain: columns.slice(0, plain.length) as Int32Array[],
    competitive: competitive.map((column, index) => {
      const at = plain.length + 4 * index;
      const [whole, micros, standing, fractions] = columns.slice(at, at + 4) as Parts;
      const isSame =
        whole === column.whole &&
        micros === column.micros &&
        standing === column.standing &&
        fractions === column.fractions;
      return isSame ? column : { whole, micros, standing, fractions };
    }),
  };
}

type Parts = [Float64Array, Int32Array | null, Uint8Array, FractionColumn | null];

/** The rows of a board from one position to before another, as a board of their own. */
export function rowsBetween(board: Board, from: number, to: number): Board {
  const columns = columnsOf(board).map((column) => column?.slice(from, to) ?? null);
  return { ...withColumns(board, columns), size: Math.max(0, Math.min(to, board.size) - from) };
}

/** What each of these columns is called. */
function columnNames({ claimed }: Board): string[] {
  const ofBasis = [
    ...claimed.plain.map((_, index) => `plain.${index}`),
    ...claimed.competitive.flatMap((_, index) =>
      ['whole', 'micros', 'standing', 'fraction'].map((part) => `competitive.${index}.${part}`),
    ),
  ];
  return ['revision', ...bases.flatMap((basis) => ofBasis.map((name) => `${basis}.${name}`))];
}

/** One place in which two boards differ: a column, by its name, and the district's position; or where one of them ends. */
export interface BoardDifference {
  readonly column: string;
  readonly district: number;
  readonly left: number | string;
  readonly right: number | string;
}

/** Every difference between two boards of one scheme, revisions included; empty when they are equal. */
export function boardDifferences(left: Board, right: Board): BoardDifference[] {
  const [own, others, names] = [columnsOf(left), columnsOf(right), columnNames(left)];
  const sizes = { column: 'size', district: Math.min(left.size, right.size), left: left.size, right: right.size };
  return [
    ...(left.size === right.size ? [] : [sizes]),
    ...names.flatMap((name, index) => columnDifferences(name, own[index]!, others[index]!)),
  ];
}

function columnDifferences(column: string, left: Column, right: Column): BoardDifference[] {
  const found: BoardDifference[] = [];
  if (left === right) return found;
  for (let district = 0; district < Math.max(left?.length ?? 0, right?.length ?? 0); district++) {
    const a = left?.[district] ?? 0;
    const b = right?.[district] ?? 0;
    if (a !== b) found.push({ column, district, left: a, right: b });
  }
  return found;
}
