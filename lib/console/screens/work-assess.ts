import { type Body, Problem, type Reply, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import { type BookComponent, type ItemName, readBook } from './work-reading.ts';

/** What an assessor looked at: a component of a book at a revision. */
export interface Seen {
  readonly revision: number;
  readonly component: BookComponent;
}

/** An item of a cycle. */
export interface Place extends ItemName {
  readonly cycle: string;
}

/** An assessment of a claim, or the record of a value, as the API takes it. */
export type Assessment = Body<'assessClaim'>;

/** An entry of a book's history. */
export type HistoryEntry = Reply<'getHistory'>['items'][number];

/** What an entry of the history says that a component became. */
export interface Became {
  readonly target: string | null;
  readonly claim: { readonly value: string; readonly returned: boolean } | null;
  readonly verification: { readonly value: string; readonly deduction: string | null } | null;
}

const attemptsMax = 8;

/** Whether what is judged is another than what was looked at: its claim, target, verification or files. */
export function hasMoved(seen: BookComponent, now: BookComponent): boolean {
  return JSON.stringify(seen) !== JSON.stringify(now);
}

/**
 * Sends an assessment of what was looked at. Where only other components of the book have moved, it is sent again with
 * the book's new revision; where this one has, nothing is sent and the answer is `moved`.
 */
export async function sendAssessment(
  place: Place,
  body: Assessment,
  seen: Seen,
  headers: { 'Idempotency-Key': string },
): Promise<'done' | 'moved'> {
  let { revision } = seen;
  for (let attempt = 1; ; attempt++) {
    try {
      const header = { ...headers, 'If-Match': `"${revision}"` };
      const path = '/v1/cycles/{cycle}/districts/{district}/components/{component}/assessments';
      await tell(api.POST(path, { params: { path: { ...place }, header }, body }));
      return 'done';
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.slug !== 'revision-conflict' || attempt === attemptsMax) throw fault;
    }
    const book = await readBook(place.cycle, place.district);
    const now = book.components.find(({ component }) => component === place.component)!;
    if (hasMoved(seen.component, now)) return 'moved';
    revision = book.revision;
  }
}

/** What has happened to a component since a revision of its book, oldest first. */
export async function entriesSince(place: Place, revision: number, signal: AbortSignal): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  const path = { cycle: place.cycle, district: place.district };
  for (let cursor: string | undefined; ; ) {
    const query = { limit: 20, ...(cursor && { cursor }) };
    const page = await tell(
      api.GET('/v1/cycles/{cycle}/districts/{district}/history', { params: { path, query }, signal }),
    );
    const newer = page.items.filter((entry) => entry.revision > revision);
    entries.push(...newer.filter(({ changes }) => changes.some(({ component }) => component === place.component)));
    cursor = page.nextCursor;
    if (newer.length < page.items.length || !cursor) return entries.reverse();
  }
}

/** What an entry made of a component. */
export function becameOf({ changes }: HistoryEntry, component: string): Became | null {
  return (changes.find((change) => change.component === component)?.after as Became | undefined) ?? null;
}
