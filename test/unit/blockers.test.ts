import { describe, expect, it } from 'vitest';
import { type Book, blankComponent, type Claim, type Verification } from '../../lib/domain/book.ts';
import { blockersOf } from '../../lib/domain/completeness.ts';
import type { Evidence, EvidenceState } from '../../lib/domain/evidence.ts';
import { sampleScheme } from '../support/sample-cycle.ts';
import { blankBook } from '../support/written-book.ts';

const claim: Claim = { value: '16', revision: 3, returned: false, evidence: [], note: null, at: '', by: 'portal-1' };
const verification: Verification = {
  value: '16',
  claimRevision: 3,
  deduction: null,
  target: '20',
  evidence: [],
  onSite: null,
  at: '',
  by: 'assessor-1',
  reason: '属实',
};

type Part = Partial<Omit<ReturnType<typeof blankComponent>, 'component'>>;

/** A book in which every assigned target is set; the named components are as given. */
function bookWith(parts: Record<string, Part>): Book {
  const assigned = sampleScheme.components.map(({ id, target }) => {
    return [id, { ...blankComponent(id), target: target === 'assigned' ? '20' : null, ...parts[id] }] as const;
  });
  return { head: blankBook().head, components: new Map(assigned) };
}

function kinds(book: Book, files: readonly Evidence[] = []): string[] {
  return blockersOf(sampleScheme, book, files).map(({ kind, component }) => `${component ?? 'book'} ${kind}`);
}

const file = (state: EvidenceState, id = 'f1') => ({ id, state }) as Evidence;

describe('open points', () => {
  it('are none in a book whose targets are set and in which nobody claimed', () => {
    expect(kinds(bookWith({}))).toEqual([]);
  });

  const cases: [string, string, Part, string[]][] = [
    ['a claim that nobody judged', '5', { claim }, ['5 claim-unverified']],
    ['but not one that was verified', '5', { claim, verification }, []],
    ['a claim that was returned', '5', { claim: { ...claim, returned: true } }, ['5 claim-returned']],
    [
      'a later claim than the one verified',
      '5',
      { claim: { ...claim, revision: 4 }, verification },
      ['5 claim-unverified'],
    ],
    ['a verification at another target', '5', { claim, verification, target: '21' }, ['5 verification-stale']],
    [
      'a verification on a file that the claim cites no more',
      '5',
      { claim, verification: { ...verification, evidence: [{ id: 'f1', sha256: 'a' }] } },
      ['5 verification-stale'],
    ],
    [
      'but not one on files that it still cites',
      '5',
      {
        claim: { ...claim, evidence: [{ id: 'f1', sha256: 'a' }] },
        verification: { ...verification, evidence: [{ id: 'f1', sha256: 'a' }] },
      },
      [],
    ],
    ['a target that is to be assigned', '5', { target: null }, ['5 target-missing']],
    [
      'a missing target and the claim beside it',
      '5',
      { target: null, claim },
      ['5 target-missing', '5 claim-unverified'],
    ],
    [
      'a measure that was not carried out and whose deduction is open',
      '12',
      { claim: { ...claim, value: '0' } },
      ['12 deduction-undecided'],
    ],
    ['the same where 0 is written otherwise', '12', { claim: { ...claim, value: '0.0' } }, ['12 deduction-undecided']],
    [
      'a measure that was carried out and is not judged',
      '12',
      { claim: { ...claim, value: '1' } },
      ['12 claim-unverified'],
    ],
    [
      'but not one whose deduction was decided',
      '12',
      {
        claim: { ...claim, value: '0' },
        verification: { ...verification, value: '0', deduction: '1.5', target: null },
      },
      [],
    ],
  ];
  it.each(cases)('are %s', (_, component, part, expected) => {
    expect(kinds(bookWith({ [component]: part }))).toEqual(expected);
  });

  it('are files whose scan is not finished, and no others', () => {
    expect(kinds(bookWith({}), [file('pending')])).toEqual(['book evidence-pending']);
    const others: EvidenceState[] = ['awaiting-upload', 'stored', 'rejected', 'infected', 'withdrawn'];
    expect(
      kinds(
        bookWith({}),
        others.map((state) => file(state)),
      ),
    ).toEqual([]);
  });

  it('come in scheme order, files last, each of one component or one file', () => {
    const book = bookWith({ '20.1': { claim }, '5': { claim } });
    expect(blockersOf(sampleScheme, book, [file('pending', 'f9')])).toEqual([
      { kind: 'claim-unverified', district: 'yuhang', component: '5', evidence: null },
      { kind: 'claim-unverified', district: 'yuhang', component: '20.1', evidence: null },
      { kind: 'evidence-pending', district: 'yuhang', component: null, evidence: 'f9' },
    ]);
  });

  it('are all targets to be assigned, of a book in which nobody wrote', () => {
    const assigned = sampleScheme.components.filter(({ target }) => target === 'assigned');
    expect(kinds(blankBook())).toEqual(assigned.map(({ id }) => `${id} target-missing`));
    expect(assigned.length).toBeGreaterThan(5);
  });
});
