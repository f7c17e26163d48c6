import type { Head } from '../../lib/domain/book.ts';
import type { AuditEntry } from '../../lib/domain/book-change.ts';
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
export function cycleBooks(
  { books }: { readonly books: BookStore },
  cycle: Cycle,
  mayBeOld = false,
): Promise<LabelledBook[]> {
  return ofEveryDistrict(cycle, (district) => books.loadLabelled(cycle.id, district, mayBeOld));
}

/** The heads of all districts, in the cohort's order. Throws `MissingBooks`. */
export async function cycleHeads({ books }: { readonly books: BookStore }, cycle: Cycle): Promise<Head[]> {
  const ids = cycle.districts.map(({ id }) => id);
  const heads = await books.heads(cycle.id, ids);
  const missing = ids.filter((_, position) => heads[position] === null);
  if (missing.length > 0) throw new MissingBooks(cycle.id, missing);
  return heads as Head[];
}

/**
 * What one run has read of books, known again by the end of the audit chain: every write of a book moves it, so that a book
 * with the same end is the same one, however old the reading was.
 */
export class SeenBooks {
  readonly #books = new Map<string, LabelledBook>();
  readonly #histories = new Map<string, readonly AuditEntry[]>();

  keep(read: readonly LabelledBook[]): void {
    for (const labelled of read) this.#books.set(endOf(labelled.book.head), labelled);
  }

  /** The heads of the cohort as they were when they were seen; `undefined` where not all of them were. */
  heads({ districts }: Cycle): readonly Head[] | undefined {
    const byDistrict = new Map([...this.#books.values()].map(({ book: { head } }) => [head.district, head]));
    const heads = districts.map(({ id }) => byDistrict.get(id));
    return heads.every((head) => head !== undefined) ? heads : undefined;
  }

  /** The book that this head is of, under this head; `null` where it was not seen. What was applied of it may be old. */
  bookOf(head: Head): LabelledBook | null {
    const seen = this.#books.get(endOf(head));
    return seen ? { ...seen, book: { ...seen.book, head } } : null;
  }

  keepHistory(head: ChainOfBook, entries: readonly AuditEntry[]): void {
    this.#histories.set(endOf(head), entries);
  }

  /** The whole history that ends so, oldest first; `null` where it was not seen. */
  historyOf(head: ChainOfBook): readonly AuditEntry[] | null {
    return this.#histories.get(endOf(head)) ?? null;
  }
}

type ChainOfBook = Pick<Head, 'district' | 'auditHead'>;

function endOf({ district, auditHead }: ChainOfBook): string {
  return `${district} ${auditHead}`;
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
