import type { Book, Head } from '../../../lib/domain/book.ts';
import { blockersOf } from '../../../lib/domain/completeness.ts';
import type { Evidence } from '../../../lib/domain/evidence.ts';
import type { Blocker } from '../../../lib/domain/finalization/snapshot.ts';
import type { LabelledBook } from '../../../lib/domain/ports.ts';
import { cycleBooks, ofEveryDistrict, type SeenBooks } from '../cycle-books.ts';
import type { CycleRules } from '../cycle-rules.ts';
import type { Dependencies } from '../dependencies.ts';

/** All books of a cycle in the cohort's order, with their files and what stands in the way of a result. */
export interface BooksAndBlockers {
  readonly books: readonly Book[];
  /** The files of each book, in the same order. */
  readonly files: readonly (readonly Evidence[])[];
  readonly blockers: readonly Blocker[];
}

/** Reads every book with its files, some at a time; a cycle may be open still. Throws `MissingBooks` where a district has none. */
export function readBooksAndBlockers(
  { books }: Pick<Dependencies, 'books'>,
  rules: CycleRules,
): Promise<BooksAndBlockers> {
  return withFiles({ books }, rules, (district) => books.loadLabelled(rules.cycle.id, district));
}

/** The books under these heads, whose gates are closed, with their files; a book that was seen is not read again. */
export function readClosedBooks(
  { books }: Pick<Dependencies, 'books'>,
  rules: CycleRules,
  heads: readonly Head[],
  seen: SeenBooks,
): Promise<BooksAndBlockers> {
  return withFiles({ books }, rules, async (district, position) => {
    const known = seen.bookOf(heads[position]!);
    if (known) return known;
    const labelled = await books.loadLabelled(rules.cycle.id, district);
    if (labelled) seen.keep([labelled]);
    return labelled;
  });
}

async function withFiles(
  { books }: Pick<Dependencies, 'books'>,
  { cycle, scheme }: CycleRules,
  load: (district: string, position: number) => Promise<LabelledBook | null>,
): Promise<BooksAndBlockers> {
  const read = await ofEveryDistrict(cycle, async (district, position) => {
    const labelled = await load(district, position);
    return labelled && { book: labelled.book, files: await books.evidence(cycle.id, district) };
  });
  return {
    books: read.map(({ book }) => book),
    files: read.map(({ files }) => files),
    blockers: read.flatMap(({ book, files }) => blockersOf(scheme, book, files)),
  };
}

/**
 * A first look, at a quarter of the price: the books may be as they were a moment ago, and of their files only those are
 * looked at that wait for their scan, which are listed for 30 days. What it finds is no answer yet.
 */
export async function glanceAtBooks(
  { books }: Pick<Dependencies, 'books'>,
  { cycle, scheme }: CycleRules,
  seen: SeenBooks,
): Promise<Omit<BooksAndBlockers, 'files'>> {
  const read = await cycleBooks({ books }, cycle, true);
  seen.keep(read);
  const pending = Map.groupBy(
    (await books.pendingEvidence()).filter((file) => file.cycle === cycle.id),
    ({ district }) => district,
  );
  const blockers = read.flatMap(({ book }) => {
    const files = (pending.get(book.head.district) ?? []).map(({ id }) => ({ id, state: 'pending' as const }));
    return blockersOf(scheme, book, files);
  });
  return { books: read.map(({ book }) => book), blockers };
}
