import type { PointUnits } from '../points.ts';
import type { Basis } from './board.ts';

/** Why a component's points moved: the district's own book, or values of other districts in the same competition. */
export type Because =
  | { readonly kind: 'own-book' }
  | { readonly kind: 'cohort'; readonly districts: readonly number[] };

/**
 * How many rivals are named with each component that they moved: one claim may move the points of a whole cohort, and
 * ninety books may be behind it. Whoever names fewer says how many there are, and names all of them once elsewhere.
 */
export const rivalsNamedMax = 5;

/** A component whose points moved: before, after, and why. */
export interface ComponentMove {
  readonly component: string;
  readonly points: readonly [PointUnits, PointUnits];
  readonly because: Because;
}

/**
 * A district whose points or rank moved on a basis. No components: others moved past it or fell behind, or a wrong
 * board was repaired.
 */
export interface Move {
  readonly district: number;
  readonly basis: Basis;
  readonly score: readonly [PointUnits, PointUnits];
  readonly rank: readonly [number, number];
  readonly components: readonly ComponentMove[];
}

/** Points that moved of a component which no other district sees. */
export interface OwnMove {
  readonly district: number;
  readonly basis: Basis;
  /** The component's position in the scheme. */
  readonly component: number;
  readonly points: readonly [PointUnits, PointUnits];
}
