import { type Book, componentOf, inputsOf } from '../book.ts';
import { type Missing, missingOf } from '../completeness.ts';
import type { Evidence } from '../evidence.ts';
import type { Scheme } from '../scheme.ts';
import type { Blocker, BlockerKind } from './snapshot.ts';

/** The open points of a book, in scheme order: what must be settled before a result can be final. */
export function blockersOf(scheme: Scheme, book: Book, files: readonly Evidence[]): Blocker[] {
  const { district } = book.head;
  const inputs = inputsOf(scheme, book.components);
  const open = scheme.components.flatMap((component, index) =>
    missingOf(component, componentOf(book, component.id), inputs[index]!, false).flatMap((missing): Blocker[] => {
      const kind = blockerOf[missing];
      return kind ? [{ kind, district, component: component.id, evidence: null }] : [];
    }),
  );
  const pending = files
    .filter(({ state }) => state === 'pending')
    .map(({ id }): Blocker => ({ kind: 'evidence-pending', district, component: null, evidence: id }));
  return [...open, ...pending];
}

/** What of that which a component lacks stands in the way of a result. An unclaimed component earns nothing and is final. */
const blockerOf: Partial<Record<Missing, BlockerKind>> = {
  target: 'target-missing',
  'new-claim': 'claim-returned',
  assessment: 'claim-unverified',
  deduction: 'deduction-undecided',
  'new-assessment': 'verification-stale',
};
