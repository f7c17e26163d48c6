import type { Component } from './cycle.ts';
import { listText } from './format.ts';
import { texts } from './language.ts';

const functions = ['mean', 'best', 'lowest', 'sum'] as const;

/** What of the cohort points are held against: numbers, or where one does not apply the points of the others. */
type Baseline = (typeof functions)[number] | 'points';

/**
 * What others' numbers move where they move a component's points: the mean, best, lowest or sum in its formulas and in those
 * of the components that they read; `points` where nothing but the mean of others' points is left. Nothing where places
 * count.
 */
export function baselinesOf(component: Component, all: readonly Component[]): readonly Baseline[] {
  const { rule } = component;
  if ('placePoints' in rule || ('points' in rule && Array.isArray(rule.points))) return [];
  const named = new Set<string>();
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (functions.some((name) => name === key)) named.add(key);
      const read = readKeys.has(key) && all.find(({ id }) => id === value);
      if (read && read !== component) look(formulasOf(read));
      else look(value);
    }
  };
  look(formulasOf(component));
  const found = functions.filter((name) => named.has(name));
  return found.length > 0 ? found : ['points'];
}

const readKeys: ReadonlySet<string> = new Set(['value', 'claimed', 'verified', 'points']);

function formulasOf({ measure, unless, rule }: Component) {
  return { measure, unless, from: 'from' in rule ? rule.from : undefined };
}

/** In words what others have moved; `null` where that is places. */
export function baselineText(component: Component, all: readonly Component[]): string | null {
  const { changes: words } = texts.value;
  const moved = baselinesOf(component, all).map((name) => words.baselines[name]);
  return moved.length === 0 ? null : words.baselinesMoved(component.id, listText(moved));
}
