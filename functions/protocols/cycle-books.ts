import type { Cycle } from '../../lib/domain/cycle.ts';
import type { LabelledBook } from '../../lib/domain/ports.ts';
import type { BookStore } from '../../lib/stores/book-store.ts';

const booksAtOnce = 25;

/** Districts of a cycle have no book: their heads are lost. Until these are restored nothing is repaired or sealed. */
export class MissingBooks extends Error {
  override readonly name = 'MissingBooks';
  /** In the cohort's order. */
  readonly districts: readonly string[];

  constructor(cycle: string, districts: readonly string[]) {
    super(`the cycle ${cycle} has no book of ${districts.join(', ')}`);
    this.districts = districts;
  }
}

/** Every book of a cycle under its label, one for each district in the cohort's order. Throws `MissingBooks`, or `Busy`. */
export function cycleBooks({ books }: { readonly books: BookStore }, cycle: Cycle): Promise<LabelledBook[]> {
  return ofEveryDistrict(cycle, (district) => books.loadLabelled(cycle.id, district));
}

/**
 * What `load` gives for every district, in the cohort's order, some at a time. A position in it is a position on the
 * board, so nothing is ever left out: where `load` gives `null`, it throws `MissingBooks`.
 */
export async function ofEveryDistrict<T>(
  { id, districts }: Cycle,
  load: (district: string, position: number) => Promise<T | null>,
): Promise<T[]> {
  const loaded: (T | null)[] = [];
  for (let at = 0; at < districts.length; at += booksAtOnce) {
    const chunk = districts.slice(at, at + booksAtOnce);
    loaded.push(...(await Promise.all(chunk.map((district, index) => load(district.id, at + index)))));
  }
  const missing = districts.filter((_, position) => loaded[position] === null);
  if (missing.length > 0)
    throw new MissingBooks(
      id,
      missing.map((district) => district.id),
    );
  return loaded as T[];
}
