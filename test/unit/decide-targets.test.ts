import { describe, expect, it } from 'vitest';
import type { Book } from '../../lib/domain/book.ts';
import { unchanged } from '../../lib/domain/book-change.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { accepted, asking, assessor, blankBook, bookAfter, closesAt } from '../support/written-book.ts';

const scheme = changedScheme();
const decide = (book: Book, targets: Record<string, string>, receivedAt = closesAt - 1) =>
  decideTargets(asking(scheme, book, assessor, receivedAt), targets);

const assigned = bookAfter(blankBook(), decide(blankBook(), { 1: '3', 5: '20' }));

describe('targets', () => {
  it('are set for the named components in one revision, the others left alone', () => {
    const change = accepted(decide(assigned, { 5: '25', 6: '8' }));
    expect(change).toMatchObject({ gate: 'assessor', head: { revision: 2, componentRevisions: { 5: 2, 6: 2 } } });
    expect(change.components.map(({ component, target }) => [component, target])).toEqual([
      ['5', '25'],
      ['6', '8'],
    ]);
    expect(change.entry).toMatchObject({
      action: 'set-targets',
      changes: [{ before: { target: '20' }, after: { target: '25' } }, { before: { target: null } }],
    });
  });

  it('that are set already make no revision; only what differs is written', () => {
    expect(decide(assigned, { 1: '3', 5: '20' })).toBe(unchanged);
    expect(decide(assigned, { 1: '3.0', 5: '20.000000' })).toBe(unchanged);
    expect(accepted(decide(assigned, { 5: '20.000001' })).components[0]?.target).toBe('20.000001');
    expect(accepted(decide(assigned, { 1: '3', 5: '21' })).head.componentRevisions).toEqual({
      ...assigned.head.componentRevisions,
      5: assigned.head.revision + 1,
    });
  });

  it('leave claim and verification in force', () => {
    const claim = { value: '16', revision: 1, returned: false, evidence: [], note: null, at: '', by: '' };
    const book = { ...assigned, components: new Map([['5', { ...assigned.components.get('5')!, claim }]]) };
    expect(accepted(decide(book, { 5: '25' })).components[0]?.claim).toEqual(claim);
  });

  it('may be 0: no task this year [D 9]', () => {
    expect(accepted(decide(blankBook(), { 5: '0' })).components[0]?.target).toBe('0');
  });

  it('that the text fixes, or that a component has not, are refused with all others [C 2, C 12]', () => {
    expect(decide(blankBook(), { 5: '20', 2: '2', 12: '1', 99: '1' })).toMatchObject({
      rejected: 'target-not-assignable',
      faults: [
        { path: ['targets', '2'], code: 'target-not-assignable', message: { zh: expect.stringContaining('1') } },
        { path: ['targets', '12'], code: 'target-not-assignable' },
        { path: ['targets', '99'], code: 'unknown-component' },
      ],
    });
  });

  it('may be set after the portal has closed, until assessing ends', () => {
    expect(
      accepted(decide(blankBook('yuhang', { portalGate: 'closed' }), { 5: '20' }, closesAt + 1)).head.revision,
    ).toBe(1);
    expect(decide(blankBook('yuhang', { assessorGate: 'closed' }), { 5: '20' })).toMatchObject({
      rejected: 'cycle-closed',
    });
  });
});
