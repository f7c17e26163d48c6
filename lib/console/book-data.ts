import { Problem, type Reply, tell } from '../client/index.ts';
import { api } from './api.ts';
import type { BookPlace, EvidenceFile } from './upload.ts';

/** Everything of one district. */
export type Book = Reply<'getBook'>;

/** One component as a book holds it. */
export type BookItem = Book['components'][number];

/** An entry of a book's history; what it says of a component is what the component held. */
export type HistoryEntry = Omit<Reply<'getHistory'>['items'][number], 'changes'> & {
  readonly changes: readonly {
    readonly component: string;
    readonly before: ComponentContent;
    readonly after: ComponentContent;
  }[];
};

/** What a component held before or after a change. */
export interface ComponentContent {
  readonly target: string | null;
  readonly claim: { readonly value: string; readonly returned: boolean; readonly evidence: readonly unknown[] } | null;
  readonly verification: { readonly value: string; readonly deduction: string | null } | null;
}

/** All files of a book, in the order in which the API lists them. */
export async function readFiles(place: BookPlace, signal: AbortSignal): Promise<EvidenceFile[]> {
  const files: EvidenceFile[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { limit: 100, ...(cursor && { cursor }) };
    const params = { path: place, query };
    const page = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/evidence', { params, signal }));
    files.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return files;
  }
}

/**
 * The history of a book, newest first, as far back as is wanted: `isEnough` is asked after each page. Says whether
 * there is more.
 */
export async function readHistory(
  place: BookPlace,
  isEnough: (entries: readonly HistoryEntry[]) => boolean,
  signal: AbortSignal,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly hasMore: boolean }> {
  const entries: HistoryEntry[] = [];
  for (let cursor: string | undefined; ; ) {
    const params = { path: place, query: { limit: 50, ...(cursor && { cursor }) } };
    const page = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/history', { params, signal }));
    entries.push(...(page.items as unknown as HistoryEntry[]));
    cursor = page.nextCursor;
    if (!cursor || isEnough(entries)) return { entries, hasMore: cursor !== undefined };
  }
}

/** Why each of these components was returned last, and when. */
export async function readReturns(
  place: BookPlace,
  components: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HistoryEntry>> {
  if (components.length === 0) return new Map();
  const { entries } = await readHistory(
    place,
    (read) => returnsIn(read, components).size === components.length,
    signal,
  );
  return returnsIn(entries, components);
}

/** The newest return of each of these components among entries that come newest first. */
export function returnsIn(
  entries: readonly HistoryEntry[],
  components: readonly string[],
): ReadonlyMap<string, HistoryEntry> {
  const found = new Map<string, HistoryEntry>();
  for (const entry of entries) {
    if (entry.action !== 'return') continue;
    for (const { component } of entry.changes)
      if (components.includes(component) && !found.has(component)) found.set(component, entry);
  }
  return found;
}

/** A score that holds a revision of the book; waits until there is one. */
export async function readScoreOf(
  place: BookPlace,
  basis: 'claimed' | 'verified',
  minRevision: number,
  signal: AbortSignal,
): Promise<Reply<'getScore'>> {
  for (;;) {
    try {
      const params = { path: place, query: { basis, minRevision } };
      return await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/score', { params, signal }));
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.slug !== 'not-yet-applied') throw fault;
    }
  }
}
