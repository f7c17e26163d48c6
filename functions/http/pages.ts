import { createHmac, timingSafeEqual } from 'node:crypto';
import { reject } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Caller, PathParameters } from '../contract/route.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

/** Name of the secret that signs cursors; made with the first scheme and the first cycle, before there is anything to page through. */
export const cursorSecret = 'cursor-signing-key';

const lifetimeMilliseconds = 24 * 3600 * 1000;

/** What a cursor is good for: one caller, one list with its filters. */
export interface CursorScope {
  readonly caller: Caller;
  readonly list: string;
}

/** What of a query says where a page begins, how much it holds and how long it may take, and not what is listed. */
const ofPlaces: ReadonlySet<string> = new Set(['after', 'at', 'cursor', 'limit', 'wait']);

/** The list that a route gives for an address and its filters: a cursor is good for the same list only. */
export function listOf(route: string, { cycle, district, id }: Partial<PathParameters>, query: object): string {
  const filters = Object.entries(query).filter(([name, value]) => !ofPlaces.has(name) && value !== undefined);
  return JSON.stringify([route, cycle, district, id, filters.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

type Needs = Pick<Dependencies, 'secrets' | 'clock'>;

/** A signed cursor that goes on after `position`; good for a day, for this caller and this list. */
async function writeCursor({ secrets, clock }: Needs, scope: CursorScope, position: string): Promise<string> {
  const key = await secrets.load(cursorSecret);
  if (key === null) throw new Error('the cursor signing key is missing although there is something to page through');
  const content = Buffer.from(JSON.stringify([clock.now() + lifetimeMilliseconds, position])).toString('base64url');
  return `${content}.${signature(key, scope, content)}`;
}

/** A page as it is sent: with the cursor of the next one, where it goes on. */
export async function withCursor(needs: Needs, scope: CursorScope, told: unknown): Promise<object> {
  const { next, ...page } = told as { readonly next: string | null };
  return next === null ? page : { ...page, nextCursor: await writeCursor(needs, scope, next) };
}

/** The position of a cursor; `null` without one. Refuses what is forged, edited, expired, or of another caller or list. */
export async function readCursor(
  { secrets, clock }: Needs,
  scope: CursorScope,
  cursor: string | undefined,
): Promise<string | null | Rejection> {
  if (cursor === undefined) return null;
  const key = await secrets.load(cursorSecret);
  const [content = '', given = '', ...more] = cursor.split('.');
  if (key === null || more.length > 0 || !isEqual(given, signature(key, scope, content))) return cursorInvalid;
  const [expiresAt, position] = JSON.parse(Buffer.from(content, 'base64url').toString()) as [number, string];
  return clock.now() < expiresAt ? position : cursorInvalid;
}

/** Refuses a cursor with which nothing can go on. */
export const cursorInvalid = reject('cursor-invalid', {
  zh: '游标无效或已过期；请不带 cursor 从头读取。',
  en: 'The cursor is not valid here or has expired; read the list again from the start, without a cursor.',
});

function signature(key: string, { caller, list }: CursorScope, content: string): string {
  const scope = [caller.role, caller.district ?? '', list, content].join('\n');
  return createHmac('sha256', key).update(scope).digest('base64url');
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A synchronous answer of a function holds 6 MB; this leaves room for what is around the items. */
export const pageBytesMax = 4_000_000;

/** The first items of a page, as many as one answer can hold, and at least one of those there are. */
export function fittingPage<T>(items: readonly T[]): T[] {
  let bytes = 0;
  const fitting = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return bytes > pageBytesMax;
  });
  return fitting < 0 ? [...items] : items.slice(0, Math.max(1, fitting));
}
