import { compare, type Fraction } from './fraction.ts';

/** How districts take places. */
export interface Placing {
  /** How those who tie share places: 1, 1, 3 · 2, 2, 3 · 1, 1, 2 [D 5]. */
  readonly ties: 'competition' | 'modified-competition' | 'dense';
  readonly order: 'at-least' | 'at-most';
  /** Whether only what is above zero holds a place. */
  readonly positiveOnly: boolean;
  readonly among: 'cohort' | 'group';
}

/**
 * The place of every number among those of its group, the better first, or `null` for what holds none [D 5].
 * 9, 8, 8, 8, 6 → 1, 2, 2, 2, 5 · modified 1, 4, 4, 4, 5 · dense 1, 2, 2, 2, 3.
 */
export function placesHeld(
  all: readonly (Fraction | null)[],
  groups: readonly (string | null)[],
  placing: Placing,
): readonly (number | null)[] {
  const places: (number | null)[] = all.map(() => null);
  const holding = all.flatMap((number, index) =>
    number === null || (placing.positiveOnly && number.over <= 0n) ? [] : [{ number, index }],
  );
  const sign = placing.order === 'at-least' ? -1 : 1;
  const inGroups = Map.groupBy(holding, ({ index }) => (placing.among === 'group' ? groups[index]! : null));
  for (const holders of inGroups.values()) {
    holders.sort((a, b) => sign * compare(a.number, b.number));
    let from = 0;
    for (let level = 1; from < holders.length; level++) {
      let to = from + 1;
      while (to < holders.length && compare(holders[to]!.number, holders[from]!.number) === 0) to++;
      const place = placing.ties === 'competition' ? from + 1 : placing.ties === 'dense' ? level : to;
      for (const { index } of holders.slice(from, to)) places[index] = place;
      from = to;
    }
  }
  return places;
}
