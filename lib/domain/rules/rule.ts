import type * as z from 'zod';
import type { PointUnits } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { CompetitiveColumn } from '../recalculation/board.ts';
import type { Text } from '../text.ts';
import type { ComponentSettings, SettingsFault } from './settings.ts';
import type { RuledComponent, Step } from './step.ts';

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
}

/** What every compiled rule tells of itself, so that nobody has to ask which kind it is. */
interface RuleTraits {
  /** Whether nothing can be earned without a target, so that a missing one is a state of its own [D 8]. */
  readonly needsTarget: boolean;
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
  /** Of settings that were checked. */
  compile(settings: z.infer<ReturnType<Settings>>, component: RuledComponent): Rule;
}

/** The traits of a rule that takes any value and whose assessors find values. */
export const ofAnyValue = {
  judgement: 'value',
  refuseValue: () => null,
  isUndecided: () => false,
} as const;
