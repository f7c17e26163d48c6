import * as z from 'zod';
import { type Amount, amountOfText, amountText, compareAmounts, productOf, sumOf } from '../amount.ts';
import { named } from '../named.ts';
import type { PointUnits } from '../points.ts';
import type { CompetitiveColumn } from '../recalculation/board.ts';
import { amongSchema } from './expression.ts';
import { type Placement, placementOf, ties } from './placement.ts';
import {
  ofAnyValue,
  type RuledComponent,
  type RuleKind,
  roundedPoints,
  type SettingsFault,
  type Settlement,
  tooFinePoints,
} from './rule.ts';
import { orderSchema, signedPointsText, signedText } from './setting-schemas.ts';
import { placeText, tiesWords } from './top-words.ts';
import { amongWords, shown, step, sumStep } from './words.ts';

const furtherPlaces = /* @__PURE__ */ named('FurtherPlaces', () =>
  z.strictObject({ each: signedText(), least: signedPointsText() }),
);

/** The settings of such a rule in a document. */
export const placesSettings = () =>
  z.strictObject({
    kind: z.literal('places'),
    order: orderSchema().optional(),
    /** 1, 1, 3 where nothing is said [D 5]. */
    ties: z.enum(ties).optional(),
    /** Of the first place, the second, and so on. */
    points: z.array(signedPointsText()).min(1).max(1000),
    /** Beyond the list: the last one, and `each` for every further place, but not below `least`. */
    // biome-ignore lint/suspicious/noThenProperty: the format calls it so, and nobody awaits a document.
    then: furtherPlaces().optional(),
    /** Whether only a value above 0 holds a place; not where nothing is said. */
    positiveOnly: z.boolean().optional(),
    among: amongSchema().optional(),
  });

type Settings = z.infer<ReturnType<typeof placesSettings>>;

/** Each place its points. Points 20, 19, 18, then −0.5 each: values 9, 8, 8, 8, 6 give 20, 19, 19, 19, 17. */
export const places: RuleKind<typeof placesSettings> = {
  check: ({ points, then }, component) => [
    ...(component.target.kind === 'none' ? [] : [{ path: ['target'], message: hasTarget }]),
    ...points.flatMap((text, index): SettingsFault[] => tooFinePoints(text, ['rule', 'points', index], component)),
    ...(then ? tooFinePoints(then.least, ['rule', 'then', 'least'], component) : []),
  ],
  describe: ({ points, then, ties: way = 'competition', order, positiveOnly, among }, { unit: _ }) => ({
    rule: [
      order === 'at-most'
        ? { zh: '按数值由低到高排名次计分。', en: 'By place, the lowest value first.' }
        : { zh: '按数值由高到低排名次计分。', en: 'By place, the highest value first.' },
      ...points.map((each, index) => ({
        zh: `第 ${index + 1} 名：${each} 分`,
        en: `place ${index + 1}: ${each} points`,
      })),
      then
        ? {
            zh: `其后每一名次在 ${points.at(-1)} 分上累计加 ${then.each} 分，不低于 ${then.least} 分。`,
            en: `Behind them ${then.each} for every further place on top of ${points.at(-1)}, not below ${then.least}.`,
          }
        : { zh: '其后各名次：0 分', en: 'places behind them: 0 points' },
    ],
    decisions: [
      tiesWords[way],
      ...amongWords(among),
      positiveOnly
        ? { zh: '数值大于 0 才参与名次。', en: 'Only a value above 0 holds a place.' }
        : {
            zh: '有数值的（含 0）都参与名次，没有数值的得 0 分。',
            en: 'Any value holds a place, be it 0; without one: 0 points.',
          },
    ],
  }),
  compile: (rule, component) => ({
    ...ofAnyValue,
    sees: 'cohort',
    among: rule.among ?? 'cohort',
    standing: (value) => (value ? 1 : 0),
    settle: (column) => new PlacesSettlement(rule, component, column),
  }),
};

const hasTarget = { zh: '按名次计分的考核内容没有任务。', en: 'a component that is scored by place has no target' };

class PlacesSettlement implements Settlement {
  readonly mostly = null;
  readonly #rule: Settings;
  readonly #component: RuledComponent;
  readonly #column: CompetitiveColumn;
  #placement: Placement | null = null;

  constructor(rule: Settings, component: RuledComponent, column: CompetitiveColumn) {
    this.#rule = rule;
    this.#component = component;
    this.#column = column;
  }

  get #places(): Placement {
    const { ties: way = 'competition', order = 'at-least', positiveOnly = false } = this.#rule;
    this.#placement ??= placementOf(this.#column, { ties: way, order, positiveOnly });
    return this.#placement;
  }

  pointsAt(district: number): PointUnits {
    const place = this.#places.placeAt(district);
    return place === null ? 0 : roundedPoints(this.#component, exactPoints(this.#rule, place));
  }

  earn(district: number, { value }: { readonly value: Amount }) {
    const place = this.#places.placeAt(district);
    const points = this.pointsAt(district);
    const steps = () => {
      const standing = placeText(this.#component, value, this.#places, district, this.#rule.among);
      const given = shown(this.#component, points);
      if (!standing.isHeld) return [step(this.#component, `${standing.zh}`, standing.en), this.#zero(given)];
      const first = step(this.#component, `${standing.zh}。`, `${standing.en}.`);
      return [first, this.#pointsStep(place!)];
    };
    return { points, place, steps, gaps: () => [] };
  }

  #zero(given: string) {
    return step(this.#component, `得 ${given} 分。`, `${given} points.`);
  }

  #pointsStep(place: number) {
    const { points: list, then } = this.#rule;
    const exact = exactPoints(this.#rule, place);
    if (place <= list.length || !then) return sumStep(this.#component, amountText(exact), exact);
    const further = place - list.length;
    const isLeast = compareAmounts(exact, amountOfText(then.least)) === 0;
    const sum = `${list.at(-1)} + (${then.each}) × ${further}`;
    return sumStep(
      this.#component,
      isLeast ? { zh: `最低不低于 ${then.least}：${sum}`, en: `not below ${then.least}: ${sum}` } : sum,
      exact,
    );
  }
}

function exactPoints({ points, then }: Settings, place: number): Amount {
  if (place <= points.length) return amountOfText(points[place - 1]!);
  if (!then) return { whole: 0, micros: 0 };
  const further = productOf(amountOfText(then.each), { whole: place - points.length, micros: 0 });
  const exact = sumOf([amountOfText(points.at(-1)!), further]);
  const least = amountOfText(then.least);
  return compareAmounts(exact, least) < 0 ? least : exact;
}
