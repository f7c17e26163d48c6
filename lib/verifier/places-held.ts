import { compare, type Fraction } from './fraction.ts';

/** How those who tie share places: 1, 1, 3 · 2, 2, 3 · 1, 1, 2 [D 5]. */
export type TieRule = 'competition' | 'modified-competition' | 'dense';

/**
 * The place of every amount, larger first, or `null` for none and for zero, which hold no place [D 5].
 * 9, 8, 8, 8, 6 → 1, 2, 2, 2, 5 · modified 1, 4, 4, 4, 5 · dense 1, 2, 2, 2, 3.
 */
export function placesHeld(amounts: readonly (Fraction | null)[], ties: TieRule): (number | null)[] {
  const places: (number | null)[] = amounts.map(() => null);
  const holders = amounts
    .flatMap((amount, index) => (amount !== null && amount.over > 0n ? [{ amount, index }] : []))
    .sort((a, b) => compare(b.amount, a.amount));
  let from = 0;
  for (let level = 1; from < holders.length; level++) {
    let to = from + 1;
    while (to < holders.length && compare(holders[to]!.amount, holders[from]!.amount) === 0) to++;
    const place = ties === 'competition' ? from + 1 : ties === 'dense' ? level : to;
    for (const { index } of holders.slice(from, to)) places[index] = place;
    from = to;
  }
  return places;
}
