import { type Reply, tell } from '../../client/index.ts';
import type { AnswerFormat } from '../answer-files.tsx';
import { api } from '../api.ts';

/** The work list as the API orders it. */
export type WorkList = Reply<'getWorkList'>;

/** One open assessment of the list. */
export type WorkItem = WorkList['work'][number];

/** A district's book. */
export type Book = Reply<'getBook'>;

/** What a book holds of one component. */
export type BookComponent = Book['components'][number];

/** Which component of which district: `zhenhai:20.1` in addresses. */
export interface ItemName {
  readonly district: string;
  readonly component: string;
}

/** How addresses and maps name an item. */
export function itemKey({ district, component }: ItemName): string {
  return `${district}:${component}`;
}

/** The item that an address names; `null` where it names none. */
export function itemNamed(text: string | null): ItemName | null {
  const [district, component] = (text ?? '').split(':');
  return district && component ? { district, component } : null;
}

/** The item so many places further among others; `null` where there is none but itself. */
export function neighbour(order: readonly ItemName[], current: ItemName, step: 1 | -1): ItemName | null {
  const at = order.findIndex((item) => itemKey(item) === itemKey(current));
  if (at < 0) return order[0] ?? null;
  const next = order[(at + step + order.length) % order.length]!;
  return itemKey(next) === itemKey(current) ? null : next;
}

/** Of which district and component; `null` for all. */
export interface WorkFilter {
  readonly district: string | null;
  readonly component: string | null;
}

/** What is open, of one district or component where one is chosen. */
export function readWorkList(cycle: string, filter: WorkFilter, signal: AbortSignal): Promise<WorkList> {
  const params = { path: { cycle }, query: queryOf(filter) };
  return tell(api.GET('/v1/cycles/{cycle}/completeness', { params, signal }));
}

/** The same list as a file. */
export function askWorkFile(cycle: string, filter: WorkFilter, format: AnswerFormat) {
  const params = { path: { cycle }, query: { ...queryOf(filter), format } };
  return api.GET('/v1/cycles/{cycle}/completeness', { params, parseAs: 'blob' });
}

function queryOf({ district, component }: WorkFilter) {
  return { ...(district !== null && { district }), ...(component !== null && { component }) };
}

/** Reads a district's book. */
export function readBook(cycle: string, district: string, signal?: AbortSignal): Promise<Book> {
  const path = { cycle, district };
  return tell(api.GET('/v1/cycles/{cycle}/districts/{district}/book', { params: { path }, ...(signal && { signal }) }));
}

/** Files that several districts hold: by district and file the others that hold it, and the items that rest on one. */
export interface Shared {
  readonly others: ReadonlyMap<string, readonly string[]>;
  readonly items: ReadonlySet<string>;
}

/** Which claims rest on a file that another district holds too; only books that hold such a file are read. */
export async function readShared(cycle: string, signal: AbortSignal): Promise<Shared> {
  const { items } = await tell(
    api.GET('/v1/cycles/{cycle}/evidence-duplicates', { params: { path: { cycle } }, signal }),
  );
  const others = new Map<string, string[]>();
  for (const { holders } of items)
    for (const { district, evidence } of holders)
      others.set(
        `${district}/${evidence}`,
        holders.map((holder) => holder.district).filter((other) => other !== district),
      );
  const districts = [...new Set(items.flatMap(({ holders }) => holders.map(({ district }) => district)))];
  const books = await Promise.all(districts.map((district) => readBook(cycle, district, signal)));
  const keys = books.flatMap(({ district, components }) =>
    components
      .filter(({ claim }) => claim?.evidence.some((id) => others.has(`${district}/${id}`)))
      .map(({ component }) => itemKey({ district, component })),
  );
  return { others, items: new Set(keys) };
}
