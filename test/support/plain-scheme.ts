/** Documents and books as a portal would write them, typed on their own and not by the product. */

import type { PlainRounding } from './exact-fraction.ts';

/** A number of a document: a constant, or an object with one function's name, and `among` beside those over the cohort. */
export type PlainExpression =
  | string
  | { readonly value: string }
  | { readonly claimed: string }
  | { readonly verified: string }
  | { readonly target: string }
  | { readonly points: string }
  | { readonly coefficient: string }
  | { readonly add: readonly PlainExpression[] }
  | { readonly multiply: readonly PlainExpression[] }
  | { readonly least: readonly PlainExpression[] }
  | { readonly greatest: readonly PlainExpression[] }
  | { readonly subtract: readonly [PlainExpression, PlainExpression] }
  | { readonly divide: readonly [PlainExpression, PlainExpression] }
  | ({ readonly among?: PlainAmong } & (
      | { readonly mean: PlainExpression }
      | { readonly best: PlainExpression }
      | { readonly lowest: PlainExpression }
      | { readonly sum: PlainExpression }
    ));

export type PlainAmong = 'cohort' | 'group';
export type PlainOrder = 'at-least' | 'at-most';
export type PlainTies = 'competition' | 'modified-competition' | 'dense';
export type PlainZeroTarget = 'any' | 'positive';

/** One side of a rule per unit. */
export interface PlainSide {
  readonly points: string;
  readonly per: string;
  readonly units: 'started' | 'full' | 'exact';
  readonly most?: string;
}

export type PlainRule =
  | { readonly kind: 'completion' | 'proportional'; readonly zeroTarget: PlainZeroTarget; readonly order?: PlainOrder }
  | {
      readonly kind: 'top';
      readonly places: number;
      readonly placePoints: string;
      readonly targetPoints: string;
      readonly otherPoints: string;
      readonly ties: PlainTies;
      readonly placeNeedsTarget: boolean;
      readonly zeroTarget: PlainZeroTarget;
      readonly order?: PlainOrder;
      readonly among?: PlainAmong;
      readonly positiveOnly?: boolean;
    }
  | { readonly kind: 'discretionary' | 'recorded' }
  | {
      readonly kind: 'bands';
      readonly of: 'value' | 'rate';
      readonly bands: readonly (
        | { readonly from: string | null; readonly points: string }
        | { readonly upTo: string | null; readonly points: string }
      )[];
    }
  | {
      readonly kind: 'per-unit';
      readonly base: string;
      readonly from: PlainExpression | 'target';
      readonly above?: PlainSide;
      readonly below?: PlainSide;
    }
  | {
      readonly kind: 'places';
      readonly points: readonly string[];
      readonly then?: { readonly each: string; readonly least: string };
      readonly order?: PlainOrder;
      readonly ties?: PlainTies;
      readonly positiveOnly?: boolean;
      readonly among?: PlainAmong;
    }
  | { readonly kind: 'veto'; readonly highest: string };

/** The settings of one kind. */
export type RuleOf<Kind extends PlainRule['kind']> = Extract<PlainRule, { readonly kind: Kind }>;

/** A separately scored part, as far as anything depends on it. */
export interface PlainComponent {
  readonly id: string;
  readonly fullPoints: string;
  readonly lowestPoints?: string;
  readonly target:
    | { readonly kind: 'assigned' }
    | { readonly kind: 'none' }
    | { readonly kind: 'fixed'; readonly value: string };
  readonly rule: PlainRule;
  readonly filledBy?: 'district' | 'assessor';
  readonly measure?: PlainExpression;
  readonly whenNotApplicable?: 'full' | 'zero' | 'mean';
  readonly unless?: { readonly atLeast: readonly [PlainExpression, PlainExpression] };
}

export interface PlainGrade {
  readonly id: string;
  readonly from: string | null;
}

/** A scheme's document as far as points, states and grades depend on it. */
export interface PlainScheme {
  readonly rounding: PlainRounding;
  readonly grades?: readonly PlainGrade[];
  readonly categories: readonly {
    readonly indicators: readonly { readonly components: readonly PlainComponent[] }[];
  }[];
}

/** Plain inputs of one component; texts as they were written. A recorded value is a verification without a claim. */
export interface PlainInputs {
  /** A quantity, `not-applicable`, or nothing assigned. */
  readonly target: string | null;
  readonly claim: { readonly value: string; readonly revision: number; readonly returned: boolean } | null;
  readonly verification: {
    readonly value: string;
    readonly claimRevision: number;
    readonly deduction: string | null;
  } | null;
}

/** One district's inputs by component: missing, returned, newer than their verification, corrected, deducted, recorded. */
export type PlainBook = Readonly<Record<string, PlainInputs>>;

/** A district with what it was opened with. */
export interface PlainDistrict {
  readonly group?: string | null;
  readonly coefficients?: Readonly<Record<string, string>>;
  readonly book: PlainBook;
}
