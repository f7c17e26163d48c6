import type { Head } from './book.ts';
import type { Cycle } from './cycle.ts';
import { canonicalJson } from './digest.ts';

/** The heads of a cycle's audit chains at one moment. Kept where nobody can change it, it tells a rewritten chain. */
export interface Anchor {
  readonly format: 'kaohe-anchor/1';
  readonly cycle: string;
  readonly at: string;
  /** One for each district, in the cohort's order. */
  readonly heads: readonly AnchoredHead[];
}

/** The end of one chain when it was anchored; `genesis` where nothing had been written. */
export type AnchoredHead = Pick<Head, 'district' | 'revision' | 'auditHead'>;

/** The anchor of these heads at an instant. */
export function anchorOf({ id }: Cycle, heads: readonly AnchoredHead[], at: string): Anchor {
  const ends = heads.map(({ district, revision, auditHead }) => ({ district, revision, auditHead }));
  return { format: 'kaohe-anchor/1', cycle: id, at, heads: ends };
}

/** An anchor's bytes: canonical JSON, so that the same heads at the same instant are the same bytes. */
export function anchorText(anchor: Anchor): string {
  return canonicalJson(anchor);
}

/** The anchor of a text. Throws on anything that is not an anchor of this cycle: nothing may pass for one that says less. */
export function readAnchor(text: string, cycle: string): Anchor {
  const anchor = JSON.parse(text) as Partial<Anchor> | null;
  const isWhole =
    anchor?.format === 'kaohe-anchor/1' &&
    anchor.cycle === cycle &&
    Array.isArray(anchor.heads) &&
    anchor.heads.every(
      ({ district, revision, auditHead }: Partial<AnchoredHead>) =>
        typeof district === 'string' && Number.isSafeInteger(revision) && typeof auditHead === 'string',
    );
  if (!isWhole) throw new Error(`an anchor of the cycle ${cycle} can't be read`);
  return anchor as Anchor;
}

/** The name of the anchor of a UTC day, by an instant in it (epoch milliseconds). */
export function dailyName(time: number): string {
  return `${new Date(time).toISOString().slice(0, 10)}.json`;
}

/** The name of the anchor of a closing: steps are counted through all epochs, so that no two closings share one. */
export function closingName(epoch: number, steps: number): string {
  return `closing-${epoch}-${steps}.json`;
}
