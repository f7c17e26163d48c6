import { digestOf } from './digest.ts';
import { type Rounding, roundingOf } from './points.ts';
import { type Quantity, quantity } from './quantity.ts';
import { compileRule } from './rules/index.ts';
import { type CohortRule, type Rule, type RuledComponent, type TargetKind, units } from './rules/rule.ts';
import type { SchemeDocument } from './scheme-document.ts';
import type { Text } from './text.ts';

/** A separately scored part of an indicator. */
export interface Component extends RuledComponent {
  readonly id: string;
  readonly name: Text;
  /** Index into the scheme's categories. */
  readonly category: number;
  readonly rule: Rule;
  readonly target: TargetKind;
  readonly fixedTarget: Quantity | null;
  /** Index among the components that see the cohort; −1 for all others. */
  readonly competitive: number;
  readonly evidence: readonly { readonly id: string; readonly name: Text }[];
  readonly onSite: boolean;
}

/** A component whose rule sees the cohort. */
export type CompetitiveComponent = Component & { readonly rule: CohortRule };

/** A scheme document made ready for scoring: lists in the document's order, points in units. */
export interface Scheme {
  readonly id: string;
  /** SHA-256 of the document's canonical JSON. */
  readonly hash: string;
  readonly document: SchemeDocument;
  readonly rounding: Rounding;
  readonly categories: readonly { readonly id: string; readonly name: Text }[];
  readonly components: readonly Component[];
  /** Those that see the cohort. */
  readonly competitive: readonly CompetitiveComponent[];
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
    rounding: roundingOf(document),
    categories: document.categories.map(({ id, name }) => ({ id, name })),
    components,
    competitive: components.filter((component): component is CompetitiveComponent => component.rule.sees === 'cohort'),
    indexOf: new Map(components.map((component, index) => [component.id, index])),
  };
}

function compileComponents(document: SchemeDocument): Component[] {
  const rounding = roundingOf(document);
  let competitive = 0;
  return document.categories.flatMap((category, index) =>
    category.indicators.flatMap((indicator) =>
      indicator.components.map((part): Component => {
        const ruled = { clause: indicator.id, unit: part.unit, full: units(part.fullPoints, rounding), rounding };
        const rule = compileRule(part.rule, ruled);
        return {
          ...ruled,
          id: part.id,
          name: part.name,
          category: index,
          rule,
          target: part.target.kind,
          fixedTarget: part.target.kind === 'fixed' ? quantity(part.target.value) : null,
          competitive: rule.sees === 'cohort' ? competitive++ : -1,
          evidence: part.evidence,
          onSite: part.onSite,
        };
      }),
    ),
  );
}
