import * as z from 'zod';
import { ofAnyValue, type RuleKind, refusePoints } from './rule.ts';
import { amount, step } from './words.ts';

/** The settings of such a rule in a document. */
export const recordedSettings = () => z.strictObject({ kind: z.literal('recorded') });

/** A number that other components look at; it earns nothing by itself. */
export const recorded: RuleKind<typeof recordedSettings> = {
  check: ({ kind }, component) => refusePoints(kind, component),
  describe: () => ({
    rule: [{ zh: '只作数据，不计分。', en: 'A number for other components; it earns no points.' }],
    decisions: [],
  }),
  compile: (_, component) => ({
    ...ofAnyValue,
    sees: 'own',
    needsTarget: false,
    earn({ value }) {
      const steps = () => {
        const { zh, en } = amount(component, value);
        return [step(component, `数值 ${zh}，只作数据，不计分。`, `Value ${en}: a number for other components.`)];
      };
      return { points: 0, steps, gaps: () => [] };
    },
  }),
};
