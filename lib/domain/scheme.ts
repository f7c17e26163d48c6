import { digestOf } from './digest.ts';
import { type PointUnits, type Rounding, roundingOf } from './points.ts';
import { type Quantity, quantity } from './quantity.ts';
import type { Basis } from './recalculation/board.ts';
import {
  type ComponentNumber,
  coefficientsIn,
  compileExpression,
  type Formula,
  looksAtCohort,
  numbersIn,
} from './rules/formula.ts';
import { compileRule } from './rules/index.ts';
import {
  type FilledBy,
  filledByOf,
  gradeNamesOf,
  type Rule,
  type RuledComponent,
  type TargetKind,
  units,
} from './rules/rule.ts';
import type { ComponentDocument, SchemeDocument } from './scheme-document.ts';
import type { Text } from './text.ts';

/** A separately scored part of an indicator. */
export interface Component extends RuledComponent {
  readonly id: string;
  /** Its position in the scheme. */
  readonly index: number;
  readonly name: Text;
  /** Index into the scheme's categories. */
  readonly category: number;
  readonly rule: Rule;
  readonly target: TargetKind;
  readonly fixedTarget: Quantity | null;
  /** Index among the components that see the cohort; −1 for all others. */
  readonly competitive: number;
  readonly filledBy: FilledBy;
  /** The number that is scored, where it is computed. */
  readonly measure: Formula | null;
  /** Full points where the first number is at least the second. */
  readonly unless: readonly [Formula, Formula] | null;
  readonly whenNotApplicable: 'full' | 'zero' | 'mean' | null;
  /** Which of its formulas see other districts, so that the board settles them. */
  readonly sees: { readonly measure: boolean; readonly from: boolean; readonly unless: boolean };
  readonly evidence: readonly { readonly id: string; readonly name: Text }[];
  readonly onSite: boolean;
}

/** A grade that a total earns from so many points on; `null` for the last. */
export interface Grade {
  readonly id: string;
  readonly name: Text;
  readonly from: PointUnits | null;
}

/** A number of a component that formulas over the cohort look at, so that the board keeps it. */
export type KeptNumber = Pick<ComponentNumber, 'number' | 'component'>;

/** A column of a board, on the basis at hand (`null`) or on a named one. */
export interface LookedAt {
  /** Its position among the columns of the competitive components and of the kept numbers, in this order. */
  readonly column: number;
  readonly basis: Basis | null;
}

/** A scheme document made ready for scoring: lists in the document's order, points in units. */
export interface Scheme {
  readonly id: string;
  /** SHA-256 of the document's canonical JSON. */
  readonly hash: string;
  readonly document: SchemeDocument;
  readonly rounding: Rounding;
  /** The best first; none in most schemes. */
  readonly grades: readonly Grade[];
  readonly categories: readonly { readonly id: string; readonly name: Text }[];
  readonly components: readonly Component[];
  /** Those whose points depend on other districts. */
  readonly competitive: readonly Component[];
  /** Besides these, what the board keeps of each district. */
  readonly keptNumbers: readonly KeptNumber[];
  /** Of each of `competitive`: the columns of a board from which it is settled, by way of other components too. */
  readonly looksAt: readonly (readonly LookedAt[])[];
  /** The positions of components that formulas of others read. */
  readonly readByOthers: ReadonlySet<number>;
  /** The names of the districts' coefficients that it reads. */
  readonly coefficients: readonly string[];
  /** Position of a component by its id. */
  readonly indexOf: ReadonlyMap<string, number>;
}

/** Compiles a document that `schemeSchema` has accepted. */
export function compileScheme(document: SchemeDocument): Scheme {
  const rounding = roundingOf(document);
  const components = compileComponents(document, rounding);
  const competitive = components.filter((component) => component.competitive >= 0);
  const keptNumbers = numbersToKeep(components, competitive);
  return {
    id: document.id,
    hash: digestOf(document),
    document,
    rounding,
    grades: (document.grades ?? []).map(({ id, name, from }) => {
      return { id, name, from: from === null ? null : units(from, rounding) };
    }),
    categories: document.categories.map(({ id, name }) => ({ id, name })),
    components,
    competitive,
    keptNumbers,
    looksAt: columnsLookedAt(components, competitive, keptNumbers),
    readByOthers: new Set(
      components.flatMap((each) => formulasOf(each).flatMap(numbersIn)).map((read) => read.component),
    ),
    coefficients: [...new Set(components.flatMap((component) => formulasOf(component).flatMap(coefficientsIn)))].sort(),
    indexOf: new Map(components.map(({ id }, index) => [id, index])),
  };
}

/** Every formula of a component. */
function formulasOf({ measure, unless, rule }: Pick<Component, 'measure' | 'unless' | 'rule'>): Formula[] {
  const from = rule.sees === 'own' ? rule.from : undefined;
  return [...(measure ? [measure] : []), ...(unless ?? []), ...(from ? [from] : [])];
}

/**
 * The numbers from which alone every component that depends on the cohort can be settled for every district: what its
 * formulas look at, its own target where its number comes from the cohort, and the values of vetoes.
 */
function numbersToKeep(components: readonly Component[], competitive: readonly Component[]): KeptNumber[] {
  const kept = new Map<string, KeptNumber>();
  const keep = (number: KeptNumber['number'], component: number) =>
    kept.set(`${number} ${component}`, { number, component });
  // Whoever reads a ranking reads the grades, and these go by the vetoes.
  for (const { rule, sees, index } of components) if (rule.highestGrade && !sees.measure) keep('value', index);
  for (const component of competitive) {
    for (const { number, component: read } of formulasOf(component).flatMap(numbersIn)) {
      if (!isSettled(components, { number, component: read })) keep(number, read);
    }
    const { measure, from } = component.sees;
    if (component.target !== 'none' && (measure || from)) keep('target', component.index);
  }
  return [...kept.values()];
}

function columnsLookedAt(
  components: readonly Component[],
  competitive: readonly Component[],
  keptNumbers: readonly KeptNumber[],
): LookedAt[][] {
  const known: LookedAt[][] = [];
  for (const component of competitive) {
    const found: LookedAt[] = [{ column: component.competitive, basis: null }];
    for (const read of formulasOf(component).flatMap(numbersIn)) {
      const settled = isSettled(components, read) ? known[components[read.component]!.competitive]! : null;
      const kept = { column: competitive.length + positionIn(keptNumbers, read), basis: null };
      // What a named basis is looked at on is of that basis, wherever it was not of a named one already.
      for (const looked of settled ?? [kept]) found.push({ ...looked, basis: looked.basis ?? read.basis });
    }
    const own = positionIn(keptNumbers, { number: 'target', component: component.index });
    if (own >= 0) found.push({ column: competitive.length + own, basis: null });
    known.push([...new Map(found.map((each) => [`${each.column} ${each.basis}`, each])).values()]);
  }
  return known;
}

function positionIn(keptNumbers: readonly KeptNumber[], { number, component }: KeptNumber): number {
  return keptNumbers.findIndex((each) => each.number === number && each.component === component);
}

function compileComponents(document: SchemeDocument, rounding: Rounding): Component[] {
  const components: Component[] = [];
  const gradeNames = gradeNamesOf(document);
  const indexOf = new Map<string, number>();
  let competitive = 0;
  document.categories.forEach(({ indicators }, category) => {
    for (const indicator of indicators)
      for (const part of indicator.components) {
        const around = { clause: indicator.id, category, rounding, gradeNames, components, indexOf };
        const component = compileComponent(part, around);
        const isCompetitive = seesCohort(component);
        indexOf.set(part.id, components.length);
        components.push({ ...component, competitive: isCompetitive ? competitive++ : -1 });
      }
  });
  return components;
}

interface Surroundings {
  readonly clause: string;
  readonly category: number;
  readonly rounding: Rounding;
  readonly gradeNames: ReadonlyMap<string, Text>;
  /** Those before it. */
  readonly components: readonly Component[];
  readonly indexOf: ReadonlyMap<string, number>;
}

function compileComponent(
  part: ComponentDocument,
  { clause, category, rounding, gradeNames, components, indexOf }: Surroundings,
): Omit<Component, 'competitive'> {
  const [full, lowest] = [units(part.fullPoints, rounding), units(part.lowestPoints ?? '0', rounding)];
  const ruled = { clause, unit: part.unit, full, lowest, rounding, gradeNames };
  const rule = compileRule(part.rule, ruled, indexOf);
  const measure = part.measure === undefined ? null : compileExpression(part.measure, indexOf);
  const [first, second] = (part.unless?.atLeast ?? []).map((each) => compileExpression(each, indexOf));
  const sees = (formula: Formula | null | undefined) =>
    formula ? looksAtCohort(formula) || numbersIn(formula).some((number) => isSettled(components, number)) : false;
  return {
    ...ruled,
    id: part.id,
    index: components.length,
    name: part.name,
    category,
    rule,
    target: part.target.kind,
    fixedTarget: part.target.kind === 'fixed' ? quantity(part.target.value) : null,
    filledBy: filledByOf(part),
    measure,
    unless: first && second ? [first, second] : null,
    whenNotApplicable: part.whenNotApplicable ?? null,
    sees: {
      measure: sees(measure),
      from: rule.sees === 'own' && sees(rule.from),
      unless: sees(first) || sees(second),
    },
    evidence: part.evidence,
    onSite: part.onSite,
  };
}

/** Whether a number of a component before depends on other districts itself. */
function isSettled(components: readonly Component[], { number, component }: KeptNumber): boolean {
  if (number === 'target') return false;
  return number === 'points' ? components[component]!.competitive >= 0 : components[component]!.sees.measure;
}

function seesCohort({ rule, sees, whenNotApplicable }: Omit<Component, 'competitive'>): boolean {
  return rule.sees === 'cohort' || sees.measure || sees.from || sees.unless || whenNotApplicable === 'mean';
}
