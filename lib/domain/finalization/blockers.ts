import { type Book, componentOf, isNotCarriedOut, isStale } from '../book.ts';
import type { Evidence } from '../evidence.ts';
import type { Component, Scheme } from '../scheme.ts';
import type { Blocker, BlockerKind } from './snapshot.ts';

/** The open points of a book, in scheme order: what must be settled before a result can be final. */
export function blockersOf(scheme: Scheme, book: Book, files: readonly Evidence[]): Blocker[] {
  const { cycle, district } = book.head;
  const base = `/v1/cycles/${cycle}/districts/${district}`;
  const open = scheme.components.flatMap((component) =>
    componentBlockers(component, book).map(
      (kind): Blocker => ({ kind, district, component: component.id, link: `${base}/book` }),
    ),
  );
  const pending = files
    .filter(({ state }) => state === 'pending')
    .map(
      ({ id }): Blocker => ({ kind: 'evidence-pending', district, component: null, link: `${base}/evidence/${id}` }),
    );
  return [...open, ...pending];
}

function componentBlockers(component: Component, book: Book): BlockerKind[] {
  const stored = componentOf(book, component.id);
  const { claim, verification, target } = stored;
  const kinds: BlockerKind[] = [];
  if (component.target === 'assigned' && target === null) kinds.push('target-missing');
  if (!claim) return kinds;
  if (claim.returned) return [...kinds, 'claim-returned'];
  if (verification?.claimRevision === claim.revision) return isStale(stored) ? [...kinds, 'verification-stale'] : kinds;
  return [...kinds, isNotCarriedOut(component, claim) ? 'deduction-undecided' : 'claim-unverified'];
}
