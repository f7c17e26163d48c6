import { type Amount, amountText } from '../amount.ts';
import type { ComponentState } from '../book.ts';
import type { PointUnits } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { Basis } from '../recalculation/board.ts';
import { evaluate } from '../rules/evaluate.ts';
import type { Formula } from '../rules/formula.ts';
import { numbersOf, symbols, whoseWords } from '../rules/formula-words.ts';
import type { Gap } from '../rules/gap.ts';
import type { Earned } from '../rules/rule.ts';
import { type Step, shown, step } from '../rules/words.ts';
import type { Component } from '../scheme.ts';
import { type BookNumbers, countedValue, earnAlone, isExempt } from './book-numbers.ts';
import { stateOf } from './state.ts';

/** A component's points with what they rest on and how they arose. Points never travel without their steps. */
export interface ComponentScore {
  readonly component: Component;
  readonly points: PointUnits;
  readonly state: ComponentState;
  /** The value that counts; `null` for a number that is measured. */
  readonly value: Quantity | null;
  /** The number that is measured. */
  readonly measured: Amount | null;
  readonly target: Quantity | null;
  readonly place: number | null;
  readonly steps: readonly Step[];
  /** What would earn more; nothing is known of it where no value counts, nor of what is measured: nobody claims that. */
  gaps(): readonly Gap[];
}

/** Scores and explains one component of a district in its cohort. */
export function scoreComponent(component: Component, numbers: BookNumbers, basis: Basis): ComponentScore {
  const own = numbers.inputs[component.index]!;
  const state = stateOf(numbers.scheme, component, numbers.inputs, basis);
  const value = component.measure || !own.applies ? null : countedValue(component, own, basis);
  const measured = component.measure ? numbers.valueOf(component, basis) : null;
  const earned = earn(component, numbers, basis, state);
  const steps = [...formulaSteps(component, numbers, basis, state), ...earned.steps()];
  const { points, place = null } = earned;
  const gaps = component.measure ? () => [] : earned.gaps;
  return { component, points, state, value, measured, target: own.target, place, steps, gaps };
}

type WithPlace = Earned & { readonly place?: number | null };

function earn(component: Component, numbers: BookNumbers, basis: Basis, state: ComponentState): WithPlace {
  if (state === 'not-applicable') return notApplied(component, numbers, basis);
  const placed = earnByPlace(component, numbers, basis);
  if (isExempt(component, numbers, basis))
    return { ...exempted(component, numbers, basis), place: placed?.place ?? null };
  return placed ?? earnAlone(component, numbers, basis) ?? nothing(component, numbers, basis, state);
}

function earnByPlace(component: Component, numbers: BookNumbers, basis: Basis): WithPlace | null {
  const { inCohort } = numbers;
  const value = numbers.valueOf(component, basis);
  if (component.rule.sees === 'own' || !value || !inCohort) return null;
  const { places } = inCohort.settled.settle(component, basis);
  return places!.earn(inCohort.district, { value, target: numbers.inputs[component.index]!.target });
}

const whyZero: Record<ComponentState, readonly [string, string]> = {
  missing: ['尚未申报', 'Nothing submitted yet'],
  claimed: ['已申报，尚未核定', 'Claimed, not verified yet'],
  returned: ['申报已退回，须重新申报', 'The claim was returned; the district must claim again'],
  pending: ['未开展，扣分待定', 'Not carried out; the deduction is not decided yet'],
  'target-missing': ['任务尚未下达', 'No target is assigned yet'],
  verified: ['已核定', 'Verified'],
  'not-applicable': ['不适用', 'Not applicable'],
};
const notRecorded = ['尚未录入', 'Nothing recorded yet'] as const;
const noNumber = ['测算式缺少数值', 'The measure has no number'] as const;
const noBase = ['计分基准缺少数值', 'What the value is held against has no number'] as const;

function nothing(component: Component, numbers: BookNumbers, basis: Basis, state: ComponentState): Earned {
  const steps = () => {
    const value = numbers.valueOf(component, basis);
    const isUnrecorded = state === 'missing' && component.filledBy === 'assessor';
    const isWithoutBase = value && (state === 'verified' || state === 'claimed');
    const lack = !value && component.measure ? noNumber : isUnrecorded ? notRecorded : isWithoutBase ? noBase : null;
    const [zh, en] = lack ?? whyZero[state];
    const zero = shown(component, 0);
    return [step(component, `${zh}：得 ${zero} 分。`, `${en}: ${zero} points.`)];
  };
  return { points: 0, steps, gaps: () => [] };
}

function notApplied(component: Component, numbers: BookNumbers, basis: Basis): Earned {
  const points = numbers.pointsOf(component, basis);
  const given = shown(component, points);
  const steps = () => {
    const { whenNotApplicable } = component;
    if (whenNotApplicable !== 'mean') {
      const zh = whenNotApplicable === 'full' ? `得满分 ${given} 分` : `得 ${given} 分`;
      return [step(component, `不适用于该区县：${zh}。`, `Does not apply to this district: ${given} points.`)];
    }
    const mean = numbers.inCohort?.settled.settle(component, basis).mean;
    const exact = mean?.exact ? amountText(mean.exact) : null;
    return exact === null
      ? [step(component, `不适用于任何区县：得 ${given} 分。`, `Applies to no district: ${given} points.`)]
      : [
          step(
            component,
            `不适用于该区县：取适用的 ${mean!.districts} 个区、县（市）得分的平均 ${exact}，得 ${given} 分。`,
            `Does not apply to this district: the mean of the ${mean!.districts} districts to whom it applies, ${exact}: ${given} points.`,
          ),
        ];
  };
  return { points, steps, gaps: () => [] };
}

function exempted(component: Component, numbers: BookNumbers, basis: Basis): Earned {
  const steps = () => {
    const reading = numbers.reading(basis);
    const [first, second] = component.unless!.map((formula) => told(formula, numbers, basis));
    const given = shown(component, component.full);
    const whose = component.unless!.flatMap((formula) => whoseWords(formula, reading));
    return [
      ...whose.map(({ zh, en }) => step(component, zh, en)),
      step(
        component,
        `${first!.zh}，不低于 ${second!.zh}：免予扣分，得满分 ${given} 分。`,
        `${first!.en} is at least ${second!.en}: exempt, full points, ${given}.`,
      ),
    ];
  };
  return { points: component.full, steps, gaps: () => [] };
}

/** A formula by its names, its numbers, and what it comes to. */
function told(formula: Formula, numbers: BookNumbers, basis: Basis) {
  const reading = numbers.reading(basis);
  const [names, figures, amount] = [symbols(formula), numbersOf(formula, reading), evaluate(formula, reading)];
  const text = amount ? amountText(amount) : null;
  const join = (name: string, figure: string, none: string) => {
    if (text === null) return `${name} = ${figure}${none}`;
    const result = text.startsWith('≈') ? text : `= ${text}`;
    return figure === text ? `${name} ${result}` : `${name} = ${figure} ${result}`;
  };
  if (formula.kind === 'constant') return names;
  return { zh: join(names.zh, figures.zh, '，缺少数值'), en: join(names.en, figures.en, ': no number') };
}

/** How the measured number, and what it is held against, came about. */
function formulaSteps(component: Component, numbers: BookNumbers, basis: Basis, state: ComponentState): Step[] {
  if (state === 'not-applicable') return [];
  const from = component.rule.sees === 'own' ? component.rule.from : undefined;
  const reading = numbers.reading(basis);
  const tell = (formula: Formula, zh: string, en: string): Step[] => {
    const words = told(formula, numbers, basis);
    return [
      step(component, `${zh} = ${words.zh}。`, `${en} = ${words.en}.`),
      ...whoseWords(formula, reading).map((each) => step(component, each.zh, each.en)),
    ];
  };
  return [
    ...(component.measure ? tell(component.measure, '测算值', 'Measure') : []),
    ...(from && from.kind !== 'constant' ? tell(from, '计分基准', 'Held against') : []),
  ];
}
