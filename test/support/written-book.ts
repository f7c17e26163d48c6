import { type Book, genesis, type Head } from '../../lib/domain/book.ts';
import type { Actor } from '../../lib/domain/book-change.ts';
import { type BookChange, type Decision, type DecisionContext, unchanged } from '../../lib/domain/book-change.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';

/** The closing instant of books in tests. */
export const closesAt = Date.parse('2019-12-31T16:00:00.000Z');

/** What a cycle says about assessments, unless a test says otherwise. */
export const assessmentRules = { evidenceRequired: false, timeZone: 'Asia/Shanghai' };

/** Who writes in tests. */
export const portal: Actor = { subject: 'portal-yuhang', role: 'district' };
export const assessor: Actor = { subject: 'assessor-1', role: 'assessor' };

/** A book in which nobody has written anything. */
export function blankBook(district = 'yuhang', head: Partial<Head> = {}): Book {
  return {
    head: {
      cycle: '2019',
      district,
      revision: 0,
      epoch: 1,
      portalGate: 'open',
      assessorGate: 'open',
      closesAt,
      auditHead: genesis,
      componentRevisions: {},
      scope: null,
      ...head,
    },
    components: new Map(),
  };
}

/** A decision about a book, one hour before it closes unless told otherwise. */
export function asking(scheme: Scheme, book: Book, actor: Actor, receivedAt = closesAt - 3_600_000): DecisionContext {
  return { scheme, book, actor, receivedAt };
}

/** The write that a decision asks for; fails the test on a refusal or on nothing to do. */
export function accepted(decision: Decision): BookChange {
  if (isRejection(decision)) throw new Error(`refused: ${decision.rejected}`);
  if (decision === unchanged) throw new Error('nothing to do');
  return decision;
}

/** The book after a decision; as it was after a refusal or nothing to do. */
export function bookAfter(book: Book, decision: Decision): Book {
  if (isRejection(decision) || decision === unchanged) return book;
  const written = decision.components.map((component) => [component.component, component] as const);
  return { head: decision.head, components: new Map([...book.components, ...written]) };
}
