import type { Reply } from './contract.ts';
import { compareTexts, medianText, minus } from './exact.ts';

/** One component of a score, with its steps. */
export type ScoredComponent = Reply<'getScore'>['components'][number];

/** The cohort's median of a category's points. */
export function medianOf({ rows }: Pick<Reply<'getRanking'>, 'rows'>, category: string): string | null {
  return medianText(rows.map(({ categories }) => categories[category]!));
}

/** What a component would need for more points: what its steps say of a gap, and how far its value is from its target. */
export interface Gap {
  readonly said: readonly ScoredComponent['steps'][number]['text'][];
  /** In the component's unit; `null` where the target is met, or there is none. */
  readonly toTarget: string | null;
}

/** The gaps of a component that has less than its full points; `null` where nothing is said of any. */
export function gapOf({ points, fullPoints, value, target, steps }: ScoredComponent): Gap | null {
  if (compareTexts(points, fullPoints) >= 0 || value === null) return null;
  const said = steps.flatMap(({ text }) => (text.zh.includes('还差') ? [text] : []));
  const toTarget = target !== null && compareTexts(value, target) < 0 ? minus(target, value) : null;
  return said.length === 0 && toTarget === null ? null : { said, toTarget };
}
