import { digestOf } from './digest.ts';
import { type PointUnits, pointUnits, type Rounding } from './points.ts';
import { type Quantity, quantity } from './quantity.ts';
import type { SchemeDocument } from './scheme-document.ts';
import type { Text } from './text.ts';

/** What a claim of 0 is worth where the target is 0 [D 9]. */
export type ZeroTarget = 'any' | 'positive';

/** How equal amounts share places: 1, 1, 3 · 2, 2, 3 · 1, 1, 2 [D 5]. */
export type Ties = 'competition' | 'modified-competition' | 'dense';

/** Settings of a `top` component, points in units [C 13, 16–18]. */
export interface TopRule {
  readonly kind: 'top';
  readonly places: number;
  readonly placePoints: PointUnits;
  readonly targetPoints: PointUnits;
  readonly otherPoints: PointUnits;
  readonly ties: Ties;
  readonly placeNeedsTarget: boolean;
  readonly zeroTarget: ZeroTarget;
}

/** One of the four ways in which the text turns a value into points. */
export type Rule =
  | { readonly kind: 'completion'; readonly zeroTarget: ZeroTarget }
  | { readonly kind: 'proportional'; readonly zeroTarget: ZeroTarget }
  | TopRule
  | { readonly kind: 'discretionary' };

/** A separately scored part of an indicator. */
export interface Component {
  readonly id: string;
  readonly name: Text;
  readonly unit: Text;
  /** The indicator's id, by which the text is cited: `[C 20]`. */
  readonly clause: string;
  /** Index into the scheme's categories. */
  readonly category: number;
  readonly full: PointUnits;
  readonly rule: Rule;
  readonly target: 'assigned' | 'fixed' | 'none';
  readonly fixedTarget: Quantity | null;
  /** Index among the components that see the cohort; −1 for all others. */
  readonly competitive: number;
  readonly evidence: readonly { readonly id: string; readonly name: Text }[];
  readonly onSite: boolean;
}

/** A scheme document made ready for scoring: lists in the document's order, points in units. */
export interface Scheme {
  readonly id: string;
  /** SHA-256 of the document's canonical JSON. */
  readonly hash: string;
  readonly document: SchemeDocument;
  readonly rounding: Rounding;
  readonly categories: readonly { readonly id: string; readonly name: Text }[];
  readonly components: readonly Component[];
  readonly competitive: readonly Component[];
  /** Position of a component by its id. */
  readonly indexOf: ReadonlyMap<string, number>;
}

/** Compiles a document that `schemeSchema` has accepted. */
export function compileScheme(document: SchemeDocument): Scheme {
  const components = compileComponents(document);
  return {
    id: document.id,
    hash: digestOf(document),
    document,
    rounding: document.rounding,
    categories: document.categories.map(({ id, name }) => ({ id, name })),
    components,
    competitive: components.filter((component) => component.competitive >= 0),
    indexOf: new Map(components.map((component, index) => [component.id, index])),
  };
}

type ComponentDocument = SchemeDocument['categories'][number]['indicators'][number]['components'][number];

function compileComponents(document: SchemeDocument): Component[] {
  let competitive = 0;
  return document.categories.flatMap((category, index) =>
    category.indicators.flatMap((indicator) =>
      indicator.components.map(
        (part): Component => ({
          id: part.id,
          name: part.name,
          unit: part.unit,
          clause: indicator.id,
          category: index,
          full: units(part.fullPoints, document.rounding),
          rule: compileRule(part.rule, document.rounding),
          target: part.target.kind,
          fixedTarget: part.target.kind === 'fixed' ? quantity(part.target.value) : null,
          competitive: part.rule.kind === 'top' ? competitive++ : -1,
          evidence: part.evidence,
          onSite: part.onSite,
        }),
      ),
    ),
  );
}

function compileRule(rule: ComponentDocument['rule'], rounding: Rounding): Rule {
  if (rule.kind !== 'top') return rule;
  return {
    ...rule,
    placePoints: units(rule.placePoints, rounding),
    targetPoints: units(rule.targetPoints, rounding),
    otherPoints: units(rule.otherPoints, rounding),
  };
}

function units(text: string, { places }: Rounding): PointUnits {
  const counted = pointUnits(text, places);
  if (counted === null) throw new Error('points finer than the scheme keeps: the document was not validated');
  return counted;
}
