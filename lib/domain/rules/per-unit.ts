import * as z from 'zod';
import {
  type Amount,
  amountOf,
  amountOfText,
  amountText,
  compareAmounts,
  differenceOf,
  floorOf,
  fractionOf,
  productOf,
  quotientOf,
  signOf,
  sumOf,
} from '../amount.ts';
import { named } from '../named.ts';
import type { Text } from '../text.ts';
import { expressionFaults, expressionSchema } from './expression.ts';
import { compileExpression } from './formula.ts';
import { symbols } from './formula-words.ts';
import { type Earned, ofAnyValue, type RuledComponent, type RuleKind, refuseNoTarget, roundedPoints } from './rule.ts';
import { quantityText, signedText } from './setting-schemas.ts';
import { amount, noTargetWords, step, sumStep } from './words.ts';

/** How points change for each unit that the value lies away. */
const side = /* @__PURE__ */ named('PerUnitSide', () =>
  z.strictObject({
    points: signedText(),
    per: quantityText(),
    /** A unit that is begun counts whole, only full ones count, or parts count as parts. */
    units: z.enum(['started', 'full', 'exact']),
    /** The most by which this side changes the points, either way. */
    most: quantityText().optional(),
  }),
);

/** The settings of such a rule in a document. */
export const perUnitSettings = () =>
  z.strictObject({
    kind: z.literal('per-unit'),
    /** Points of a value that is exactly `from`. */
    base: signedText(),
    from: z.union([z.literal('target'), expressionSchema()]),
    above: side().optional(),
    below: side().optional(),
  });

type Settings = z.infer<ReturnType<typeof perUnitSettings>>;
type Side = NonNullable<Settings['above']>;

/**
 * `base + points × units` on the side of `from` on which the value lies. Base 2, from 0.95, below −0.1 for each 0.01, exact
 * units: 0.9237 → 2 − 0.1 × 2.63 = 1.737.
 */
export const perUnit: RuleKind<typeof perUnitSettings> = {
  check: ({ kind, from, above, below }, component) => [
    ...(from === 'target'
      ? refuseNoTarget(kind, component)
      : expressionFaults(from, component.before, ['rule', 'from'])),
    ...[['above', above] as const, ['below', below] as const].flatMap(([name, given]) =>
      given && signOf(amountOfText(given.per)) === 0 ? [{ path: ['rule', name, 'per'], message: perZero }] : [],
    ),
  ],
  describe: ({ base, from, above, below }, component) => {
    const origin = from === 'target' ? { zh: '任务', en: 'the target' } : symbols(compileExpression(from, new Map()));
    return {
      rule: [
        { zh: `以 ${origin.zh} 为基准，得 ${base} 分。`, en: `${base} points at ${origin.en}.` },
        ...sideWords(above, { zh: '高于基准', en: 'above it' }),
        ...sideWords(below, { zh: '低于基准', en: 'below it' }),
        {
          zh: `得分以 ${component.lowestPoints} 分至 ${component.fullPoints} 分为限。`,
          en: `Points are kept within ${component.lowestPoints} and ${component.fullPoints}.`,
        },
      ],
      decisions: from === 'target' ? noTargetWords(component) : [],
    };
  },
  compile: (rule, component, indexOf) => {
    const { from } = rule;
    return {
      ...ofAnyValue,
      sees: 'own',
      needsTarget: from === 'target',
      from: from === 'target' ? undefined : compileExpression(from, indexOf),
      earn: ({ value, target, from: given }) => earn(rule, component, value, from === 'target' ? target! : given!),
    };
  },
};

const perZero = { zh: '须大于 0。', en: 'is not above 0' };
const unitWays: Readonly<Record<Side['units'], Text>> = {
  started: { zh: '不足一个单位的按一个单位计', en: 'a unit that is begun counts whole' },
  full: { zh: '不足一个单位的不计', en: 'only full units count' },
  exact: { zh: '不足一个单位的按比例计', en: 'parts of a unit count as parts' },
};

function sideWords(given: Side | undefined, { zh, en }: Text): Text[] {
  if (!given) return [{ zh: `${zh}的不增不减。`, en: `Nothing changes ${en}.` }];
  const most =
    given.most === undefined ? { zh: '', en: '' } : { zh: `，至多 ${given.most} 分`, en: `, at most by ${given.most}` };
  return [
    {
      zh: `${zh}的，每 ${given.per} 计 ${given.points} 分（${unitWays[given.units].zh}）${most.zh}。`,
      en: `${given.points} points for each ${given.per} ${en} (${unitWays[given.units].en})${most.en}.`,
    },
  ];
}

function earn(rule: Settings, component: RuledComponent, value: Amount, from: Amount): Earned {
  const way = compareAmounts(value, from);
  const given = way > 0 ? rule.above : way < 0 ? rule.below : undefined;
  const base = amountOfText(rule.base);
  const change = given ? changeBy(given, way > 0 ? differenceOf(value, from) : differenceOf(from, value)) : null;
  const exact = change ? sumOf([base, change.change]) : base;
  const steps = () => {
    const [own, origin] = [amount(component, value), amount(component, from)];
    const words = [
      step(component, `数值 ${own.zh}，基准 ${origin.zh}。`, `Value ${own.en}, held against ${origin.en}.`),
    ];
    if (!change || !given) return [...words, sumStep(component, rule.base, exact)];
    const isBound = change.isBound
      ? { zh: `（以 ${given.most} 为限）`, en: ` (at most ${given.most})` }
      : { zh: '', en: '' };
    const sum = `${rule.base} ${given.points.startsWith('-') ? '−' : '+'} ${given.points.replace('-', '')} × ${amountText(change.units)}`;
    return [...words, sumStep(component, { zh: `${sum}${isBound.zh}`, en: `${sum}${isBound.en}` }, exact)];
  };
  return { points: roundedPoints(component, exact), steps, gaps: () => [] };
}

function changeBy({ points, per, units: way, most }: Side, distance: Amount) {
  const exact = quotientOf(distance, amountOfText(per))!;
  const units = way === 'exact' ? exact : wholeUnits(exact, way === 'started');
  const change = productOf(amountOfText(points), units);
  if (most === undefined) return { units, change, isBound: false };
  const bound = productOf(amountOfText(most), { whole: signOf(change) < 0 ? -1 : 1, micros: 0 });
  const isBound = signOf(change) * compareAmounts(change, bound) > 0;
  return { units, change: isBound ? bound : change, isBound };
}

function wholeUnits(exact: Amount, isStarted: boolean): Amount {
  const { over, under } = fractionOf(exact);
  return amountOf(isStarted ? -floorOf(-over, under) : floorOf(over, under), 1n);
}
