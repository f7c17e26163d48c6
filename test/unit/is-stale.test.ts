import { describe, expect, it } from 'vitest';
import { type BookComponent, blankComponent, isStale } from '../../lib/domain/book.ts';

const paper = { id: 'paper', sha256: 'aa' };
const photo = { id: 'photo', sha256: 'bb' };
const written = { at: '2019-12-30T00:00:00.000Z', by: 'someone' };
const claim = { value: '16', revision: 3, returned: false, evidence: [paper], note: null, ...written };
const verification = {
  value: '16',
  claimRevision: 3,
  deduction: null,
  target: '20',
  evidence: [paper],
  onSite: null,
  reason: '属实',
  ...written,
};
const judged: BookComponent = { ...blankComponent('5'), target: '20', claim, verification };

describe('a verification is stale', () => {
  it.each<[string, BookComponent]>([
    ['once another claim was made', { ...judged, claim: { ...claim, revision: 5 } }],
    [
      'once another claim was made with the same value and sent back',
      { ...judged, claim: { ...claim, revision: 5, returned: true } },
    ],
    ['without a claim', { ...judged, claim: null }],
    ['once its target is another', { ...judged, target: '21' }],
    ['once its target differs by a millionth', { ...judged, target: '20.000001' }],
    ['once it has no target any more', { ...judged, target: null }],
    ['if there was no target when it was made', { ...judged, verification: { ...verification, target: null } }],
    ['once its claim cites the file no more', { ...judged, claim: { ...claim, evidence: [] } }],
    [
      'once other bytes stand under the same id',
      { ...judged, claim: { ...claim, evidence: [{ ...paper, sha256: 'cc' }] } },
    ],
    ['if one of several files is gone', { ...judged, verification: { ...verification, evidence: [paper, photo] } }],
  ])('%s', (_, component) => {
    expect(isStale(component)).toBe(true);
  });
});

describe('a verification is not stale', () => {
  it.each<[string, BookComponent]>([
    ['while claim, target and files are as they were', judged],
    ['when the same target is written otherwise', { ...judged, target: '20.0' }],
    [
      'when the target that it notes is the same number written otherwise',
      { ...judged, verification: { ...verification, target: '20.000' } },
    ],
    [
      'when the same bytes are cited under another id',
      { ...judged, claim: { ...claim, evidence: [{ ...paper, id: 'copy' }] } },
    ],
    ['when it rests on no file', { ...judged, verification: { ...verification, evidence: [] } }],
    ['where there is none', { ...judged, verification: null }],
    ['where nothing was written', blankComponent('5')],
  ])('%s', (_, component) => {
    expect(isStale(component)).toBe(false);
  });
});
