import * as z from 'zod';
import { formatPoints, type PointUnits, pointUnits, type Rounding } from '../points.ts';
import { compareQuantities, Exact, isPositive, type Quantity, readQuantity } from '../quantity.ts';
import type { CompetitiveColumn } from '../recalculation/board.ts';
import type { Path } from '../rejection.ts';
import type { Text } from '../text.ts';
import type { Gap } from './gap.ts';

/** What counts of one component on one basis: a value, the target in force, and the deduction that was decided. */
export interface Counted {
  readonly value: Quantity;
  /** `null` while none is assigned, and for a component that has none. */
  readonly target: Quantity | null;
  readonly deduction: string | null;
}

/** Points and how they arose, out of one evaluation: the words are written from the very numbers that gave the points. */
export interface Earned {
  readonly points: PointUnits;
  /** Rendered when somebody reads them; the board never does. */
  steps(): Step[];
  /** What would earn more; empty where nothing that can be counted would. Rendered as the steps are. */
  gaps(): Gap[];
}

/** How a component gives points, in words: for whoever reads the method. */
export interface RuleWords {
  /** What earns how many points, a sentence or a band each. */
  readonly rule: readonly Text[];
  /** What its clause leaves open and the scheme document settles, a sentence each. */
  readonly decisions: readonly Text[];
}

/** What every compiled rule tells of itself, so that nobody has to ask which kind it is. */
interface RuleTraits {
  /** What an assessor finds: a value, or for what was not carried out a deduction. */
  readonly judgement: 'value' | 'deduction';
  /** Why a value can't be claimed; `null` for one that can. */
  refuseValue(value: Quantity): Text | null;
  /** Whether a value that counts waits for the decision on its deduction [D 10]. */
  isUndecided(value: Quantity, deduction: string | null): boolean;
}

/** A rule that looks at the district's own numbers only. */
export interface OwnRule extends RuleTraits {
  readonly sees: 'own';
  /** Whether nothing can be earned without a target, so that a missing one is a state of its own [D 8]. */
  readonly needsTarget: boolean;
  /** Of a value that counts and is decided; where the rule needs a target there is one. */
  earn(counted: Counted): Earned;
}

/** A rule that looks at every district's value. */
export interface CohortRule extends RuleTraits {
  readonly sees: 'cohort';
  /** What a district has without the others, as the board's column stores it: 0 for nothing, at most 255. */
  standing(value: Quantity | null, target: Quantity | null): number;
  /** Settles the component over the whole cohort, once, never for one district alone [D 5]. */
  settle(column: CompetitiveColumn): Settlement;
}

/** A component settled over a cohort. */
export interface Settlement {
  /** The points of the district at a position. */
  pointsAt(district: number): PointUnits;
  /** The points that each standing earns without the others, */
  readonly byStanding: Uint32Array;
  /** and the positions of all districts that may earn something else. */
  otherwise(): readonly number[];
  /** Whether a value and standing that stayed earn the same points here as in the other settlement. */
  gives(other: Settlement): boolean;
  /** Points, place and words of a value of the cohort. */
  earn(counted: Omit<Counted, 'deduction'>): Earned & { readonly place: number | null };
}

/** A component's rule, made ready for scoring. */
export type Rule = OwnRule | CohortRule;

/**
 * A kind of rule, whole: its settings in a document, what must fit, and how it scores. Everything that depends on the
 * kind is here; whoever needs to know asks the compiled rule.
 */
export interface RuleKind<Settings extends () => z.ZodObject> {
  /** What the shape of its settings can't say. */
  check(settings: z.infer<ReturnType<Settings>>, component: ComponentSettings): SettingsFault[];
  /** Of settings that were checked, as the document writes them. */
  describe(settings: z.infer<ReturnType<Settings>>, component: DescribedComponent): RuleWords;
  /** Of settings that were checked. */
  compile(settings: z.infer<ReturnType<Settings>>, component: RuledComponent): Rule;
}

/** The traits of a rule that takes any value and whose assessors find values. */
export const ofAnyValue = {
  judgement: 'value',
  refuseValue: () => null,
  isUndecided: () => false,
} as const;

/** One step of how points arose: the clause it rests on, and the numbers and arithmetic in words. */
export interface Step {
  readonly clause: string;
  readonly text: Text;
}

/** What a rule needs to know of the component that it stands in: for its points, and for its words. */
export interface RuledComponent {
  /** The indicator's id, by which the text is cited: `[C 20]`. */
  readonly clause: string;
  readonly unit: Text;
  readonly full: PointUnits;
  readonly rounding: Rounding;
}

/** A step of the component's own clause. */
export function step({ clause }: Pick<RuledComponent, 'clause'>, zh: string, en: string): Step {
  return { clause, text: { zh, en } };
}

/** Points as the scheme writes them. */
export function shown({ rounding }: Pick<RuledComponent, 'rounding'>, points: PointUnits): string {
  return formatPoints(points, rounding.decimals);
}

/** A value, a target, or the difference of two, with the component's unit, in Chinese and in English. */
export function amount({ unit }: Pick<RuledComponent, 'unit'>, { text }: Pick<Quantity, 'text'>): Text {
  return { zh: `${text} ${unit.zh}`, en: `${text} ${unit.en}` };
}

/** `value ÷ target` in percent with 2 decimals, uncapped, for the eye only: 25 ÷ 20 → `"125.00%"` [D 3]. */
export function rateShown(value: Quantity, target: Quantity): string {
  return `${new Exact(value.text).div(target.text).times(100).toFixed(2)}%`;
}

/** The uncapped rate, with what it is of. The target is above zero. */
export function rateStep(component: RuledComponent, value: Quantity, target: Quantity): Step {
  const [done, task] = [amount(component, value), amount(component, target)];
  const rate = rateShown(value, target);
  return step(
    component,
    `完成率 = ${value.text} ÷ ${target.text} = ${rate}（完成 ${done.zh}，任务 ${task.zh}）。`,
    `Completion rate = ${value.text} ÷ ${target.text} = ${rate} (done ${done.en}, target ${task.en}).`,
  );
}

/** Points in a scheme document. */
export const pointsText = () => z.string().regex(/^(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'points');

const notQuantity: Text = {
  zh: '须为十进制文本表示的数值，例如 "12.5"，整数最多 15 位，小数最多 6 位。',
  en: 'must be a quantity as decimal text, such as "12.5", with at most 15 digits before the point and 6 after it',
};

/** A quantity in a scheme document. */
export const quantityText = () =>
  z.string().refine((text) => typeof readQuantity(text) !== 'string', {
    error: notQuantity.en,
    params: { text: notQuantity },
  });

/** Which claims meet a target of 0: any submitted value, even 0, or only one above 0 [D 9]. */
export const zeroTarget = () => z.enum(['any', 'positive']);

/** What a claim of 0 is worth where the target is 0 [D 9]. */
type ZeroTarget = z.infer<ReturnType<typeof zeroTarget>>;

/** The same in words. */
export const zeroTargetWords: Readonly<Record<ZeroTarget, Text>> = {
  any: {
    zh: '任务为 0 的，只要申报（包括申报 0）即视为完成。',
    en: 'A target of 0 is met by anything submitted, be it 0.',
  },
  positive: { zh: '任务为 0 的，数值大于 0 才视为完成。', en: 'A target of 0 is met only by a value above 0.' },
};

/** A setting that does not fit: which, and why. */
export interface SettingsFault {
  /** Below the component: `['rule', 'placePoints']`. */
  readonly path: Path;
  readonly message: Text;
}

/** Whether a component's target is set for the year, fixed by the text, or not there. */
export type TargetKind = 'assigned' | 'fixed' | 'none';

/** What the checks of a rule's settings look at besides the settings. */
export interface ComponentSettings {
  readonly target: { readonly kind: TargetKind };
  readonly fullPoints: string;
  readonly rounding: Rounding;
}

/** What a rule's words are made of besides its settings. */
export interface DescribedComponent extends ComponentSettings {
  readonly unit: Text;
}

/** What is said of a missing target where nothing is earned without one; nothing where it can't be missing [D 8]. */
export function noTargetWords({ target }: DescribedComponent): Text[] {
  if (target.kind !== 'assigned') return [];
  return [
    {
      zh: '任务尚未下达的，计 0 分，状态为“任务未下达”；下达之前不能定稿。',
      en: 'Without a target: 0 points, shown as “no target yet”; nothing is sealed before it is set.',
    },
  ];
}

/** The fault of a rule that compares with a target and has none. */
export function refuseNoTarget(kind: string, { target }: ComponentSettings): SettingsFault[] {
  const message = { zh: `规则 ${kind} 的考核内容须有任务。`, en: `a ${kind} component needs a target` };
  return target.kind === 'none' ? [{ path: ['target'], message }] : [];
}

/** The fault of points with more decimals than the scheme keeps. */
export function refuseTooFine(
  texts: Readonly<Record<string, string>>,
  { rounding: { decimals } }: ComponentSettings,
): SettingsFault[] {
  return Object.entries(texts).flatMap(([key, text]) =>
    pointUnits(text, decimals) === null ? [{ path: ['rule', key], message: tooFine(text, decimals) }] : [],
  );
}

/** What is told of points with more decimals than the scheme keeps. */
export function tooFine(text: string, decimals: number): Text {
  return {
    zh: `“${text}”的小数多于考核办法的 ${decimals} 位。`,
    en: `"${text}" has more than the scheme's ${decimals} places`,
  };
}

/** Points of a document that was validated, in units of the scheme's last decimal. */
export function units(text: string, { decimals }: Rounding): PointUnits {
  const counted = pointUnits(text, decimals);
  if (counted === null) throw new Error('points finer than the scheme keeps: the document was not validated');
  return counted;
}

/** Whether the value meets the target; a target of 0 is met by any value, or only by one above 0, as the scheme says [D 9]. */
export function meetsTarget(value: Quantity, target: Quantity, zero: ZeroTarget): boolean {
  if (!isPositive(target) && zero === 'positive') return isPositive(value);
  return compareQuantities(value, target) >= 0;
}
