import { describe, expect, it } from 'vitest';
import { findChainBreak } from '../../lib/domain/audit-chain.ts';
import { genesis } from '../../lib/domain/book.ts';
import { type AuditEntry, chained } from '../../lib/domain/book-change.ts';

type Content = Omit<AuditEntry, 'hash' | 'previous'>;

const targeted = (target: string) => ({ target, claim: null, verification: null });

function content(revision: number, target: string): Content {
  return {
    cycle: '2019',
    district: 'yuhang',
    revision,
    epoch: 1,
    at: `2019-11-0${revision}T00:00:00.000Z`,
    by: 'portal-yuhang',
    role: 'district',
    action: 'claim',
    reason: null,
    changes: [{ component: '5', before: targeted('10'), after: targeted(target) }],
  };
}

/** Chains contents one after another, as honest writes do, and as a forger of everything would. */
function chain(contents: readonly Content[]): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const next of contents) entries.push(chained({ ...next, previous: entries.at(-1)?.hash ?? genesis }));
  return entries;
}

const contents = ['10', '12', '14', '16', '18'].map((value, index) => content(index + 1, value));
const entries = chain(contents);
const headOf = (chainOf: readonly AuditEntry[]) => ({
  revision: chainOf.length,
  auditHead: chainOf.at(-1)?.hash ?? genesis,
});
const head = headOf(entries);

describe('an unbroken chain', () => {
  it('has no break, of five entries or of none', () => {
    expect(findChainBreak(entries, head)).toBeNull();
    expect(findChainBreak([], { revision: 0, auditHead: genesis })).toBeNull();
  });

  it('agrees with every head it has had', () => {
    for (let length = 0; length <= entries.length; length++)
      expect(findChainBreak(entries, head, [headOf(entries.slice(0, length))])).toBeNull();
  });
});

describe('a broken chain', () => {
  it.each(['at', 'by', 'role', 'action', 'reason', 'cycle', 'district', 'epoch', 'changes'] as const)(
    'shows where %s was altered',
    (field) => {
      const forged = entries.with(2, { ...entries[2]!, [field]: field === 'epoch' ? 2 : 'forged' } as AuditEntry);
      expect(findChainBreak(forged, head)).toEqual({ revision: 3, fault: 'altered-entry' });
    },
  );

  it('shows one altered byte deep inside', () => {
    const [change] = entries[1]!.changes;
    const forged = entries.with(1, { ...entries[1]!, changes: [{ ...change!, after: targeted('13') }] });
    expect(findChainBreak(forged, head)).toEqual({ revision: 2, fault: 'altered-entry' });
  });

  it('shows an altered entry whose hash was made to fit', () => {
    const { hash: _, ...altered } = { ...entries[2]!, by: 'forged' };
    expect(findChainBreak(entries.with(2, chained(altered)), head)).toEqual({ revision: 4, fault: 'wrong-previous' });
  });

  it('shows a dropped entry, also the first', () => {
    expect(findChainBreak(entries.toSpliced(2, 1), head)).toEqual({ revision: 3, fault: 'missing-entry' });
    expect(findChainBreak(entries.slice(1), head)).toEqual({ revision: 1, fault: 'missing-entry' });
  });

  it('shows two swapped entries', () => {
    const swapped = entries.with(1, entries[2]!).with(2, entries[1]!);
    expect(findChainBreak(swapped, head)).toEqual({ revision: 2, fault: 'missing-entry' });
  });

  it('shows a cut tail and a tail too long', () => {
    expect(findChainBreak(entries.slice(0, 3), head)).toEqual({ revision: 4, fault: 'missing-entry' });
    expect(findChainBreak(entries, headOf(entries.slice(0, 3)))).toMatchObject({ fault: 'missing-entry' });
  });

  it('shows a replaced last entry by the head', () => {
    const forged = chain(contents.with(4, content(5, '99')));
    expect(findChainBreak(forged, head)).toEqual({ revision: 5, fault: 'wrong-head' });
  });
});

describe('a chain rewritten together with its head', () => {
  const forged = chain(contents.with(1, content(2, '99')));
  const cut = entries.slice(0, 3);

  it('is whole in itself', () => {
    expect(findChainBreak(forged, headOf(forged))).toBeNull();
    expect(findChainBreak(cut, headOf(cut))).toBeNull();
  });

  it('is found by an anchor from after the forged entry', () => {
    for (const length of [2, 3, 5])
      expect(findChainBreak(forged, headOf(forged), [headOf(entries.slice(0, length))])).toEqual({
        revision: length,
        fault: 'altered-entry',
      });
  });

  it('is found by any of several anchors, whichever knows of it', () => {
    const early = headOf(entries.slice(0, 1));
    const expected = { revision: 5, fault: 'altered-entry' };
    for (const anchors of [
      [early, head],
      [head, early],
    ])
      expect(findChainBreak(forged, headOf(forged), anchors)).toEqual(expected);
    expect(findChainBreak(forged, headOf(forged), [early])).toBeNull();
  });

  it('is found by an anchor from the tail that was cut off', () => {
    expect(findChainBreak(cut, headOf(cut), [headOf(entries.slice(0, 4))])).toEqual({
      revision: 4,
      fault: 'missing-entry',
    });
    expect(findChainBreak([], { revision: 0, auditHead: genesis }, [head])).toEqual({
      revision: 1,
      fault: 'missing-entry',
    });
  });
});
