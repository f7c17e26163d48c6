import fc from 'fast-check';
import { type DraftExpression, draftExpression, expressionOf } from './drawn-expressions.ts';
import { type DraftRule, draftRule, pointsText } from './drawn-rules.ts';
import type { PlainComponent, PlainExpression, PlainGrade, PlainRule, PlainScheme } from './plain-scheme.ts';

const name = { zh: '名称', en: 'name' };

interface PlainPart extends PlainComponent {
  readonly name: typeof name;
  readonly unit: typeof name;
  readonly evidence: readonly never[];
  readonly onSite: boolean;
}

/** A whole document of any published method, as an office would load it. */
export interface PlainDocument extends PlainScheme {
  readonly id: string;
  readonly title: typeof name;
  readonly source: string;
  readonly maxPoints: string;
  readonly grades?: readonly (PlainGrade & { readonly name: typeof name })[];
  readonly categories: readonly {
    readonly id: string;
    readonly name: typeof name;
    readonly maxPoints: string;
    readonly onTop?: boolean;
    readonly indicators: readonly {
      readonly id: string;
      readonly name: typeof name;
      readonly clause: string;
      readonly maxPoints: string;
      readonly components: readonly PlainPart[];
    }[];
  }[];
}

/** A component before it is known what stands before it. */
interface DraftPart {
  readonly full: number;
  readonly lowest: number;
  readonly rule: DraftRule;
  readonly target: PlainComponent['target'];
  /** Whether it has a target although its rule asks for none. */
  readonly isTargetKept: boolean;
  readonly filledBy: 'district' | 'assessor' | null;
  readonly measure: DraftExpression | null;
  readonly whenNotApplicable: 'full' | 'zero' | 'mean' | null;
  readonly unless: readonly [DraftExpression, DraftExpression] | null;
  /** Whether it belongs to the indicator before it. */
  readonly isJoined: boolean;
}

interface DraftCategory {
  readonly isOnTop: boolean;
  readonly parts: readonly DraftPart[];
}

interface DraftScheme {
  readonly places: number;
  readonly mode: 'half-up' | 'half-even';
  /** The units from which on a total has a grade, besides the last grade. */
  readonly grades: readonly number[] | null;
  readonly categories: readonly DraftCategory[];
}

function draftPart(places: number): fc.Arbitrary<DraftPart> {
  const point = 10 ** places;
  const bounds = fc.record({
    full: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 5 * point }) }, fc.constant(0)),
    lowest: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: -5 * point, max: 0 })),
  });
  const numbers: fc.Arbitrary<DraftRule> = fc.oneof(
    { weight: 2, arbitrary: fc.constant({ kind: 'recorded' as const }) },
    fc.record({ kind: fc.constant('veto' as const), highest: fc.nat({ max: 3 }) }),
  );
  const fixed = fc.record({ kind: fc.constant('fixed' as const), value: fc.constantFrom('0', '1', '3', '8', '0.95') });
  const more = {
    target: fc.oneof({ weight: 2, arbitrary: fc.constant({ kind: 'assigned' as const }) }, fixed),
    isTargetKept: fc.boolean(),
    filledBy: fc.constantFrom(null, null, 'district' as const, 'assessor' as const),
    measure: fc.option(draftExpression, { freq: 2 }),
    whenNotApplicable: fc.constantFrom(null, null, null, 'full' as const, 'zero' as const, 'mean' as const),
    unless: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.tuple(draftExpression, draftExpression)),
    isJoined: fc.boolean(),
  };
  return fc.oneof(
    {
      weight: 3,
      arbitrary: bounds.chain(({ full, lowest }) =>
        fc.record({ full: fc.constant(full), lowest: fc.constant(lowest), rule: draftRule(places, full), ...more }),
      ),
    },
    fc.record({ full: fc.constant(0), lowest: fc.constant(0), rule: numbers, ...more }),
  );
}

const draftScheme: fc.Arbitrary<DraftScheme> = fc.integer({ min: 0, max: 4 }).chain((places) =>
  fc.record({
    places: fc.constant(places),
    mode: fc.constantFrom('half-up' as const, 'half-even' as const),
    grades: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 5 * 10 ** places }), { maxLength: 3 }), { freq: 2 }),
    categories: fc.array(
      fc.record({
        isOnTop: fc.boolean(),
        parts: fc.array(draftPart(places), { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);

/**
 * Documents of all kinds in one to three categories, the first of them never on top: expressions nested and over the
 * cohort, measures, recorded values, exemptions, what is not applicable, points below zero, grades and vetoes. Maxima are
 * the sums that they must be.
 */
export const anyScheme: fc.Arbitrary<PlainDocument> = draftScheme.map(documentOf);

function documentOf({ places, mode, grades, categories }: DraftScheme): PlainDocument {
  const before: PlainPart[] = [];
  const edges = grades && [...[...grades].sort((a, b) => b - a).map((units) => pointsText(units, places)), null];
  const built = categories.map(({ isOnTop, parts }, c) => {
    const indicators: PlainPart[][] = [];
    parts.forEach((part, at) => {
      const component = componentOf(`${c}.${at}`, part, places, before, edges?.length ?? 0);
      before.push(component);
      if (part.isJoined && indicators.length > 0) indicators.at(-1)!.push(component);
      else indicators.push([component]);
    });
    return { ...(isOnTop && c > 0 && { onTop: true }), indicators };
  });
  const sum = (parts: readonly PlainPart[]) =>
    pointsText(
      parts.reduce((all, { fullPoints }) => all + Number(fullPoints.replace('.', '')), 0),
      places,
    );
  const counted = built.flatMap(({ onTop, indicators }) => (onTop ? [] : indicators.flat()));
  return {
    id: 'drawn',
    title: name,
    source: '办法',
    maxPoints: sum(counted),
    rounding: { places, mode },
    ...(edges && { grades: edges.map((from, at) => ({ id: `grade-${at}`, name, from })) }),
    categories: built.map(({ indicators, ...category }, c) => ({
      id: `category-${c}`,
      name,
      maxPoints: sum(indicators.flat()),
      ...category,
      indicators: indicators.map((components) => ({
        id: components[0]!.id,
        name,
        clause: '条款',
        maxPoints: sum(components),
        components,
      })),
    })),
  };
}

function componentOf(
  id: string,
  { full, lowest, rule, ...draft }: DraftPart,
  places: number,
  before: readonly PlainComponent[],
  grades: number,
): PlainPart {
  const isDiscretionary = rule.kind === 'discretionary';
  const measure = isDiscretionary ? null : draft.measure;
  const filledBy = isDiscretionary || measure ? null : draft.filledBy;
  const of = (expression: DraftExpression) => expressionOf(expression, before);
  return {
    id,
    name,
    fullPoints: pointsText(full, places),
    ...(lowest < 0 && { lowestPoints: pointsText(lowest, places) }),
    unit: name,
    target: takesTarget(rule, draft.isTargetKept) ? draft.target : { kind: 'none' },
    rule: ruleOf(rule, of, grades),
    evidence: [],
    onSite: false,
    ...(filledBy && { filledBy }),
    ...(measure && { measure: of(measure) }),
    ...(draft.whenNotApplicable && { whenNotApplicable: draft.whenNotApplicable }),
    ...(draft.unless && { unless: { atLeast: [of(draft.unless[0]), of(draft.unless[1])] } }),
  };
}

function takesTarget(rule: DraftRule, isKept: boolean): boolean {
  if (rule.kind === 'discretionary' || rule.kind === 'places' || rule.kind === 'veto') return false;
  if (rule.kind === 'bands') return rule.of === 'rate' || isKept;
  if (rule.kind === 'per-unit') return rule.from === 'target' || isKept;
  return rule.kind !== 'recorded' || isKept;
}

/** A veto of a scheme without grades is no more than a number. */
function ruleOf(rule: DraftRule, of: (draft: DraftExpression) => PlainExpression, grades: number): PlainRule {
  if (rule.kind === 'veto')
    return grades === 0 ? { kind: 'recorded' } : { kind: 'veto', highest: `grade-${rule.highest % grades}` };
  if (rule.kind !== 'per-unit') return rule;
  return { ...rule, from: rule.from === 'target' ? 'target' : of(rule.from) };
}
