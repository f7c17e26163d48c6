import { describe, expect, it } from 'vitest';
import { blockerReply, showBlocker } from '../../functions/contract/blocker-reply.ts';
import { sealedFixture } from '../support/sealed-fixture.ts';

const ofComponent = { kind: 'claim-unverified', district: 'd-0001', component: '9' } as const;
const ofFile = { kind: 'evidence-pending', district: 'd-0001', component: null } as const;

describe('an open point as the API shows it', () => {
  it('links the book for a component, and the file itself for a file', () => {
    expect(showBlocker('2019', { ...ofComponent, evidence: null })).toEqual({
      ...ofComponent,
      link: '/v1/cycles/2019/districts/d-0001/book',
    });
    expect(showBlocker('2019', { ...ofFile, evidence: 'f9' })).toEqual({
      ...ofFile,
      link: '/v1/cycles/2019/districts/d-0001/evidence/f9',
    });
  });

  it('is what it was when results still held links, and the same of what is sealed now', () => {
    const linked = sealedFixture('sealed-v2');
    const shown = linked.blockers.map((point) => showBlocker(linked.cycle, point));
    expect(shown).toEqual(linked.blockers);
    const named = sealedFixture('sealed-v3');
    expect(named.blockers.map((point) => showBlocker(named.cycle, point))).toEqual(shown);
    for (const point of shown) expect(blockerReply().safeParse(point).success).toBe(true);
  });
});
