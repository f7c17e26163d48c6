import * as z from 'zod';
import { isPositive } from '../amount.ts';
import { idSchema } from '../ids.ts';
import { ofAnyValue, type RuleKind, refusePoints } from './rule.ts';
import { amount, step } from './words.ts';

/** The settings of such a rule in a document. */
export const vetoSettings = () =>
  z.strictObject({
    kind: z.literal('veto'),
    /** The best grade that is left where the value is above 0. */
    highest: idSchema(),
  });

/** A value above 0 bounds the district's grade. Points and rank do not change. */
export const veto: RuleKind<typeof vetoSettings> = {
  check: ({ kind, highest }, component) => [
    ...refusePoints(kind, component),
    ...(component.grades.includes(highest) ? [] : [{ path: ['rule', 'highest'], message: noGrade(highest) }]),
  ],
  describe: ({ highest }, { gradeNames }) => ({
    rule: [
      {
        zh: `数值大于 0 的，等次最高为“${gradeNames.get(highest)!.zh}”；得分与名次不变。`,
        en: `With a value above 0 the grade is at best “${gradeNames.get(highest)!.en}”; points and rank do not change.`,
      },
    ],
    decisions: [{ zh: '没有填报数值的，视为未发生。', en: 'Without a value nothing has happened.' }],
  }),
  compile: ({ highest }, component) => ({
    ...ofAnyValue,
    sees: 'own',
    needsTarget: false,
    highestGrade: highest,
    earn({ value }) {
      const steps = () => {
        const { zh, en } = amount(component, value);
        const best = component.gradeNames.get(highest)!;
        return isPositive(value)
          ? [
              step(
                component,
                `${zh}：否决项，等次最高为“${best.zh}”。`,
                `${en}: a veto, the grade is at best “${best.en}”.`,
              ),
            ]
          : [step(component, `${zh}：未触发否决。`, `${en}: no veto.`)];
      };
      return { points: 0, steps, gaps: () => [] };
    },
  }),
};

function noGrade(id: string) {
  return { zh: `考核办法没有等次“${id}”。`, en: `the scheme has no grade "${id}"` };
}
