import type { PointUnits } from '../points.ts';
import type { Component, Scheme } from '../scheme.ts';

/** A district's grade by its total, and what kept it from a better one. */
export interface Graded {
  /** The grade's id; `null` in a scheme without grades. */
  readonly grade: string | null;
  /** The components whose veto lowered it, by their ids in the scheme's order. */
  readonly vetoes: readonly string[];
}

/**
 * The grade that a total earns, each from its points on, bounded by the vetoes in force: with grades from 90, 75 and
 * below, and a veto that leaves the second at best, 95 gives the second and names the veto; 80 gives it and names none.
 */
export function gradeOf(
  { grades }: Pick<Scheme, 'grades'>,
  total: PointUnits,
  inForce: readonly Pick<Component, 'id' | 'rule'>[],
): Graded {
  const earned = grades.findIndex(({ from }) => from === null || total >= from);
  const lowering = inForce
    .map(({ id, rule }) => ({ id, highest: grades.findIndex((grade) => grade.id === rule.highestGrade) }))
    .filter(({ highest }) => highest > earned);
  const at = Math.max(earned, ...lowering.map(({ highest }) => highest));
  return { grade: grades[at]?.id ?? null, vetoes: lowering.map(({ id }) => id) };
}
