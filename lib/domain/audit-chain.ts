import { type ComponentContent, genesis } from './book.ts';
import { canonicalJson, sha256 } from './digest.ts';
import type { Evidence } from './evidence.ts';

/** What a write of a book did. */
export type AuditAction =
  | 'claim'
  | 'set-targets'
  | 'verify'
  | 'correct'
  | 'return'
  | 'deduct'
  | 'announce-evidence'
  | 'register-evidence'
  | 'withdraw-evidence';

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

/** A break of a chain: the first revision at which it does not hold, and how. */
export interface ChainBreak {
  readonly revision: number;
  readonly fault: 'missing-entry' | 'altered-entry' | 'wrong-previous' | 'wrong-head';
}

/** The end of a chain: as the head of its book says, or as it once did. */
export interface ChainEnd {
  readonly revision: number;
  readonly auditHead: string;
}

/**
 * Checks a book's whole history, oldest first, against the head: nothing altered, dropped, swapped or cut off.
 * Who rewrites the chain, or cuts its tail, and the head with it is found only by older heads kept elsewhere: `anchors`.
 */
export function findChainBreak(
  entries: readonly AuditEntry[],
  head: ChainEnd,
  anchors: readonly ChainEnd[] = [],
): ChainBreak | null {
  let previous = genesis;
  for (const [index, entry] of entries.entries()) {
    const { hash, ...content } = entry;
    if (entry.revision !== index + 1) return { revision: index + 1, fault: 'missing-entry' };
    if (entry.previous !== previous) return { revision: entry.revision, fault: 'wrong-previous' };
    if (chained(content).hash !== hash) return { revision: entry.revision, fault: 'altered-entry' };
    if (anchors.some(({ revision, auditHead }) => revision === entry.revision && auditHead !== hash))
      return { revision: entry.revision, fault: 'altered-entry' };
    previous = hash;
  }
  if (entries.length !== head.revision || anchors.some(({ revision }) => revision > entries.length))
    return { revision: entries.length + 1, fault: 'missing-entry' };
  return previous === head.auditHead ? null : { revision: head.revision, fault: 'wrong-head' };
}
