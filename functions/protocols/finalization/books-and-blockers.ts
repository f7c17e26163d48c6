import type { Book } from '../../../lib/domain/book.ts';
import { blockersOf } from '../../../lib/domain/completeness.ts';
import type { Evidence } from '../../../lib/domain/evidence.ts';
import type { Blocker } from '../../../lib/domain/finalization/snapshot.ts';
import { ofEveryDistrict } from '../cycle-books.ts';
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
export async function readBooksAndBlockers(
  { books }: Pick<Dependencies, 'books'>,
  { cycle, scheme }: CycleRules,
): Promise<BooksAndBlockers> {
  const read = await ofEveryDistrict(cycle, async (district) => {
    const labelled = await books.loadLabelled(cycle.id, district);
    return labelled && { book: labelled.book, files: await books.evidence(cycle.id, district) };
  });
  return {
    books: read.map(({ book }) => book),
    files: read.map(({ files }) => files),
    blockers: read.flatMap(({ book, files }) => blockersOf(scheme, book, files)),
  };
}
