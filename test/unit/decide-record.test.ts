import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../events/index.ts';
import { type Book, isStale } from '../../lib/domain/book.ts';
import { unchanged } from '../../lib/domain/book-change.ts';
import { decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideWithdrawal } from '../../lib/domain/decide-evidence.ts';
import { decideRecord, type ValueRecord } from '../../lib/domain/decide-record.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import { eventsOfEntry } from '../../lib/domain/published-events.ts';
import { mixedScheme } from '../support/mixed-scheme.ts';
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

const scheme = mixedScheme();
const componentOf = (id: string) => scheme.components[scheme.indexOf.get(id)!]!;
const paper = { id: 'paper', sha256: 'aa', warnings: ['encrypted'] as const };
const usable = new Map([['paper', paper]]);
const reason = '据通报录入';

function record(book: Book, id: string, given: Partial<ValueRecord> = {}, receivedAt = closesAt + 1) {
  const recorded: ValueRecord = { decision: 'record', value: '3', reason, ...given };
  return decideRecord(asking(scheme, book, assessor, receivedAt), componentOf(id), recorded, usable, assessmentRules);
}

const recorded = bookAfter(blankBook(), record(blankBook(), 'cases'));

describe('a recorded value', () => {
  it('is a verification of no claim, with who, when and why, written also after the portal has closed', () => {
    const change = accepted(record(blankBook(), 'cases', { evidence: ['paper'] }));
    expect(change).toMatchObject({ gate: 'assessor', head: { revision: 1 }, entry: { action: 'record', reason } });
    expect(change.components).toEqual([
      {
        ...{ component: 'cases', target: null, claim: null, revision: 1 },
        verification: {
          ...{ value: '3', claimRevision: 0, deduction: null, target: null },
          ...{ evidence: [{ id: 'paper', sha256: 'aa' }], onSite: null },
          ...{ at: '2019-12-31T16:00:00.001Z', by: assessor.subject, reason },
        },
      },
    ]);
  });

  it('needs neither evidence nor a visit, and may have both', () => {
    const onSite = { visitedOn: '2020-01-01', participants: ['考核员甲'] };
    expect(accepted(record(blankBook(), 'found', { onSite })).components[0]?.verification?.onSite).toEqual(onSite);
  });

  it('again makes no revision, however the number is written; any difference does', () => {
    expect(record(recorded, 'cases')).toBe(unchanged);
    expect(record(recorded, 'cases', { value: '3.00' })).toBe(unchanged);
    for (const given of [{ value: '3.1' }, { reason: '更正' }, { evidence: ['paper'] }])
      expect(accepted(record(recorded, 'cases', given)).head.revision).toBe(2);
  });

  it('is told as ClaimAssessed with the decision', () => {
    const events = eventsOfEntry(accepted(record(blankBook(), 'cases')).entry);
    expect(events.map(parseEvent)).toMatchObject([
      { type: 'ClaimAssessed', data: { component: 'cases', decision: 'record', value: '3', deduction: null } },
    ]);
  });

  it('is never stale: it rests on no claim, and a target may come after it', () => {
    const found = bookAfter(blankBook(), record(blankBook(), 'found'));
    const assigned = bookAfter(found, decideTargets(asking(scheme, found, assessor), { found: '2' }));
    expect(assigned.components.get('found')).toMatchObject({ target: '2', verification: { target: null } });
    expect(isStale(assigned.components.get('found')!)).toBe(false);
  });

  it('keeps the file that it rests on from being withdrawn, and says what to do', () => {
    const book = bookAfter(blankBook(), record(blankBook(), 'cases', { evidence: ['paper'] }));
    const file = { ...sampleFile('paper'), state: 'stored' } as const;
    expect(decideWithdrawal(asking(scheme, book, portal), file, reason, null)).toMatchObject({
      rejected: 'state-conflict',
      detail: { zh: expect.stringContaining('重新录入'), en: expect.stringContaining('record it without the file') },
    });
  });
});

describe('a record is refused', () => {
  it.each([
    ['of what a district claims', 'claimed', '申报'],
    ['of what is computed', 'measured', '测算'],
  ])('%s', (_, id, zh) => {
    expect(record(blankBook(), id)).toMatchObject({
      rejected: 'state-conflict',
      detail: { zh: expect.stringContaining(zh) },
    });
  });

  it('with files that the book does not hold stored, or one twice, at their places', () => {
    expect(record(blankBook(), 'cases', { evidence: ['paper', 'lost', 'paper'] })).toMatchObject({
      rejected: 'evidence-unusable',
      faults: [
        { path: ['evidence', 1], code: 'evidence-unusable' },
        { path: ['evidence', 2], code: 'duplicate-item' },
      ],
    });
  });

  it('with a value that the rule does not take', () => {
    const component = componentOf('cases');
    const message = { zh: '不收', en: 'not taken' };
    const strict = { ...component, rule: { ...component.rule, refuseValue: () => message } };
    const given: ValueRecord = { decision: 'record', value: '3', reason };
    const context = asking(scheme, blankBook(), assessor);
    expect(decideRecord(context, strict, given, usable, assessmentRules)).toMatchObject({
      faults: [{ path: ['value'], code: 'value-out-of-range', message }],
    });
  });

  it('with a visit to come, by the cycle’s calendar', () => {
    // 2020-01-01 00:00 in Shanghai.
    const on = (visitedOn: string) => record(blankBook(), 'found', { onSite: { visitedOn, participants: ['甲'] } });
    expect(accepted(on('2020-01-01')).head.revision).toBe(1);
    expect(on('2020-01-02')).toMatchObject({ faults: [{ path: ['onSite', 'visitedOn'], code: 'value-out-of-range' }] });
  });

  it('once assessing has ended, and outside the scope of a reopening', () => {
    expect(record(blankBook('yuhang', { assessorGate: 'closed' }), 'cases')).toMatchObject({
      rejected: 'cycle-closed',
    });
    expect(record(blankBook('yuhang', { scope: ['found'] }), 'cases')).toMatchObject({ rejected: 'cycle-closed' });
    expect(accepted(record(blankBook('yuhang', { scope: ['cases'] }), 'cases')).head.revision).toBe(1);
  });
});

describe('an assessment is refused', () => {
  it.each([
    ['of what an assessor records', 'cases', 'record'],
    ['of what is computed', 'measured', '测算'],
  ])('%s, whichever it is', (_, id, zh) => {
    for (const said of [
      { decision: 'verify' },
      { decision: 'correct', value: '2' },
      { decision: 'return' },
      { decision: 'deduct', deduction: '1' },
    ] as const) {
      const assessment = { ...said, claimRevision: 1, reason };
      const context = asking(scheme, recorded, assessor);
      expect(decideAssessment(context, componentOf(id), assessment, assessmentRules)).toMatchObject({
        rejected: 'state-conflict',
        detail: { zh: expect.stringContaining(zh) },
      });
    }
  });
});
