import { type Book, type BookComponent, componentOf, genesis } from '../../lib/domain/book.ts';
import type { Actor, AuditAction, AuditEntry } from '../../lib/domain/book-change.ts';
import { changeOf } from '../../lib/domain/book-change.ts';
import type { District } from '../../lib/domain/cycle.ts';
import type { EvidenceBinding, OnSiteVisit } from '../../lib/domain/evidence.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';

/** What happens to one component of a sample book, in order: a claim, its judgement, and a later claim that replaces it. */
export interface SamplePart {
  readonly target?: string;
  readonly claim?: string;
  readonly judged?: 'verify' | 'correct' | 'return' | 'deduct';
  /** The corrected value. */
  readonly corrected?: string;
  readonly deduction?: string;
  readonly evidence?: readonly EvidenceBinding[];
  readonly onSite?: OnSiteVisit;
  /** A claim after the judgement, and whether it was sent back. */
  readonly later?: { readonly value: string; readonly returned: boolean };
}

/** A district of a sample result: who it is, and what happened by component id. */
export interface SampleDistrict extends District {
  readonly parts: Readonly<Record<string, SamplePart>>;
}

/** The cycle of all sample books. */
export const sampleCycleId = 'sample-2019';
const portal: Actor = { subject: 'portal-1', role: 'district' };
const assessor: Actor = { subject: 'assessor-1', role: 'assessor' };

/** A sample book as it ended, with its whole history. */
export interface PlayedBook {
  readonly book: Book;
  readonly entries: readonly AuditEntry[];
}

/** Writes a book as the product would: every write one revision and one entry of the audit chain. */
export function playBook(scheme: Scheme, { id: district, parts }: SampleDistrict): PlayedBook {
  let book: Book = { head: firstHead(district), components: new Map() };
  const entries: AuditEntry[] = [];
  const write = (actor: Actor, action: AuditAction, components: readonly BookComponent[]) => {
    if (components.length === 0) return;
    const context = { scheme, book, actor, receivedAt: Date.parse('2019-12-01T00:00:00Z') + entries.length * 60_000 };
    const change = changeOf(context, { gate: 'assessor', action, reason: null, components });
    entries.push(change.entry);
    const next = new Map([...book.components, ...change.components.map((part) => [part.component, part] as const)]);
    book = { head: change.head, components: next };
  };
  const given = Object.entries(parts);
  const withTarget = given.filter(([, { target }]) => target !== undefined);
  write(
    assessor,
    'set-targets',
    withTarget.map(([id, { target }]) => ({ ...componentOf(book, id), target: target! })),
  );
  const claimed = given.filter(([, { claim }]) => claim !== undefined);
  write(
    portal,
    'claim',
    claimed.map(([id, { claim }]) => withClaim(book, id, claim!)),
  );
  for (const [id, part] of claimed) {
    if (part.judged) write(assessor, part.judged, [judged(book, id, part)]);
    if (!part.later) continue;
    write(portal, 'claim', [withClaim(book, id, part.later.value)]);
    if (part.later.returned) write(assessor, 'return', [returned(componentOf(book, id))]);
  }
  return { book, entries };
}

function firstHead(district: string): Book['head'] {
  return {
    cycle: sampleCycleId,
    district,
    revision: 0,
    epoch: 1,
    portalGate: 'open',
    assessorGate: 'open',
    closesAt: Date.parse('2020-01-01T00:00:00Z'),
    auditHead: genesis,
    componentRevisions: {},
    scope: null,
  };
}

function withClaim(book: Book, id: string, value: string): BookComponent {
  const claim = { value, revision: book.head.revision + 1, returned: false, evidence: [], note: null };
  return { ...componentOf(book, id), claim: { ...claim, at: '2019-12-01T00:00:00.000Z', by: portal.subject } };
}

function returned(part: BookComponent): BookComponent {
  const withdraws = part.verification?.claimRevision === part.claim!.revision;
  return {
    ...part,
    claim: { ...part.claim!, returned: true },
    verification: withdraws ? null : part.verification,
  };
}

function judged(book: Book, id: string, part: SamplePart): BookComponent {
  const current = componentOf(book, id);
  if (part.judged === 'return') return returned(current);
  const claim = current.claim!;
  const value = part.judged === 'correct' ? part.corrected! : part.judged === 'deduct' ? '0' : claim.value;
  const verification = {
    value,
    claimRevision: claim.revision,
    deduction: part.judged === 'deduct' ? part.deduction! : null,
    target: current.target,
    evidence: part.evidence ?? [],
    onSite: part.onSite ?? null,
    at: '2019-12-20T00:00:00.000Z',
    by: assessor.subject,
    reason: '材料属实',
  };
  return { ...current, verification };
}
