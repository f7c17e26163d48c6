import type * as z from 'zod';
import { type Amount, compareAmounts, isPositive } from '../amount.ts';
import { type PointUnits, pointUnits, type Rounding, roundedUnits } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { CompetitiveColumn } from '../recalculation/board.ts';
import type { Path } from '../rejection.ts';
import type { Text } from '../text.ts';
import type { Before } from './expression.ts';
import type { Among, Formula } from './formula.ts';
import type { Gap } from './gap.ts';
import type { Order, ZeroTarget } from './setting-schemas.ts';
import type { Step } from './words.ts';

/** What counts of one component on one basis. */
export interface Counted {
  /** The value, or the number that is measured. */
  readonly value: Amount;
  /** `null` while none is assigned, and for a component that has none. */
  readonly target: Amount | null;
  /** What an assessor has deducted. */
  readonly deduction: string | null;
  /** The number of the rule's own formula, where it has one. */
  readonly from: Amount | null;
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
  isUndecided(value: Amount, deduction: string | null): boolean;
  /** The best grade that a district may have for which a value above 0 counts. */
  readonly highestGrade?: string | undefined;
}

/** A rule that looks at the district's own numbers only; what its formula looks at is given to it. */
export interface OwnRule extends RuleTraits {
  readonly sees: 'own';
  /** Whether nothing can be earned without a target, so that a missing one is a state of its own [D 8]. */
  readonly needsTarget: boolean;
  /** A formula whose number it compares with. */
  readonly from?: Formula | undefined;
  /** Of a value that counts and is decided; where the rule needs a target, or has a formula, there is a number. */
  earn(counted: Counted): Earned;
}

/** A rule that looks at every district's value. */
export interface CohortRule extends RuleTraits {
  readonly sees: 'cohort';
  /** Whether places are among all districts, or among those of a group. */
  readonly among: Among;
  /** What a district has without the others, as the board's column stores it: 0 for nothing, at most 255. */
  standing(value: Amount | null, target: Amount | null): number;
  /** Settles the component over the whole cohort, once, never for one district alone [D 5]. */
  settle(column: CompetitiveColumn): Settlement;
}

/** A component settled over a cohort. */
export interface Settlement {
  /** The points of the district at a position. */
  pointsAt(district: number): PointUnits;
  /**
   * Where all but a few districts earn what their standing gives without the others: these points, and the positions of
   * those who may earn something else. `null` where it must be asked of each.
   */
  readonly mostly: { readonly byStanding: Uint32Array; readonly otherwise: readonly number[] } | null;
  /** Points, place and words of the district at a position. */
  earn(district: number, counted: Pick<Counted, 'value' | 'target'>): Earned & { readonly place: number | null };
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
  compile(
    settings: z.infer<ReturnType<Settings>>,
    component: RuledComponent,
    indexOf: ReadonlyMap<string, number>,
  ): Rule;
}

/** The traits of a rule that takes any value and whose assessors find values. */
export const ofAnyValue = {
  judgement: 'value',
  refuseValue: () => null,
  isUndecided: () => false,
} as const;

/** What a rule needs to know of the component that it stands in: for its points, and for its words. */
export interface RuledComponent {
  /** The indicator's id, by which the text is cited: `[C 20]`. */
  readonly clause: string;
  readonly unit: Text;
  readonly full: PointUnits;
  /** What it earns at least, 0 or below. */
  readonly lowest: PointUnits;
  readonly rounding: Rounding;
  /** The scheme's grades by id. */
  readonly gradeNames: ReadonlyMap<string, Text>;
}

/** Exact points kept within the component's bounds, rounded once [D 2]. */
export function roundedPoints({ full, lowest, rounding }: RuledComponent, exact: Amount): PointUnits {
  const units = roundedUnits(exact, rounding);
  if (units >= BigInt(full)) return full;
  return units <= BigInt(lowest) ? lowest : Number(units);
}

/** A setting that does not fit: which, and why. */
export interface SettingsFault {
  /** Below the component: `['rule', 'placePoints']`. */
  readonly path: Path;
  readonly message: Text;
}

/** Who gives the value of a component: the district claims it, an assessor records it, nobody where it is measured. */
export type FilledBy = 'district' | 'assessor' | 'nobody';

/** The names of a document's grades, by id. */
export function gradeNamesOf(scheme: {
  readonly grades?: readonly { readonly id: string; readonly name: Text }[] | undefined;
}): ReadonlyMap<string, Text> {
  return new Map(scheme.grades?.map(({ id, name }) => [id, name]));
}

/** Who gives the value of a component of a document. */
export function filledByOf(component: {
  readonly measure?: unknown;
  readonly filledBy?: FilledBy | undefined;
}): FilledBy {
  return component.measure === undefined ? (component.filledBy ?? 'district') : 'nobody';
}

/** Whether a component's target is set for the year, fixed by the text, or not there. */
export type TargetKind = 'assigned' | 'fixed' | 'none';

/** What the checks of a rule's settings look at besides the settings. */
export interface ComponentSettings {
  readonly target: { readonly kind: TargetKind };
  readonly fullPoints: string;
  /** 0 where the document says nothing. */
  readonly lowestPoints: string;
  readonly rounding: Rounding;
  /** Who gives the value: a district claims it, an assessor records it, or it is measured. */
  readonly filledBy: FilledBy;
  /** The ids of the scheme's grades, the best first. */
  readonly grades: readonly string[];
  readonly before: Before;
}

/** What a rule's words are made of besides its settings. */
export interface DescribedComponent
  extends Pick<ComponentSettings, 'target' | 'fullPoints' | 'lowestPoints' | 'rounding'> {
  readonly unit: Text;
  readonly gradeNames: ReadonlyMap<string, Text>;
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

/** The fault of points, at their place, with more decimals than the scheme keeps. */
export function tooFinePoints(
  text: string,
  path: Path,
  { rounding: { decimals } }: ComponentSettings,
): SettingsFault[] {
  return pointUnits(text, decimals) === null ? [{ path, message: tooFine(text, decimals) }] : [];
}

/** The fault of a component that gives no points and is said to be worth some. */
export function refusePoints(kind: string, { fullPoints }: ComponentSettings): SettingsFault[] {
  const message = { zh: `规则 ${kind} 的考核内容不计分，满分须为 0。`, en: `a ${kind} component is worth 0 points` };
  return Number(fullPoints) === 0 ? [] : [{ path: ['fullPoints'], message }];
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
export function meetsTarget(value: Amount, target: Amount, zero: ZeroTarget, order: Order = 'at-least'): boolean {
  if (order === 'at-most') return compareAmounts(value, target) <= 0;
  if (!isPositive(target) && zero === 'positive') return isPositive(value);
  return compareAmounts(value, target) >= 0;
}
