import type { Component, Scheme } from '../cycle.ts';
import type { MethodTexts } from '../texts/method-zh.ts';

/** How a component gives points, in words. */
export interface RuleTold {
  readonly rule: readonly string[];
  /** The bands, where it has any. */
  readonly bands: readonly string[];
  /** What the clause leaves open and the scheme document settles. */
  readonly silent: readonly string[];
}

type Rule = Component['rule'];

/** What a rule's words are made of besides its settings. */
interface About extends Pick<Component, 'fullPoints'>, Pick<Scheme, 'rounding'> {
  readonly words: Pick<MethodTexts, 'rules' | 'silent'>;
  /** Of the component's values, in the language of the words. */
  readonly unit: string;
  /** Whether the target is set for each district, so that it may be missing. */
  readonly isAssigned: boolean;
}

/** One entry for each kind that a scheme document may name: the compiler asks for those that are missing. */
type Tellers = {
  readonly [Kind in Rule['kind']]: (rule: Extract<Rule, { kind: Kind }>, about: About) => RuleTold;
};

const tellers: Tellers = {
  completion: (rule, { fullPoints, words, ...about }) => ({
    rule: [words.rules.completion(fullPoints)],
    bands: [],
    silent: [...noTarget(words, about), zeroTold(rule, words)],
  }),
  proportional: (rule, { fullPoints, rounding, words, ...about }) => ({
    rule: [words.rules.proportional(fullPoints), words.rules.rounded(rounding)],
    bands: [],
    silent: [...noTarget(words, about), zeroTold(rule, words)],
  }),
  top: (rule, { words: { rules, silent }, isAssigned }) => ({
    rule: [rules.top(rule.places, rule.placePoints, rule.targetPoints, rule.otherPoints)],
    bands: [],
    silent: [
      silent.ties[rule.ties],
      silent.holdsPlace,
      rule.placeNeedsTarget ? silent.placeNeedsTarget : silent.placeAlone,
      ...(isAssigned ? [rule.placeNeedsTarget ? silent.noTargetTopNeeded : silent.noTargetTop(rule.places)] : []),
      zeroTold(rule, { silent }),
    ],
  }),
  discretionary: (_, { fullPoints, words: { rules, silent } }) => ({
    rule: [rules.discretionary(fullPoints)],
    bands: [],
    silent: [silent.undecided],
  }),
  bands: ({ of, bands }, { fullPoints, words, unit, ...about }) => ({
    rule: [words.rules.bands[of], words.rules.bandsKept(fullPoints)],
    bands: bands.map((band) => words.rules.band(band, of === 'rate' ? '' : unit)),
    silent: of === 'rate' ? [...noTarget(words, about), words.silent.zeroNoRate] : [],
  }),
};

function noTarget({ silent }: Pick<MethodTexts, 'silent'>, { isAssigned }: Pick<About, 'isAssigned'>): string[] {
  return isAssigned ? [silent.noTarget] : [];
}

function zeroTold(
  { zeroTarget }: { readonly zeroTarget: 'any' | 'positive' },
  { silent }: Pick<MethodTexts, 'silent'>,
) {
  return zeroTarget === 'positive' ? silent.zeroPositive : silent.zeroAny;
}

/** A component's rule with its settings as sentences; `unit` is that of its values in the same language. */
export function tellRule(
  { rule, fullPoints, target }: Component,
  { rounding }: Pick<Scheme, 'rounding'>,
  words: About['words'],
  unit: string,
): RuleTold {
  // The table gives each kind its own settings, which the type of the look-up can't say.
  const tell = tellers[rule.kind] as (of: Rule, about: About) => RuleTold;
  return tell(rule, { fullPoints, rounding, words, unit, isAssigned: target.kind === 'assigned' });
}
