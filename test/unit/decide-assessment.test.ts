import { describe, expect, it } from 'vitest';
import type { Book } from '../../lib/domain/book.ts';
import { unchanged } from '../../lib/domain/book-change.ts';
import { type Assessment, decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import {
  accepted,
  asking,
  assessmentRules,
  assessor,
  blankBook,
  bookAfter,
  closesAt,
  portal,
} from '../support/written-book.ts';

const scheme = changedScheme();
const reason = '与原件相符';

function claim(book: Book, component: string, value: string): Book {
  const submission = { component, value, evidence: [], note: null };
  return bookAfter(
    book,
    decideClaims(asking(scheme, book, portal), [submission], new Map(), () => []),
  );
}

function decide(book: Book, component: string, assessment: Assessment, receivedAt = closesAt - 1) {
  const asked = scheme.components[scheme.indexOf.get(component)!]!;
  return decideAssessment(asking(scheme, book, assessor, receivedAt), asked, assessment, assessmentRules);
}

const verify = (claimRevision: number): Assessment => ({ decision: 'verify', claimRevision, reason });
const correct = (claimRevision: number, value: string): Assessment => ({
  decision: 'correct',
  value,
  claimRevision,
  reason,
});
const sendBack = (claimRevision: number): Assessment => ({ decision: 'return', claimRevision, reason });
const deduct = (claimRevision: number, deduction: string): Assessment => ({
  decision: 'deduct',
  deduction,
  claimRevision,
  reason,
});

/** Component 5 claimed as 16 at revision 1; verified at revision 2; claimed anew as 18 at revision 3. */
const claimed = claim(blankBook(), '5', '16');
const verified = bookAfter(claimed, decide(claimed, '5', verify(1)));
const claimedAgain = claim(verified, '5', '18');
const five = (book: Book) => book.components.get('5')!;

describe('verify', () => {
  it('takes the claimed value over, with who, when and why', () => {
    const change = accepted(decide(claimed, '5', verify(1)));
    expect(change).toMatchObject({
      gate: 'assessor',
      head: { revision: 2, componentRevisions: { 5: 2 } },
      entry: { action: 'verify', reason },
    });
    expect(change.components[0]?.verification).toEqual({
      target: null,
      evidence: [],
      onSite: null,
      value: '16',
      claimRevision: 1,
      deduction: null,
      at: '2019-12-31T15:59:59.999Z',
      by: assessor.subject,
      reason,
    });
  });

  it('of a returned claim takes it back', () => {
    const returned = bookAfter(claimed, decide(claimed, '5', sendBack(1)));
    expect(accepted(decide(returned, '5', verify(1))).components[0]).toMatchObject({
      claim: { returned: false },
      verification: { value: '16' },
    });
  });

  it('again, after the target was written otherwise, makes no revision; after it became another number it does', () => {
    const target = (text: string) => {
      const five = { ...verified.components.get('5')!, target: text };
      const judged = { ...five, verification: { ...five.verification!, target: '20' } };
      return { ...verified, components: new Map([['5', judged]]) };
    };
    expect(decide(target('20.0'), '5', verify(1))).toBe(unchanged);
    expect(accepted(decide(target('21'), '5', verify(1))).components[0]?.verification?.target).toBe('21');
  });

  it('again, in the same words, makes no revision; with another reason it does', () => {
    expect(decide(verified, '5', verify(1))).toBe(unchanged);
    expect(accepted(decide(verified, '5', { ...verify(1), reason: '现场核实' })).head.revision).toBe(3);
  });
});

describe('correct', () => {
  it('puts the found value in place of the claimed one and leaves the claim as it was [D 1]', () => {
    const [component] = accepted(decide(claimed, '5', correct(1, '14'))).components;
    expect(component).toMatchObject({
      claim: { value: '16', returned: false },
      verification: { value: '14', claimRevision: 1, deduction: null },
    });
  });

  it('of an earlier judgement stands: the last one counts', () => {
    expect(accepted(decide(verified, '5', correct(1, '14'))).components[0]?.verification?.value).toBe('14');
  });

  it('to the same value again makes no revision', () => {
    const corrected = bookAfter(claimed, decide(claimed, '5', correct(1, '14')));
    expect(decide(corrected, '5', correct(1, '14'))).toBe(unchanged);
    expect(decide(corrected, '5', correct(1, '14.0'))).toBe(unchanged);
    expect(accepted(decide(corrected, '5', correct(1, '14.000001'))).head.revision).toBe(3);
  });
});

describe('return', () => {
  it('of a verified claim withdraws its verification', () => {
    expect(accepted(decide(verified, '5', sendBack(1))).components[0]).toMatchObject({
      claim: { returned: true },
      verification: null,
    });
  });

  it('of a newer claim keeps the earlier verification', () => {
    const [component] = accepted(decide(claimedAgain, '5', sendBack(3))).components;
    expect(component).toMatchObject({
      claim: { value: '18', returned: true },
      verification: { value: '16', claimRevision: 1 },
    });
  });

  it('of a returned claim makes no revision', () => {
    const returned = bookAfter(claimed, decide(claimed, '5', sendBack(1)));
    expect(decide(returned, '5', sendBack(1))).toBe(unchanged);
  });
});

describe('the claim that is assessed', () => {
  it('is the one that was looked at: a newer claim stops the assessment of an older one', () => {
    for (const assessment of [verify(1), correct(1, '14'), sendBack(1)])
      expect(decide(claimedAgain, '5', assessment)).toMatchObject({ rejected: 'revision-conflict', revision: 3 });
    expect(accepted(decide(claimedAgain, '5', verify(3))).components[0]?.verification).toMatchObject({
      value: '18',
      claimRevision: 3,
    });
  });

  it('must have been made', () => {
    expect(decide(blankBook(), '5', verify(1))).toMatchObject({ rejected: 'state-conflict' });
    expect(decide(claimed, '6', verify(1))).toMatchObject({ rejected: 'state-conflict' });
  });

  it('keeps its revision, target and evidence, so that later judgements find it', () => {
    const [component] = accepted(decide(claimed, '5', verify(1))).components;
    expect(component?.claim).toEqual(five(claimed).claim);
    expect(component?.target).toBe(five(claimed).target);
  });
});

describe('the discretionary component [C 12]', () => {
  const done = claim(blankBook(), '12', '1');
  const undone = claim(blankBook(), '12', '0');

  it('claimed as carried out may be verified, returned, or found not carried out with a deduction', () => {
    expect(accepted(decide(done, '12', verify(1))).components[0]?.verification).toMatchObject({
      value: '1',
      deduction: null,
    });
    expect(accepted(decide(done, '12', sendBack(1))).components[0]?.claim?.returned).toBe(true);
    expect(accepted(decide(done, '12', deduct(1, '2'))).components[0]?.verification).toMatchObject({
      value: '0',
      deduction: '2',
    });
  });

  it('claimed as not carried out takes a deduction or goes back; there is nothing to verify', () => {
    expect(accepted(decide(undone, '12', deduct(1, '1.25'))).components[0]?.verification).toMatchObject({
      value: '0',
      deduction: '1.25',
    });
    expect(accepted(decide(undone, '12', sendBack(1))).components[0]?.claim?.returned).toBe(true);
    expect(decide(undone, '12', verify(1))).toMatchObject({ rejected: 'state-conflict' });
  });

  it('can’t be corrected', () => {
    for (const book of [done, undone])
      expect(decide(book, '12', correct(1, '1'))).toMatchObject({ rejected: 'state-conflict' });
  });

  it.each(['0', '0.5', '0.05', '3', '3.00'])('takes a deduction of %s', (deduction) => {
    expect(accepted(decide(undone, '12', deduct(1, deduction))).components[0]?.verification?.deduction).toBe(deduction);
  });

  it.each([
    ['3.01', 'value-out-of-range'],
    ['300', 'value-out-of-range'],
    ['0.005', 'value-syntax'],
    ['0.100', 'value-syntax'],
  ])('refuses a deduction of %s', (deduction, rejected) => {
    expect(decide(undone, '12', deduct(1, deduction))).toMatchObject({ rejected, faults: [{ path: ['deduction'] }] });
  });

  it('takes another deduction in place of the first, and the same one only once', () => {
    const decided = bookAfter(undone, decide(undone, '12', deduct(1, '1')));
    for (const same of ['1', '1.0', '1.00']) expect(decide(decided, '12', deduct(1, same))).toBe(unchanged);
    expect(accepted(decide(decided, '12', deduct(1, '2'))).components[0]?.verification?.deduction).toBe('2');
  });

  it('is the only one that takes a deduction', () => {
    expect(decide(claimed, '5', deduct(1, '1'))).toMatchObject({ rejected: 'state-conflict' });
  });
});

describe('the assessors’ gate', () => {
  it('does not close with the portal’s', () => {
    const head = { ...claimed.head, portalGate: 'closed' as const };
    expect(accepted(decide({ ...claimed, head }, '5', verify(1), closesAt + 1)).head.revision).toBe(2);
  });

  it('closed lets nothing through', () => {
    const head = { ...claimed.head, assessorGate: 'closed' as const };
    expect(decide({ ...claimed, head }, '5', verify(1))).toMatchObject({ rejected: 'cycle-closed' });
  });
});
