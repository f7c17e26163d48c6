import * as z from 'zod';
import {
  type Amount,
  amountOf,
  amountOfText,
  amountText,
  compareAmounts,
  floorOf,
  fractionOf,
  isPositive,
  productOf,
} from '../amount.ts';
import { type PointUnits, pointUnits } from '../points.ts';
import { readQuantity } from '../quantity.ts';
import type { Text } from '../text.ts';
import { type Gap, gapsTo } from './gap.ts';
import { ofAnyValue, type RuledComponent, type RuleKind, refuseNoTarget, type SettingsFault, tooFine } from './rule.ts';
import { signedPointsText, signedText } from './setting-schemas.ts';
import { amount, noTargetWords, rateStep, type Step, shown, step } from './words.ts';

/** The settings of such a rule in a document. */
export const bandsSettings = () =>
  z.strictObject({
    kind: z.literal('bands'),
    /** What the bands are of: the value, or its rate of the target (1 is 100 %). */
    of: z.enum(['value', 'rate']),
    /** Either `from`, highest first, or `upTo`, lowest first; edges belong to the band. The last one takes the rest. */
    bands: z
      .array(
        z.union([
          z.strictObject({ from: signedText().nullable(), points: signedPointsText() }).meta({ id: 'BandFrom' }),
          z.strictObject({ upTo: signedText().nullable(), points: signedPointsText() }).meta({ id: 'BandUpTo' }),
        ]),
      )
      .min(1)
      .max(100),
  });

type Settings = z.infer<ReturnType<typeof bandsSettings>>;
type Band = Settings['bands'][number];

/**
 * The points of the first band that fits. Bands from 90, 60 and the rest: 90 fits the first, 89.99 the second. Of a rate
 * nothing is earned where the target is 0: there is no rate.
 */
export const bands: RuleKind<typeof bandsSettings> = {
  check: (rule, component) => [
    ...(rule.of === 'rate' ? refuseNoTarget(rule.kind, component) : []),
    ...orderFaults(rule),
    ...rule.bands.flatMap(({ points }, index) =>
      pointUnits(points, component.rounding.decimals) === null
        ? [fault(index, 'points', tooFine(points, component.rounding.decimals))]
        : [],
    ),
  ],
  describe: ({ of, bands: all }, component) => ({
    rule: [
      of === 'value'
        ? { zh: '按数值分档计分，取首先符合的一档。', en: 'By bands of the value, the first that fits.' }
        : { zh: '按完成率分档计分，取首先符合的一档。', en: 'By bands of the completion rate, the first that fits.' },
      ...all.map((band) => {
        const { zh, en } = bandText(component, band, of);
        return { zh: `${zh}：${band.points} 分`, en: `${en}: ${band.points} points` };
      }),
      {
        zh: `各档分数以 ${component.lowestPoints} 分至 ${component.fullPoints} 分为限。`,
        en: `What a band gives is kept within ${component.lowestPoints} and ${component.fullPoints} points.`,
      },
    ],
    decisions:
      of === 'value'
        ? []
        : [
            ...noTargetWords(component),
            { zh: '任务为 0 的没有完成率，得 0 分。', en: 'With a target of 0 there is no rate, and 0 points.' },
          ],
  }),
  compile: ({ of, bands: all }, component) => {
    const levels = all.map((band) => levelOf(band, component));
    return {
      ...ofAnyValue,
      sees: 'own',
      needsTarget: of === 'rate',
      earn({ value, target }) {
        const per = of === 'rate' ? target : null;
        if (per && !isPositive(per)) return { points: 0, steps: () => [noRateStep(component)], gaps: () => [] };
        const { band, points } = levelAt(levels, value, per);
        const last = () => bandStep(component, band, of, points, value);
        return {
          points,
          steps: () => (per ? [rateStep(component, value, per), last()] : [last()]),
          gaps: () => gapToBetter(levels, component, of, { value, target: per, points }),
        };
      },
    };
  },
};

function fault(index: number, field: string, message: Text): SettingsFault {
  return { path: ['rule', 'bands', index, field], message };
}

function edgeOf(band: Band): string | null {
  return 'from' in band ? band.from : band.upTo;
}

/** All bands look the same way, strictly one after the other, and the last one alone has no edge. */
function orderFaults({ bands: all }: Settings): SettingsFault[] {
  const field = 'from' in all[0]! ? 'from' : 'upTo';
  return all.flatMap((band, index): SettingsFault[] => {
    if (!(field in band)) return [fault(index, field, mixedEdges)];
    const at = edgeOf(band);
    const isLast = index === all.length - 1;
    if ((at === null) !== isLast) return [fault(index, field, lastHasNone)];
    const before = index > 0 ? edgeOf(all[index - 1]!) : null;
    if (at === null || before === null) return [];
    const step = compareAmounts(amountOfText(at), amountOfText(before));
    if (field === 'from') return step < 0 ? [] : [fault(index, field, notBelow)];
    return step > 0 ? [] : [fault(index, field, notAbove)];
  });
}

const mixedEdges = { zh: '各档须都写 from，或都写 upTo。', en: 'all bands have "from", or all have "upTo"' };
const lastHasNone = { zh: '只有最后一档的界限为 null。', en: 'the last band, and no other, has null' };
const notBelow = { zh: '须低于前一档的界限。', en: 'is not below the band before' };
const notAbove = { zh: '须高于前一档的界限。', en: 'is not above the band before' };

interface Level {
  readonly band: Band;
  readonly points: PointUnits;
  readonly edge: { readonly at: Amount; holds(distance: number): boolean } | null;
}

function levelOf(band: Band, { full, lowest, rounding }: RuledComponent): Level {
  const text = edgeOf(band);
  const points = Math.max(lowest, Math.min(full, pointUnits(band.points, rounding.decimals)!));
  if (text === null) return { band, points, edge: null };
  const holds = 'from' in band ? (distance: number) => distance >= 0 : (distance: number) => distance <= 0;
  return { band, points, edge: { at: amountOfText(text), holds } };
}

/** The first level that fits; the last one takes the rest. */
function levelAt(levels: readonly Level[], value: Amount, target: Amount | null): Level {
  return levels.find(({ edge }) => edge === null || edge.holds(distance(value, target, edge.at)))!;
}

/** The gap to the next band that gives more. Bands that are ended from above have no value from which on they count. */
function gapToBetter(
  levels: readonly Level[],
  component: RuledComponent,
  of: Settings['of'],
  { value, target, points }: { value: Amount; target: Amount | null; points: PointUnits },
): Gap[] {
  const better = levels.findLast((level) => {
    const { band, edge } = level;
    return 'from' in band && edge && level.points > points && distance(value, target, edge.at) < 0;
  });
  const at = better && leastAbove(better.edge!.at, target);
  if (!at) return [];
  const { zh, en } = bandText(component, better.band, of);
  const name = { zh: `“${zh}”一档`, en: `the band “${en}”` };
  return gapsTo({ at, points: levelAt(levels, at, target).points, name }, component, value, points);
}

/** The least quantity that reaches an edge; `null` where none is as large. */
function leastAbove(edge: Amount, target: Amount | null): Amount | null {
  if (!target) return edge;
  const { over, under } = fractionOf(productOf(edge, target));
  const least = amountOf(-floorOf(-over * 1_000_000n, under), 1_000_000n);
  return typeof readQuantity(amountText(least)) === 'string' ? null : least;
}

/** Its sign is that of value (or value ÷ target) minus edge; exact, without a division. */
function distance(value: Amount, target: Amount | null, edge: Amount): number {
  return compareAmounts(value, target ? productOf(edge, target) : edge);
}

function bandStep(component: RuledComponent, band: Band, of: Settings['of'], points: PointUnits, value: Amount): Step {
  const { zh, en } = bandText(component, band, of);
  const own = amount(component, value);
  const given = shown(component, points);
  return of === 'rate'
    ? step(component, `属“${zh}”一档，得 ${given} 分。`, `In the band “${en}”: ${given} points.`)
    : step(
        component,
        `数值 ${own.zh}：属“${zh}”一档，得 ${given} 分。`,
        `Value ${own.en}, in the band “${en}”: ${given} points.`,
      );
}

function bandText(component: Pick<RuledComponent, 'unit'>, band: Band, of: Settings['of']): Text {
  const text = edgeOf(band);
  if (text === null) return { zh: '其余', en: 'all others' };
  const at = of === 'rate' ? { zh: text, en: text } : amount(component, amountOfText(text));
  if ('from' in band) return { zh: `不低于 ${at.zh}`, en: `${at.en} or more` };
  return { zh: `不高于 ${at.zh}`, en: `${at.en} or less` };
}

function noRateStep(component: RuledComponent): Step {
  const given = shown(component, 0);
  return step(component, `任务为 0，没有完成率，得 ${given} 分。`, `Target 0: there is no rate, ${given} points.`);
}
