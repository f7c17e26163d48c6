import { genesis } from './book.ts';
import { type AuditEntry, chained } from './book-change.ts';

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
