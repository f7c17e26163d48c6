import type { SealedComponent, SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import type { SchemeDocument } from '../domain/scheme-document.ts';
import type { ComponentScore } from '../domain/scoring/score-component.ts';

type Category = SchemeDocument['categories'][number];
type Indicator = Category['indicators'][number];

/** One line of the method's own table: a component with its outcome, under its indicator and category. */
export interface MethodLine {
  readonly category: Category;
  readonly indicator: Indicator;
  readonly component: Indicator['components'][number];
  readonly sealed: SealedComponent;
  readonly score: ComponentScore;
  /** Lines of the category that begin here: 0 on every line but the first. */
  readonly categorySpan: number;
  /** Lines of the indicator that begin here. */
  readonly indicatorSpan: number;
}

/** A district of a sealed result with all that its papers say about it. */
export interface ExplainedDistrict {
  readonly sealed: SealedDistrict;
  /** Whether another district has the same rank. */
  readonly isTied: boolean;
  /** In the method's order. */
  readonly lines: readonly MethodLine[];
}

/** A sealed result with the steps of all its points. Districts are in the order of the rows. */
export interface ExplainedResult {
  readonly snapshot: Snapshot;
  readonly districts: readonly ExplainedDistrict[];
}
