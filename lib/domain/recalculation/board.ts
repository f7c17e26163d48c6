import type { ValueColumn } from '../rules/places.ts';
import type { Scheme } from '../scheme.ts';

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
