import { describe, expect, it } from 'vitest';
import type { Book } from '../../lib/domain/book.ts';
import { unchanged } from '../../lib/domain/book-change.ts';
import { type ClaimSubmission, decideClaims, type PathOf } from '../../lib/domain/decide-claims.ts';
import type { Rejection } from '../../lib/domain/rejection.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { mixedScheme } from '../support/mixed-scheme.ts';
import { accepted, asking, blankBook, bookAfter, closesAt, portal } from '../support/written-book.ts';

const scheme = changedScheme();
const single: PathOf = () => [];
const inList: PathOf = (index) => ['claims', index];

function claiming(component: string, value: string, more: Partial<ClaimSubmission> = {}): ClaimSubmission {
  return { component, value, evidence: [], note: null, ...more };
}

function decide(
  book: Book,
  submissions: readonly ClaimSubmission[],
  { usable = [] as string[], receivedAt = closesAt - 1, pathOf = single } = {},
) {
  const stored = new Map(usable.map((id) => [id, { id, sha256: `hash-of-${id}` }]));
  return decideClaims(asking(scheme, book, portal, receivedAt), submissions, stored, pathOf);
}

/** A book in which component 5 is claimed at revision 1. */
const claimed = bookAfter(blankBook(), decide(blankBook(), [claiming('5', '16')]));

describe('a claim', () => {
  it('makes the next revision, which is the claim’s own', () => {
    const change = accepted(decide(blankBook(), [claiming('5', '16', { note: '见附件' })]));
    expect(change.gate).toBe('portal');
    expect(change.head).toMatchObject({ revision: 1, componentRevisions: { 5: 1 }, auditHead: change.entry.hash });
    expect(change.evidence).toEqual([]);
    expect(change.entry).not.toHaveProperty('files');
    expect(change.components).toEqual([
      {
        component: '5',
        target: null,
        verification: null,
        revision: 1,
        claim: {
          value: '16',
          revision: 1,
          returned: false,
          evidence: [],
          note: '见附件',
          at: '2019-12-31T15:59:59.999Z',
          by: portal.subject,
        },
      },
    ]);
  });

  it('is entered with who, when, before and after, chained to the entry before', () => {
    const { entry } = accepted(decide(claimed, [claiming('5', '18')]));
    expect(entry).toMatchObject({
      revision: 2,
      epoch: 1,
      action: 'claim',
      by: portal.subject,
      role: 'district',
      reason: null,
    });
    expect(entry.previous).toBe(claimed.head.auditHead);
    expect(entry.changes).toMatchObject([
      { component: '5', before: { claim: { value: '16' } }, after: { claim: { value: '18' } } },
    ]);
  });

  it('on other evidence, more of it or in another order is a new one; on the same it is the same', () => {
    const files = new Map(['a', 'b', 'c'].map((id) => [id, { id, sha256: id }]));
    const on = (book: Book, ...evidence: string[]) =>
      decideClaims(asking(scheme, book, portal), [{ ...claiming('5', '16'), evidence }], files, () => []);
    const made = bookAfter(blankBook(), on(blankBook(), 'a', 'b'));
    expect(on(made, 'a', 'b')).toBe(unchanged);
    for (const evidence of [['a', 'c'], ['b', 'a'], ['a'], ['a', 'b', 'c'], []])
      expect(accepted(on(made, ...evidence)).head.revision).toBe(2);
  });

  it('of a component within a reopening is taken, of another one it is not', () => {
    const book = { ...blankBook(), head: { ...blankBook().head, scope: ['5'] } };
    expect(accepted(decide(book, [claiming('5', '16')])).head.revision).toBe(1);
    expect(decide(book, [claiming('5', '16'), claiming('6', '1')])).toMatchObject({ rejected: 'cycle-closed' });
  });

  it('leaves target and verification as they were [D 1]', () => {
    const grounds = { target: null, evidence: [], onSite: null };
    const verification = { value: '16', claimRevision: 1, deduction: null, ...grounds, at: '', by: '', reason: '' };
    const component = { ...claimed.components.get('5')!, target: '20', verification };
    const book = { ...claimed, components: new Map([['5', component]]) };
    expect(accepted(decide(book, [claiming('5', '18')])).components[0]).toMatchObject({ target: '20', verification });
  });

  it.each([
    ['the value by a millionth', { value: '16.000001' }],
    ['the note', { note: '补充' }],
    ['the evidence', { evidence: ['e1'] }],
  ])('that differs in %s is a new one', (_, more) => {
    expect(accepted(decide(claimed, [claiming('5', '16', more)], { usable: ['e1'] })).head.revision).toBe(2);
  });

  it('equal to the one in force makes no revision', () => {
    for (const value of ['16', '16.0', '16.000000']) expect(decide(claimed, [claiming('5', value)])).toBe(unchanged);
  });

  it('equal to a returned one is a new claim', () => {
    const component = claimed.components.get('5')!;
    const returned = { ...component, claim: { ...component.claim!, returned: true } };
    const change = accepted(decide({ ...claimed, components: new Map([['5', returned]]) }, [claiming('5', '16')]));
    expect(change.components[0]?.claim).toMatchObject({ value: '16', revision: 2, returned: false });
  });
});

describe('several claims', () => {
  it('make one revision, and only what differs is written', () => {
    const change = accepted(
      decide(claimed, [claiming('5', '16'), claiming('6', '3'), claiming('7', '4')], { pathOf: inList }),
    );
    expect(change.head).toMatchObject({ revision: 2, componentRevisions: { 5: 1, 6: 2, 7: 2 } });
    expect(change.components.map(({ component }) => component)).toEqual(['6', '7']);
  });

  it('are refused together, every fault by its place', () => {
    const refusal = decide(
      blankBook(),
      [
        claiming('5', '16'),
        claiming('99', '1'),
        claiming('12', '2'),
        claiming('6', '1', { evidence: ['e1', 'gone', 'e1'] }),
      ],
      { usable: ['e1'], pathOf: inList },
    );
    expect(refusal).toMatchObject({
      rejected: 'unknown-component',
      faults: [
        { path: ['claims', 1, 'component'], code: 'unknown-component' },
        { path: ['claims', 2, 'value'], code: 'value-out-of-range' },
        { path: ['claims', 3, 'evidence', 1], code: 'evidence-unusable' },
        { path: ['claims', 3, 'evidence', 2], code: 'duplicate-item' },
      ],
    });
  });

  it('of what no district claims are refused, at the component in a list and whole where it stands in the address', () => {
    const mixed = mixedScheme();
    const submit = (components: readonly string[], pathOf: PathOf) =>
      decideClaims(
        asking(mixed, blankBook(), portal),
        components.map((component) => ({ component, value: '1', evidence: ['lost'], note: null })),
        new Map(),
        pathOf,
      );
    expect(submit(['cases', 'claimed', 'measured'], inList)).toMatchObject({
      rejected: 'not-claimable',
      faults: [
        {
          path: ['claims', 0, 'component'],
          code: 'not-claimable',
          message: { zh: expect.stringContaining('录入'), en: expect.stringContaining('An assessor records') },
        },
        { path: ['claims', 1, 'evidence', 0], code: 'evidence-unusable' },
        {
          path: ['claims', 2, 'component'],
          code: 'not-claimable',
          message: { zh: expect.stringContaining('测算'), en: expect.stringContaining('is computed') },
        },
      ],
    });
    expect(submit(['veto'], () => [])).toMatchObject({ faults: [{ path: [], code: 'not-claimable' }] });
  });

  it('of one component are refused at each after the first, whatever they say', () => {
    const submissions = [claiming('5', '16'), claiming('6', '1'), claiming('5', '16'), claiming('5', '17')];
    const message = {
      zh: '同一考核内容在一次提交中只能出现一次。',
      en: 'A component may appear only once in a request.',
    };
    expect(decide(blankBook(), submissions, { pathOf: inList })).toMatchObject({
      rejected: 'duplicate-item',
      faults: [
        { path: ['claims', 2, 'component'], code: 'duplicate-item', message },
        { path: ['claims', 3, 'component'], code: 'duplicate-item', message },
      ],
    });
  });

  it('of an indicator that is scored in parts are told the parts, of another unknown id where to look', () => {
    const messages = (id: string) => {
      const { faults } = decide(blankBook(), [claiming(id, '1')]) as Rejection<string>;
      return faults!.map(({ message }) => message);
    };
    expect(messages('20')).toEqual([
      {
        zh: '20 由 20.1、20.2、20.3 组成，请填写其中的编号。',
        en: '20 has the parts 20.1, 20.2, 20.3; name one of these.',
      },
    ]);
    expect(messages('22')).toEqual([
      {
        zh: '考核办法 east-west-70 中没有此考核内容编号；编号见该办法的正文。',
        en: 'The scheme east-west-70 has no such component; its document lists them.',
      },
    ]);
  });
});

describe('a claim for the discretionary component [C 12]', () => {
  it.each(['0', '1', '0.00', '1.0', '1.000000'])('may be %s, and is kept as it was written', (value) => {
    expect(accepted(decide(blankBook(), [claiming('12', value)])).components[0]?.claim?.value).toBe(value);
  });

  it.each(['2', '0.5', '1.000001', '0.000001', '10'])('may not be %s', (value) => {
    // Compiled in the test: of what is compiled on import, mutation testing can't tell which tests run it.
    const context = asking(changedScheme(), blankBook(), portal);
    expect(decideClaims(context, [claiming('12', value)], new Map(), single)).toMatchObject({
      rejected: 'value-out-of-range',
      faults: [{ path: ['value'] }],
    });
  });
});

describe('a number written otherwise', () => {
  it('is kept as it was first written, and with another note as it was written then', () => {
    expect(bookAfter(claimed, decide(claimed, [claiming('5', '16.0')])).components.get('5')?.claim?.value).toBe('16');
    const change = accepted(decide(claimed, [claiming('5', '16.0', { note: '补充' })]));
    expect(change.components[0]?.claim?.value).toBe('16.0');
  });
});

describe('evidence', () => {
  it('that the book holds stored may be cited', () => {
    const change = accepted(
      decide(blankBook(), [claiming('5', '16', { evidence: ['e1', 'e2'] })], { usable: ['e1', 'e2'] }),
    );
    expect(change.components[0]?.claim?.evidence.map(({ id }) => id)).toEqual(['e1', 'e2']);
  });

  it('that it does not hold may not', () => {
    expect(decide(blankBook(), [claiming('5', '16', { evidence: ['e1'] })])).toMatchObject({
      rejected: 'evidence-unusable',
      faults: [{ path: ['evidence', 0] }],
    });
  });
});

describe('the portal’s gate', () => {
  it('lets a claim through that was received a millisecond before the closing instant', () => {
    expect(accepted(decide(blankBook(), [claiming('5', '16')], { receivedAt: closesAt - 1 })).receivedAt).toBe(
      closesAt - 1,
    );
  });

  it.each([0, 1])('is closed %d ms after the closing instant', (late) => {
    expect(decide(blankBook(), [claiming('5', '16')], { receivedAt: closesAt + late })).toMatchObject({
      rejected: 'cycle-closed',
    });
  });

  it('stays closed once it was closed, whatever the time', () => {
    const book = blankBook('yuhang', { portalGate: 'closed' });
    expect(decide(book, [claiming('5', '16')], { receivedAt: closesAt - 86_400_000 })).toMatchObject({
      rejected: 'cycle-closed',
    });
  });

  it('says closed before it says anything about the claim', () => {
    expect(decide(blankBook(), [claiming('99', '1')], { receivedAt: closesAt })).toMatchObject({
      rejected: 'cycle-closed',
    });
  });
});
