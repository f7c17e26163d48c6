import type { Book } from '../../lib/domain/book.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { Evidence } from '../../lib/domain/evidence.ts';
import type { EvidenceLock } from '../../lib/domain/evidence-ports.ts';
import { log } from '../telemetry/log.ts';
import { ofEveryDistrict } from './cycle-books.ts';
import type { LockingDependencies } from './dependencies.ts';

/** A file that a verification in force rests on, and when it came to do so: its retention counts from then. */
interface Relied {
  readonly id: string;
  readonly at: string;
}

const overdueMilliseconds = 30 * 60_000;

/**
 * Locks a file that a verification of this instant rests on, and notes that it is locked. Throws where the book has no such
 * file or nothing is stored of it, or where the object store refuses.
 */
export async function lockFile(
  needs: LockingDependencies,
  { cycle, district }: { readonly cycle: string; readonly district: string },
  id: string,
  at: string,
): Promise<void> {
  const file = await needs.books.evidenceOf(cycle, district, id);
  const lock = await lockVersion(needs, present(file, id), at);
  await needs.locks.note(cycle, district, lock);
}

function present(file: Evidence | null | undefined, id: string): Evidence {
  if (!file) throw new Error(`a verification rests on the file ${id}, which the book does not have`);
  return file;
}

async function lockVersion(
  { files, evidenceRetentionYears }: LockingDependencies,
  { id, objectKey, versionId }: Evidence,
  at: string,
): Promise<EvidenceLock> {
  if (versionId === null) throw new Error(`a verification rests on the file ${id}, of which nothing is stored`);
  const until = retainedUntil(at, evidenceRetentionYears);
  await files.protect(objectKey, versionId, until);
  return { id, versionId, until };
}

/**
 * Locks every file that the closed books' verifications rest on, as the object store itself says and whatever was noted;
 * books and their files in the cohort's order. Throws if that can't be done: then nothing may be sealed.
 */
export async function lockForGood(
  needs: LockingDependencies,
  cycle: Cycle,
  books: readonly Book[],
  files: readonly (readonly Evidence[])[],
): Promise<void> {
  await ofEveryDistrict(cycle, async (_, position) => {
    const known = new Map(files[position]!.map((file) => [file.id, file]));
    const relied = reliedOn(books[position]!);
    for (const { id, at } of relied) await lockVersion(needs, present(known.get(id), id), at);
    return relied.length;
  });
}

/**
 * Compares what verifications rest on with what was noted as locked, and locks what an event that was lost, or is late,
 * has left unlocked. Takes the books in the cohort's order, or reads them. Gives how many files stay unlocked half an hour
 * after they should have been.
 */
export async function lockWhatWasMissed(
  needs: LockingDependencies,
  cycle: Cycle,
  books?: readonly Book[],
): Promise<number> {
  const overdue = await ofEveryDistrict(cycle, async (district, position) => {
    const book = books ? books[position]! : await readableBook(needs, cycle.id, district);
    return book ? lockMissedOf(needs, book) : 0;
  });
  return overdue.reduce((sum, count) => sum + count, 0);
}

/** A book that is missing, or can't be read, keeps no other's files from being locked: the comparison tells of it. */
async function readableBook({ books }: LockingDependencies, cycle: string, district: string): Promise<Book | null> {
  try {
    return (await books.loadLabelled(cycle, district, true))?.book ?? null;
  } catch (fault) {
    await log.fault('the files of a book could not be looked after', fault, { cycle, district });
    return null;
  }
}

async function lockMissedOf(needs: LockingDependencies, book: Book): Promise<number> {
  const { cycle, district } = book.head;
  const relied = reliedOn(book);
  if (relied.length === 0) return 0;
  const noted = new Map((await needs.locks.ofBook(cycle, district)).map((lock) => [lock.id, lock]));
  let overdue = 0;
  for (const { id, at } of relied) {
    if ((noted.get(id)?.until ?? '') >= retainedUntil(at, needs.evidenceRetentionYears)) continue;
    if (await canBeLocked(needs, { cycle, district }, id, at)) continue;
    if (needs.clock.now() - Date.parse(at) >= overdueMilliseconds) overdue++;
  }
  return overdue;
}

/** One file that can't be locked keeps no other from being locked: it is tried again at the next sweep. */
async function canBeLocked(
  needs: LockingDependencies,
  book: { readonly cycle: string; readonly district: string },
  id: string,
  at: string,
): Promise<boolean> {
  try {
    await lockFile(needs, book, id, at);
    return true;
  } catch (fault) {
    await log.fault('a file that a verification rests on could not be locked', fault, book);
    return false;
  }
}

/** Each file once, at the latest of the verifications that rest on it. */
function reliedOn({ components }: Book): Relied[] {
  const latest = new Map<string, string>();
  for (const { verification } of components.values())
    for (const { id } of verification?.evidence ?? [])
      if (verification!.at > (latest.get(id) ?? '')) latest.set(id, verification!.at);
  return [...latest].map(([id, at]) => ({ id, at }));
}

function retainedUntil(at: string, years: number): string {
  const until = new Date(at);
  until.setUTCFullYear(until.getUTCFullYear() + years);
  return until.toISOString();
}
