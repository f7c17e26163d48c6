import * as z from 'zod';
import { isPositive } from '../amount.ts';
import { isSameNumber } from '../quantity.ts';
import { type RuleKind, units } from './rule.ts';
import { shown, step } from './words.ts';

/** The settings of such a rule in a document. */
export const discretionarySettings = () => z.strictObject({ kind: z.literal('discretionary') });

const hasTarget = { zh: '酌情扣分的考核内容没有任务。', en: 'a discretionary component has no target' };

const notClaimed = {
  zh: '酌情扣分的考核内容须由区县申报。',
  en: 'a discretionary component is claimed by the district',
};

/**
 * Full points when carried out (1); when not (0), full minus what an assessor decides, and 0 while that is undecided
 * [C 12] [D 10].
 */
export const discretionary: RuleKind<typeof discretionarySettings> = {
  check: (_, { target, filledBy }) => [
    ...(target.kind === 'none' ? [] : [{ path: ['target'], message: hasTarget }]),
    ...(filledBy === 'district' ? [] : [{ path: ['rule', 'kind'], message: notClaimed }]),
  ],
  describe: (_, { fullPoints }) => ({
    rule: [
      {
        zh: `开展的（填 1）得 ${fullPoints} 分；未开展的（填 0）由考核人员酌情扣分，得分 = ${fullPoints} − 所扣分数。`,
        en: `${fullPoints} points where it was carried out (1); where not (0), ${fullPoints} minus what an assessor deducts at discretion.`,
      },
    ],
    decisions: [
      {
        zh: '酌情扣分决定之前，状态为“待裁量”，计 0 分，不能定稿。',
        en: 'Until the deduction is decided: shown as “to be decided”, 0 points, and nothing is sealed.',
      },
    ],
  }),
  compile: (_, component) => ({
    sees: 'own',
    needsTarget: false,
    judgement: 'deduction',
    refuseValue: ({ text }) => (isSameNumber(text, '0') || isSameNumber(text, '1') ? null : eitherOr),
    isUndecided: (value, deduction) => !isPositive(value) && deduction === null,
    earn({ value, deduction }) {
      if (isPositive(value)) {
        const given = shown(component, component.full);
        const steps = () => [step(component, `已开展工作，得 ${given} 分。`, `Carried out: ${given} points.`)];
        return { points: component.full, steps, gaps: () => [] };
      }
      const points = component.full - units(deduction!, component.rounding);
      const steps = () => {
        const sum = `${shown(component, component.full)} − ${deduction} = ${shown(component, points)}`;
        const zh = `未开展，酌情扣 ${deduction} 分：${sum} 分。`;
        return [step(component, zh, `Not carried out, ${deduction} deducted: ${sum} points.`)];
      };
      // Whether it was carried out is no amount that could be added.
      return { points, steps, gaps: () => [] };
    },
  }),
};

const eitherOr = {
  zh: '此项只填 1（已开展）或 0（未开展）。',
  en: 'This component takes 1 (carried out) or 0 (not carried out) only.',
};
