import { type Book, type BookComponent, type ComponentContent, componentOf, type Head } from './book.ts';
import { canonicalJson, sha256 } from './digest.ts';
import type { Evidence } from './evidence.ts';
import { type Rejection, reject } from './rejection.ts';
import type { Scheme } from './scheme.ts';

/** What a write of a book did. */
export const auditActions = [
  'claim',
  'set-targets',
  'verify',
  'correct',
  'return',
  'deduct',
  'record',
  'announce-evidence',
  'register-evidence',
  'withdraw-evidence',
] as const;

/** The name of what a write of a book did. */
export type AuditAction = (typeof auditActions)[number];

/** Who did it: the token's subject and the role it acted in. */
export interface Actor {
  readonly subject: string;
  readonly role: string;
}

/** One entry of a book's history: who did what, before → after, why; chained to the entry before it. */
export interface AuditEntry {
  readonly cycle: string;
  readonly district: string;
  readonly revision: number;
  readonly epoch: number;
  readonly at: string;
  readonly by: string;
  readonly role: string;
  readonly action: AuditAction;
  readonly reason: string | null;
  readonly changes: readonly {
    readonly component: string;
    readonly before: ComponentContent;
    readonly after: ComponentContent;
  }[];
  /** Files that the write changed; absent where it changed none. */
  readonly files?: readonly { readonly id: string; readonly before: Evidence | null; readonly after: Evidence }[];
  /** Hash of the previous entry; `genesis` for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** Chains an entry: its hash covers every field, the previous hash included. */
export function chained(entry: Omit<AuditEntry, 'hash'>): AuditEntry {
  return { ...entry, hash: sha256(canonicalJson(entry)) };
}

/** What every decision about a book looks at: the book as read, the rules, who asks, and when the gateway received it. */
export interface DecisionContext {
  readonly scheme: Scheme;
  readonly book: Book;
  readonly actor: Actor;
  /** The gateway's receipt time, epoch milliseconds: the deadline looks at nothing else. */
  readonly receivedAt: number;
}

/**
 * Which gate a write goes through: portals stop at the closing instant, assessors go on until finalization. A file
 * that arrived before the closing instant is registered also afterwards, as long as assessors may still write. That one
 * arrived too late is recorded through the assessors' gate, which has no deadline.
 */
export type Gate = 'portal' | 'assessor' | 'registration';

/** An accepted write of a book, complete: what to store, and under which conditions it is still true. */
export interface BookChange {
  readonly gate: Gate;
  readonly receivedAt: number;
  /** The head as read; its revision is a condition of the write. */
  readonly before: Head;
  readonly head: Head;
  readonly components: readonly BookComponent[];
  readonly evidence: readonly Evidence[];
  /** The stored file by which the book knows the bytes of `evidence` afterwards, if it is none of those. */
  readonly sameBytes: Evidence | null;
  readonly entry: AuditEntry;
}

/** A write that would change nothing: it makes no revision. */
export const unchanged = 'unchanged';

/** The answer of a decision. */
export type Decision = BookChange | typeof unchanged | Rejection;

/** Whether something was received too late for the portal: the closing instant itself is [T 18]. */
export function isTooLate({ book: { head }, receivedAt }: Pick<DecisionContext, 'book' | 'receivedAt'>): boolean {
  return receivedAt >= head.closesAt;
}

/** Refuses a write through a closed gate. A portal's gate closes at the instant itself: received at it is too late. */
export function refuseClosedGate(
  { book: { head }, receivedAt }: { readonly book: Pick<Book, 'head'>; readonly receivedAt: number },
  gate: Gate,
): Rejection | null {
  const isInTime = gate === 'assessor' || receivedAt < head.closesAt;
  const isOpen = isInTime && (gate === 'portal' ? head.portalGate : head.assessorGate) === 'open';
  if (isOpen) return null;
  return reject('cycle-closed', {
    zh: '本考核周期已停止接收，此次提交未保存。如需更正，请联系考核管理员申请重新开放。',
    en: 'The cycle is closed for this kind of write, and nothing was stored. For a correction, ask the administrator for a reopening.',
  });
}

/** Refuses components outside the scope of a reopening. */
export function refuseOutOfScope({ book: { head } }: DecisionContext, components: readonly string[]): Rejection | null {
  const { scope } = head;
  if (scope === null || components.every((id) => scope.includes(id))) return null;
  return reject('cycle-closed', {
    zh: `本次重新开放只限于以下各项：${scope.join('、')}。`,
    en: `This reopening is limited to these components: ${scope.join(', ')}.`,
  });
}

/** What a decision wants written. */
export interface WantedChange {
  readonly gate: Gate;
  readonly action: AuditAction;
  readonly reason: string | null;
  /** The components as they will be; their `revision` is set here. */
  readonly components: readonly BookComponent[];
  /** Files as they will be, each with what it was; their `revision` is set here. */
  readonly files?: readonly { readonly before: Evidence | null; readonly after: Evidence }[];
  readonly sameBytes?: Evidence | null;
}

/** Assembles the write: next revision, next head of the audit chain, and the entry that says before → after. */
export function changeOf({ book, actor, receivedAt }: DecisionContext, wanted: WantedChange): BookChange {
  const { head } = book;
  const revision = head.revision + 1;
  const components = wanted.components.map((component) => ({ ...component, revision }));
  const files = (wanted.files ?? []).map(({ before, after }) => ({ before, after: { ...after, revision } }));
  const entry = chained({
    cycle: head.cycle,
    district: head.district,
    revision,
    epoch: head.epoch,
    at: new Date(receivedAt).toISOString(),
    by: actor.subject,
    role: actor.role,
    action: wanted.action,
    reason: wanted.reason,
    changes: components.map((after) => ({
      component: after.component,
      before: contentOf(componentOf(book, after.component)),
      after: contentOf(after),
    })),
    ...(files.length > 0 && {
      files: files.map(({ before, after }) => ({ id: after.id, before, after })),
    }),
    previous: head.auditHead,
  });
  const written = Object.fromEntries(components.map(({ component }) => [component, revision]));
  return {
    gate: wanted.gate,
    receivedAt,
    before: head,
    head: {
      ...head,
      revision,
      auditHead: entry.hash,
      componentRevisions: { ...head.componentRevisions, ...written },
    },
    components,
    evidence: files.map(({ after }) => after),
    sameBytes: wanted.sameBytes ?? null,
    entry,
  };
}

function contentOf({ target, claim, verification }: BookComponent): ComponentContent {
  return { target, claim, verification };
}
