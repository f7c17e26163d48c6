import { roundingOf } from '../points.ts';
import type { ComponentDocument, SchemeDocument } from '../scheme-document.ts';
import type { Text } from '../text.ts';
import { compileExpression, type Expression } from './formula.ts';
import { symbols } from './formula-words.ts';
import { describeRule } from './index.ts';
import { gradeNamesOf, type RuleWords } from './rule.ts';

/** How a component gives points, in words: its rule, its measure, who fills it, and when the rule is not asked. */
export function describeComponent(
  component: ComponentDocument,
  scheme: Pick<SchemeDocument, 'rounding' | 'grades'>,
): RuleWords {
  const { measure, unless, filledBy, whenNotApplicable, rule, lowestPoints = '0' } = component;
  const { rule: sentences, decisions } = describeRule(rule, {
    ...component,
    lowestPoints,
    rounding: roundingOf(scheme),
    gradeNames: gradeNamesOf(scheme),
  });
  return {
    rule: [
      ...(measure === undefined ? [] : [measureWords(measure)]),
      ...(filledBy === 'assessor' ? [recordedWords] : []),
      ...sentences,
      ...(unless ? [unlessWords(unless.atLeast as [Expression, Expression], component.fullPoints)] : []),
    ],
    decisions: [...decisions, ...(whenNotApplicable ? [notApplicableWords[whenNotApplicable]] : [])],
  };
}

function measureWords(measure: Expression): Text {
  const { zh, en } = symbols(compileExpression(measure, new Map()));
  return { zh: `不由区县填报，测算值 = ${zh}。`, en: `Nobody fills it in; measured: ${en}.` };
}

const recordedWords = { zh: '由考核人员录入。', en: 'Recorded by an assessor.' };

function unlessWords([first, second]: [Expression, Expression], full: string): Text {
  const [a, b] = [first, second].map((each) => symbols(compileExpression(each, new Map())));
  return {
    zh: `${a!.zh} 不低于 ${b!.zh} 的，免予扣分，得满分 ${full} 分。`,
    en: `Where ${a!.en} is at least ${b!.en}: full points, ${full}, whatever the rule says.`,
  };
}

const notApplicableWords: Readonly<Record<NonNullable<ComponentDocument['whenNotApplicable']>, Text>> = {
  full: { zh: '不适用于某区县的，计满分。', en: 'A district to which it does not apply gets full points.' },
  zero: { zh: '不适用于某区县的，计 0 分。', en: 'A district to which it does not apply gets 0 points.' },
  mean: {
    zh: '不适用于某区县的，取适用的各区县得分的平均。',
    en: 'A district to which it does not apply gets the mean of those to whom it does.',
  },
};
