import { describe, expect, it } from 'vitest';
import { type Book, type BookComponent, blankComponent, type Claim, type Verification } from '../../lib/domain/book.ts';
import { blockersOf, completenessOf, warningsOf } from '../../lib/domain/completeness.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { mixedScheme } from '../support/mixed-scheme.ts';
import { sampleFile } from '../support/sample-evidence.ts';
import { blankBook } from '../support/written-book.ts';

const scheme = changedScheme();
const dispatch = sampleFile('dispatch', { kind: 'dispatch-paper' });
const photo = sampleFile('photo');
const written = { at: '2019-12-30T00:00:00.000Z', by: 'someone' };

function claimed(value = '16', more: Partial<Claim> = {}): Claim {
  return { value, revision: 3, returned: false, evidence: [], note: null, ...written, ...more };
}

function judged(more: Partial<Verification> = {}): Verification {
  const { evidence = [], target = '20', ...rest } = more;
  const found = { value: '16', claimRevision: 3, deduction: null, onSite: null, reason: '属实' };
  return { ...found, target, evidence, ...written, ...rest };
}

function bookOf(id: string, parts: Partial<BookComponent>): Book {
  const component: BookComponent = { ...blankComponent(id), target: '20', ...parts };
  return { ...blankBook(), components: new Map([[id, component]]) };
}

const find = (id: string, parts: Partial<BookComponent>, isEvidenceRequired = true) =>
  completenessOf(scheme, bookOf(id, parts), [dispatch, photo], isEvidenceRequired).find(
    ({ component }) => component === id,
  )!;
const cites = { evidence: [dispatch, photo] };

it('what is not claimed cites nothing, and a file that the book does not have is of no kind', () => {
  const kinds = (parts: Partial<BookComponent>) => find('20.1', parts).evidence.filter(({ cited }) => cited > 0);
  expect(kinds({})).toEqual([]);
  expect(kinds({ claim: claimed('16', { evidence: [sampleFile('lost')] }) })).toEqual([]);
});

describe('what a component lacks', () => {
  it.each<[string, string, Partial<BookComponent>, string[]]>([
    ['target and claim, at first', '5', { target: null }, ['target', 'claim']],
    ['the claim alone where the method fixes the target', '2', { target: null }, ['claim']],
    ['the claim alone where there is no target', '12', { target: null }, ['claim']],
    ['evidence and the assessment, once claimed without a file', '5', { claim: claimed() }, ['evidence', 'assessment']],
    ['the assessment, once a file is cited', '5', { claim: claimed('16', cites) }, ['assessment']],
    [
      'the target too, if it came before it',
      '5',
      { target: null, claim: claimed('16', cites) },
      ['target', 'assessment'],
    ],
    ['no file where it is checked on the spot', '20.1', { claim: claimed('1') }, ['assessment']],
    ['a deduction where nothing was done', '12', { target: null, claim: claimed('0') }, ['deduction']],
    ['the same where 0 is written otherwise', '12', { target: null, claim: claimed('0.00') }, ['deduction']],
    ['evidence for 1 written otherwise', '12', { target: null, claim: claimed('1.0') }, ['evidence', 'assessment']],
    ['a new claim, once returned', '5', { claim: claimed('16', { returned: true }) }, ['new-claim']],
    [
      'a new claim, although an earlier one is verified',
      '5',
      { claim: claimed('16', { revision: 5, returned: true }), verification: judged() },
      ['new-claim'],
    ],
    ['nothing, once judged', '5', { claim: claimed('16', cites), verification: judged(cites) }, []],
    ['nothing, once judged in a cycle without evidence', '5', { claim: claimed(), verification: judged() }, []],
    [
      'nothing, once a deduction is decided',
      '12',
      { target: null, claim: claimed('0'), verification: judged({ value: '0', deduction: '1', target: null }) },
      [],
    ],
    [
      'an assessment of the new claim',
      '5',
      { claim: claimed('17', { ...cites, revision: 5 }), verification: judged(cites) },
      ['assessment'],
    ],
    [
      'a new assessment, once the target has changed',
      '5',
      { target: '21', claim: claimed('16', cites), verification: judged(cites) },
      ['new-assessment'],
    ],
  ])('%s', (_, id, parts, missing) => {
    expect(find(id, parts).missing).toEqual(missing);
  });

  it('is a record of what assessors fill, which is no blocker, and nothing of what is measured but its target', () => {
    const mixed = mixedScheme();
    const verification = judged({ claimRevision: 0, target: null, evidence: [dispatch] });
    const found = { ...blankComponent('found'), verification };
    const book = (parts: BookComponent[]): Book => {
      return { ...blankBook(), components: new Map(parts.map((part) => [part.component, part])) };
    };
    const lacking = (parts: BookComponent[]) =>
      completenessOf(mixed, book(parts), [dispatch], true)
        .filter(({ component }) => ['found', 'cases', 'measured'].includes(component))
        .map(({ missing }) => missing);
    expect(lacking([])).toEqual([['target', 'record'], ['record'], []]);
    expect(lacking([found])).toEqual([['target'], ['record'], []]);
    expect(lacking([{ ...found, target: '20' }])).toEqual([[], ['record'], []]);
    const blockers = (parts: BookComponent[]) =>
      blockersOf(mixed, book(parts), []).map(({ component, kind }) => `${component} ${kind}`);
    expect(blockers([])).toEqual(['claimed target-missing', 'found target-missing']);
    expect(blockers([found])).toContain('found target-missing');
    expect(blockers([{ ...found, target: '20' }])).toEqual(['claimed target-missing']);
    const shown = completenessOf(mixed, book([found]), [dispatch], true).find((each) => each.component === 'found')!;
    expect(shown).toMatchObject({ stale: false, evidence: [{ kind: 'dispatch-paper', cited: 1 }] });
  });

  it('is no evidence in a cycle that does not require it', () => {
    expect(find('5', { claim: claimed() }, false).missing).toEqual(['assessment']);
  });

  it('is nothing exactly where nothing but a missing claim stands in the way of a result', () => {
    const states: Partial<BookComponent>[] = [
      { claim: claimed('16', cites) },
      { claim: claimed('16', cites), verification: judged(cites) },
      { target: '21', claim: claimed('16', cites), verification: judged(cites) },
      { target: null, claim: claimed('16', cites), verification: judged(cites) },
      { claim: claimed('16', { returned: true }) },
    ];
    for (const parts of states) {
      const blockers = blockersOf(scheme, bookOf('5', parts), []).filter(({ component }) => component === '5');
      expect(find('5', parts).missing.length > 0).toBe(blockers.length > 0);
    }
  });
});

describe('a component also shows', () => {
  it('stored files that its claim cites, kind by kind as the scheme names them, then other kinds', () => {
    expect(find('5', { claim: claimed('16', cites) }).evidence).toEqual([
      { kind: 'dispatch-paper', cited: 1 },
      { kind: 'appointment-paper', cited: 0 },
      { kind: 'supporting-material', cited: 1 },
    ]);
    expect(find('13', { claim: claimed('16', cites) }).evidence).toEqual([
      { kind: 'supporting-material', cited: 1 },
      { kind: 'dispatch-paper', cited: 1 },
    ]);
  });

  it('whether a visit is needed and was made', () => {
    const visit = { visitedOn: '2019-11-02', participants: ['考核员甲'] };
    expect(find('5', {}).onSite).toEqual({ needed: false, done: false });
    expect(find('20.1', { claim: claimed('1') }).onSite).toEqual({ needed: true, done: false });
    expect(find('20.1', { claim: claimed('1'), verification: judged({ onSite: visit }) }).onSite.done).toBe(true);
  });

  it('whether its verification is stale, whatever is missing', () => {
    expect(find('5', { claim: claimed(), verification: judged() }).stale).toBe(false);
    expect(find('5', { claim: claimed('17', { revision: 5 }), verification: judged() }).stale).toBe(true);
    expect(find('5', { target: '21', claim: claimed(), verification: judged() }).stale).toBe(true);
    expect(find('5', { claim: claimed() }).stale).toBe(false);
  });

  it('its state, and every component is there in the scheme’s order', () => {
    const all = completenessOf(scheme, blankBook(), [], true);
    expect(all.map(({ component }) => component)).toEqual(scheme.components.map(({ id }) => id));
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['missing']));
    expect(find('5', { claim: claimed() }).state).toBe('claimed');
  });
});

describe('the warnings of a component', () => {
  it('are those of the files that its claim cites', () => {
    const file = (id: string) => ({ id, sha256: 'a' });
    const evidence = [file('plain'), { ...file('locked'), warnings: ['encrypted'] as const }];
    expect(warningsOf({ claim: claimed('16', { evidence }) })).toEqual([
      { evidence: 'locked', warnings: ['encrypted'] },
    ]);
    expect(warningsOf({ claim: claimed('16') })).toEqual([]);
    expect(warningsOf({ claim: null })).toEqual([]);
  });
});
