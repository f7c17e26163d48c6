import type { RuleSettings } from '../../lib/domain/rules/index.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';

/** The settings of each component's rule as its document has them, in the scheme's order: compiled rules don't tell their kind. */
export function ruleSettings({ document }: Scheme): RuleSettings[] {
  return document.categories.flatMap(({ indicators }) =>
    indicators.flatMap(({ components }) => components.map(({ rule }) => rule)),
  );
}
