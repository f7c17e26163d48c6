import type { Book } from '../../lib/domain/book.ts';
import { blockersOf } from '../../lib/domain/finalization/blockers.ts';
import type { Blocker } from '../../lib/domain/finalization/snapshot.ts';
import type { CycleRules } from '../shared/cycle-rules.ts';
import type { Dependencies } from '../shared/dependencies.ts';

const booksAtOnce = 25;

/** All books of a cycle in the cohort's order, with their open points. */
export interface BooksAndBlockers {
  readonly books: readonly Book[];
  readonly blockers: readonly Blocker[];
}

/** Reads every book with its files, some at a time. */
export async function readBooks(
  { books }: Pick<Dependencies, 'books'>,
  { cycle, scheme }: CycleRules,
): Promise<BooksAndBlockers> {
  const all: Book[] = [];
  const blockers: Blocker[] = [];
  for (let at = 0; at < cycle.districts.length; at += booksAtOnce) {
    const chunk = cycle.districts.slice(at, at + booksAtOnce);
    const read = await Promise.all(
      chunk.map(async ({ id }) => ({
        book: await books.loadLabelled(cycle.id, id),
        files: await books.evidence(cycle.id, id),
      })),
    );
    for (const { book, files } of read) {
      if (!book) throw new Error('a district of the cycle has no book');
      all.push(book.book);
      blockers.push(...blockersOf(scheme, book.book, files));
    }
  }
  return { books: all, blockers };
}
