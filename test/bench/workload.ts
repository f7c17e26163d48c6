import type { Component, Scheme } from '../../lib/domain/scheme.ts';
import { ruleSettings } from '../support/rule-settings.ts';
import type { Matrix, ValueChange } from './stateless-board.ts';

/** A cohort's values and targets, and changes to apply one after the other. */
export interface Workload extends Matrix {
  readonly changes: readonly ValueChange[];
}

/** A fifth of the changes goes to components that see the cohort, as often as it takes to keep their places moving. */
const competitiveShare = 0.2;

/** Draws a workload; the same arguments give the same one on every machine. */
export function drawWorkload(scheme: Scheme, districts: number, changes: number, seed: number): Workload {
  const random = randomFrom(seed);
  const { components } = scheme;
  const kinds = ruleSettings(scheme).map(({ kind }) => kind);
  const targets = Array.from({ length: districts * components.length }, (_, at) => {
    return kinds[at % components.length] === 'completion' ? 1 : 1 + whole(random, 400);
  });
  const values = targets.map((target, at) => drawValue(components[at % components.length]!, target, random));
  const [plain, competitive] = [components.filter(isPlain), components.filter((component) => !isPlain(component))];
  const drawChange = (): ValueChange => {
    const component = pick(random() < competitiveShare ? competitive : plain, random);
    const index = components.indexOf(component);
    const district = whole(random, districts);
    return {
      district,
      component: index,
      value: drawValue(component, targets[district * components.length + index]!, random),
    };
  };
  return { districts, values, targets, changes: Array.from({ length: changes }, drawChange) };
}

function isPlain({ competitive }: Component): boolean {
  return competitive < 0;
}

/** From nothing to a quarter more than the target; leaders of a competition are few and often tie. */
function drawValue({ rule }: Component, target: number, random: () => number): number {
  if (rule.sees === 'cohort' && random() < 0.05) return 1000 + whole(random, 5);
  return whole(random, Math.ceil(target * 1.25) + 1);
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[whole(random, items.length)]!;
}

function whole(random: () => number, below: number): number {
  return Math.floor(random() * below);
}

/** A linear congruential generator with the multiplier and increment of Numerical Recipes; uniform in [0, 1). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
