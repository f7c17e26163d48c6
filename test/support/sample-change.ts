import { type Book, componentOf } from '../../lib/domain/book.ts';
import type { Actor } from '../../lib/domain/book-change.ts';
import { type BookChange, changeOf } from '../../lib/domain/book-change.ts';
import type { StoredReply } from '../../lib/domain/ports.ts';
import { sampleNow, sampleScheme } from './sample-cycle.ts';

const portal: Actor = { subject: 'portal-1', role: 'district' };
const assessor: Actor = { subject: 'assessor-1', role: 'assessor' };

/** The change that a claim of one value for some components makes to a book as it was read. */
export function claimChange(
  book: Book,
  value: string,
  components: readonly string[] = ['5'],
  receivedAt = sampleNow,
): BookChange {
  const at = new Date(receivedAt).toISOString();
  const claim = {
    value,
    revision: book.head.revision + 1,
    returned: false,
    evidence: [],
    note: null,
    at,
    by: portal.subject,
  };
  const claimed = components.map((id) => ({ ...componentOf(book, id), claim }));
  const context = { scheme: sampleScheme, book, actor: portal, receivedAt };
  return changeOf(context, { gate: 'portal', action: 'claim', reason: null, components: claimed });
}

/** The change that setting a target makes. */
export function targetChange(book: Book, target: string, component = '5', receivedAt = sampleNow): BookChange {
  const context = { scheme: sampleScheme, book, actor: assessor, receivedAt };
  const components = [{ ...componentOf(book, component), target }];
  return changeOf(context, { gate: 'assessor', action: 'set-targets', reason: null, components });
}

/** A reply to keep. */
export function sampleReply(id: string, more: Partial<StoredReply> = {}): StoredReply {
  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  return {
    id,
    fingerprint: 'f1',
    status: 200,
    body: '{"revision":1}',
    etag: '"1"',
    location: null,
    expiresAt: inAnHour,
    ...more,
  };
}
