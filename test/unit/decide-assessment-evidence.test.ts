import { describe, expect, it } from 'vitest';
import { type Book, isStale } from '../../lib/domain/book.ts';
import { unchanged } from '../../lib/domain/book-change.ts';
import { type Assessment, decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import type { EvidenceBinding } from '../../lib/domain/evidence.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { sampleFile } from '../support/sample-evidence.ts';
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
const bindingOf = ({ id, sha256 }: EvidenceBinding): EvidenceBinding => ({ id, sha256 });
const paper = bindingOf(sampleFile('paper'));
const photo = bindingOf(sampleFile('photo'));
const now = closesAt - 3_600_000;
const onSite = { visitedOn: '2019-11-02', participants: ['考核员甲', '区县代表乙'] };

/** 5 needs evidence; 12 is discretionary; 20.1 is checked on the spot. */
function claim(book: Book, component: string, value: string, evidence: readonly EvidenceBinding[] = []): Book {
  const usable = new Map([paper, photo].map((file) => [file.id, file]));
  const submission = { component, value, evidence: evidence.map(({ id }) => id), note: null };
  const decision = decideClaims(asking(scheme, book, portal), [submission], usable, () => []);
  return bookAfter(book, accepted(decision));
}

function decide(book: Book, component: string, assessment: object, evidenceRequired = true, receivedAt = now) {
  const asked = scheme.components[scheme.indexOf.get(component)!]!;
  const claimRevision = book.components.get(component)!.claim!.revision;
  const full = { claimRevision, reason: '与原件相符', ...assessment } as Assessment;
  const rules = { ...assessmentRules, evidenceRequired };
  return decideAssessment(asking(scheme, book, assessor, receivedAt), asked, full, rules);
}

const values = [{ decision: 'verify' }, { decision: 'correct', value: '14' }];
const conflict = { rejected: 'state-conflict' };

describe('where evidence is required', () => {
  it.each(values)('$decision of a claim that cites none is refused, and says what is missing', (assessment) => {
    const refusal = decide(claim(blankBook(), '5', '16'), '5', assessment);
    expect(refusal).toMatchObject({ ...conflict, detail: { en: expect.stringContaining('cites no stored evidence') } });
    expect(decide(claim(blankBook(), '5', '16', [paper]), '5', assessment)).not.toHaveProperty('rejected');
  });

  it('a visit is no substitute where the method does not ask for one', () => {
    expect(decide(claim(blankBook(), '5', '16'), '5', { decision: 'verify', onSite })).toMatchObject(conflict);
  });

  it.each(values)('$decision of a component that is checked on the spot needs the visit', (assessment) => {
    const cited = claim(blankBook(), '20.1', '1', [paper]);
    expect(decide(cited, '20.1', assessment)).toMatchObject({
      ...conflict,
      detail: { en: expect.stringContaining('visitedOn') },
    });
    expect(decide(cited, '20.1', { ...assessment, onSite })).not.toHaveProperty('rejected');
    expect(decide(claim(blankBook(), '20.1', '1'), '20.1', { ...assessment, onSite })).not.toHaveProperty('rejected');
  });

  it('a visit that is named and not given is none', () => {
    const cited = claim(blankBook(), '5', '16', [paper]);
    expect(decide(cited, '5', { decision: 'verify', onSite: undefined })).not.toHaveProperty('rejected');
  });

  it('an assessment outside a reopening is refused', () => {
    const cited = claim(blankBook(), '5', '16', [paper]);
    const within = (scope: string[]) => ({ ...cited, head: { ...cited.head, scope } });
    expect(decide(within(['6']), '5', { decision: 'verify' })).toMatchObject({ rejected: 'cycle-closed' });
    expect(decide(within(['5']), '5', { decision: 'verify' })).not.toHaveProperty('rejected');
  });

  it('a return and a deduction need nothing', () => {
    expect(decide(claim(blankBook(), '5', '16'), '5', { decision: 'return' })).not.toHaveProperty('rejected');
    const undone = claim(blankBook(), '12', '0');
    expect(decide(undone, '12', { decision: 'deduct', deduction: '1' })).not.toHaveProperty('rejected');
  });

  it('what is wrong with the judgement itself is told first', () => {
    const undone = claim(blankBook(), '12', '0');
    expect(decide(undone, '12', { decision: 'verify' })).toMatchObject({
      ...conflict,
      detail: { en: expect.stringContaining('deduct') },
    });
    expect(decide(claim(blankBook(), '5', '16'), '5', { decision: 'verify', claimRevision: 9 })).toMatchObject({
      rejected: 'revision-conflict',
    });
  });
});

describe('where evidence is not required', () => {
  it.each(values)('$decision rests on the assessor’s word', (assessment) => {
    for (const component of ['5', '20.1'])
      expect(decide(claim(blankBook(), component, '1'), component, assessment, false)).not.toHaveProperty('rejected');
  });
});

describe('a visit', () => {
  const visited = (visitedOn: string, receivedAt: string) =>
    decide(
      claim(blankBook(), '20.1', '1'),
      '20.1',
      { decision: 'verify', onSite: { ...onSite, visitedOn } },
      true,
      Date.parse(receivedAt),
    );

  it('may be on the day of the assessment, by the clocks of the cycle', () => {
    expect(visited('2019-12-31', '2019-12-31T15:59:59.999Z')).not.toHaveProperty('rejected');
    expect(visited('2020-01-01', '2019-12-31T16:00:00.000Z')).not.toHaveProperty('rejected');
  });

  it.each([
    ['2020-01-01', '2019-12-31T15:59:59.999Z'],
    ['2020-01-02', '2019-12-31T16:00:00.000Z'],
    ['2999-01-01', '2019-12-31T15:00:00.000Z'],
  ])('on %s can’t have been made at %s', (visitedOn, receivedAt) => {
    expect(visited(visitedOn, receivedAt)).toMatchObject({
      rejected: 'value-out-of-range',
      faults: [{ path: ['onSite', 'visitedOn'] }],
    });
  });

  it('that a correction names is held to the same', () => {
    const corrected = { decision: 'correct', value: '0', onSite: { ...onSite, visitedOn: '2020-01-01' } };
    expect(decide(claim(blankBook(), '20.1', '1'), '20.1', corrected)).toMatchObject({
      rejected: 'value-out-of-range',
    });
  });
});

describe('a verification', () => {
  const cited = claim(blankBook(), '5', '16', [paper, photo]);
  const targets = (book: Book, target: string) => {
    const decision = decideTargets(asking(scheme, book, assessor), { '5': target });
    return bookAfter(book, decision);
  };
  const verified = (book: Book) => bookAfter(book, accepted(decide(book, '5', { decision: 'verify', onSite })));
  const five = (book: Book) => book.components.get('5')!;

  it('binds the claim, the target then in force, the files with their hashes, and the visit', () => {
    expect(five(verified(targets(cited, '20'))).verification).toMatchObject({
      claimRevision: 1,
      target: '20',
      evidence: [paper, photo],
      onSite,
    });
  });

  it('goes stale by another claim or target, and stays in force', () => {
    const judged = verified(targets(cited, '20'));
    expect(isStale(five(judged))).toBe(false);
    for (const moved of [targets(judged, '21'), claim(judged, '5', '17', [paper, photo])]) {
      expect(isStale(five(moved))).toBe(true);
      expect(five(moved).verification).toEqual(five(judged).verification);
    }
  });

  it('on the new target makes a revision, although value and words are the same', () => {
    const moved = targets(verified(targets(cited, '20')), '21');
    const again = bookAfter(moved, accepted(decide(moved, '5', { decision: 'verify', onSite })));
    expect([five(again).verification?.target, isStale(five(again))]).toEqual(['21', false]);
    expect(decide(again, '5', { decision: 'verify', onSite })).toBe(unchanged);
  });
});
