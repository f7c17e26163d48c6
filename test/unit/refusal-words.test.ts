import { describe, expect, it } from 'vitest';
import { blankComponent } from '../../lib/domain/book.ts';
import { type Assessment, decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { decideAnnouncement, decideWithdrawal } from '../../lib/domain/decide-evidence.ts';
import { type CycleRequest, decideOpening } from '../../lib/domain/decide-opening.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import { decideApproval, decideRequest } from '../../lib/domain/finalization/decide-reopening.ts';
import { nothingSealed } from '../../lib/domain/finalization/sealing.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { sampleCycle } from '../support/sample-cycle.ts';
import { sampleFile } from '../support/sample-evidence.ts';
import { asking, assessor, blankBook, portal } from '../support/written-book.ts';

const scheme = changedScheme();
const rules = { evidenceRequired: true, timeZone: 'Asia/Shanghai' };
const made = { at: '2019-12-30T00:00:00.000Z', by: 'someone' };
const component = (id: string) => scheme.components[scheme.indexOf.get(id)!]!;

/** A book in which one component is claimed at revision 3, verified on `rests` if that is given. */
function bookOf(id: string, value: string, rests: readonly string[] | null = null) {
  const claim = { value, revision: 3, returned: false, evidence: [], note: null, ...made };
  const judged = { value, claimRevision: 3, deduction: null, target: null, onSite: null, reason: '属实', ...made };
  const evidence = (rests ?? []).map((file) => ({ id: file, sha256: 'a' }));
  const verification = rests && { ...judged, evidence };
  return {
    ...blankBook('yuhang', { revision: 4 }),
    components: new Map([[id, { ...blankComponent(id), claim, verification, revision: 4 }]]),
  };
}

function assess(id: string, value: string | null, said: object, claimRevision = 3) {
  const book = value === null ? blankBook() : bookOf(id, value);
  const assessment = { decision: 'verify', claimRevision, reason: '属实', ...said } as Assessment;
  return decideAssessment(asking(scheme, book, assessor), component(id), assessment, rules);
}

function claim(id: string, value: string, evidence: string[] = [], head = {}) {
  const book = blankBook('yuhang', head);
  const stored = new Map([['kept', { id: 'kept', sha256: 'a' }]]);
  return decideClaims(asking(scheme, book, portal), [{ component: id, value, evidence, note: null }], stored, () => []);
}

const now = Date.parse('2020-02-10T00:00:00Z');
const cycle = {
  ...sampleCycle('2019'),
  state: 'finalized' as const,
  sealing: { ...nothingSealed, revision: 1, sha256: 'a', isExported: true },
};
const wish = { id: 'r1', districts: ['d-002'], components: ['5'], reason: '有误', until: '2020-02-20T00:00:00Z' };
const asked = {
  ...{ ...wish, cycle: '2019', state: 'requested' as const, revision: 1, requestedBy: 'admin-1' },
  ...{ requestedAt: '2020-02-10T00:00:00.000Z', approvedBy: null, approvedAt: null },
};
const admin = (subject: string) => ({ subject, role: 'admin' });
const request = (more: Partial<typeof wish>, of: typeof cycle | ReturnType<typeof sampleCycle> = cycle) =>
  decideRequest(of, scheme, { ...wish, ...more }, admin('admin-1'), now);
const approve = (more: object, by = 'admin-2', at = now) => decideApproval(cycle, { ...asked, ...more }, admin(by), at);

function open(more: Partial<CycleRequest>) {
  const dates = { submissionsCloseAt: '2020-12-31T16:00:00Z', finalizeAt: '2021-01-31T16:00:00Z' };
  const districts = [{ id: 'a', name: { zh: '甲', en: 'A' }, group: null }];
  const wanted = { id: '2020', year: 2020, timeZone: 'Asia/Shanghai', onBlockers: 'hold' as const, ...dates };
  return decideOpening(scheme, { ...wanted, evidenceRequired: true, districts, ...more }, admin('admin-1'), now);
}

const district = { id: 'a', name: { zh: '甲', en: 'A' }, group: null };
const announced = { ...sampleFile(), components: ['99'] };
const onSite = { visitedOn: '2020-01-02', participants: ['甲'] };

/** Every refusal, how it comes about, and words that it must hold in Chinese and in English. */
const given: [string, () => unknown, string, string][] = [
  ['a closed gate', () => claim('5', '1', [], { portalGate: 'closed' }), '停止接收', 'closed'],
  ['outside a reopening', () => claim('5', '1', [], { scope: ['6', '13'] }), '6、13。', '6, 13.'],
  ['no such component', () => claim('99', '1'), scheme.id, scheme.id],
  [
    'a ticket for no component',
    () => decideAnnouncement(asking(scheme, blankBook(), portal), announced, null),
    '编号',
    'no such component',
  ],
  ['neither 0 nor 1', () => claim('12', '2'), '1（已开展）', '1 (carried out)'],
  ['evidence cited twice', () => claim('5', '1', ['kept', 'kept']), '一次', 'once'],
  ['evidence not stored', () => claim('5', '1', ['lost']), 'stored', '"stored"'],
  ['nothing claimed', () => assess('5', null, {}), '尚未申报', 'Nothing has been claimed'],
  ['another claim', () => assess('5', '16', {}, 2), '新的申报', 'newer one'],
  [
    'a deduction elsewhere',
    () => assess('5', '16', { decision: 'deduct', deduction: '1' }),
    '只有酌情扣分项',
    'Only a discretionary',
  ],
  [
    'a value for discretion',
    () => assess('12', '1', { decision: 'correct', value: '0' }),
    'verify、deduct 或 return',
    'verify, deduct or return',
  ],
  ['verified, not carried out', () => assess('12', '0', {}), 'deduct', 'deduct'],
  [
    'too fine a deduction',
    () => assess('12', '0', { decision: 'deduct', deduction: '0.001' }),
    '2 位小数',
    '2 decimal places',
  ],
  ['too great a deduction', () => assess('12', '0', { decision: 'deduct', deduction: '99' }), '3.00', '3.00'],
  ['a visit to come', () => assess('5', '16', { onSite }), '2019-12-31', '2019-12-31'],
  ['no visit', () => assess('20.1', '3', {}), 'onSite（visitedOn、participants）', 'onSite (visitedOn, participants)'],
  ['no evidence', () => assess('5', '16', {}), '佐证', 'cites no stored evidence'],
  ['a target of the text', () => decideTargets(asking(scheme, blankBook(), assessor), { 2: '1' }), '为 1，', 'at 1;'],
  [
    'a target of none',
    () => decideTargets(asking(scheme, blankBook(), assessor), { 12: '1' }),
    '没有任务数',
    'no target',
  ],
  [
    'a file being scanned',
    () => decideWithdrawal(asking(scheme, blankBook(), portal), sampleFile('f', { state: 'pending' }), 'x', null),
    'awaiting-upload',
    'awaits its upload',
  ],
  [
    'a file that holds',
    () => decideWithdrawal(asking(scheme, bookOf('5', '1', ['f']), portal), sampleFile('f'), 'x', null),
    '第 5 项',
    'component 5',
  ],
  ['a date that passed', () => open({ submissionsCloseAt: '2020-01-01T00:00:00Z' }), '将来', 'to come'],
  ['dates in disorder', () => open({ finalizeAt: '2020-12-31T15:59:59Z' }), '不得早于', 'before submissions close'],
  ['no such time zone', () => open({ timeZone: 'Asia/Nowhere' }), 'Asia/Shanghai', 'Asia/Shanghai'],
  ['a district twice', () => open({ districts: [district, district] }), '一次', 'once'],
  ['not finalized', () => request({}, sampleCycle('2019')), '已定稿', 'finalized'],
  [
    'not exported',
    () => request({}, { ...cycle, sealing: { ...cycle.sealing, isExported: false } }),
    '尚未确认',
    'not confirmed',
  ],
  ['no such district', () => request({ districts: ['d-999'] }), '没有这个区县', 'no such district'],
  ['a district named twice', () => request({ districts: ['d-002', 'd-002'] }), '重复', 'twice'],
  ['an end that passed', () => request({ until: '2020-02-09T00:00:00Z' }), '已过', 'has passed'],
  ['one’s own approval', () => approve({}, 'admin-1'), '另一位管理员', 'another administrator'],
  ['approved already', () => approve({ state: 'approved' }), '已获批准', 'approved already'],
  ['superseded', () => approve({ revision: 2 }), '取代', 'superseded'],
  ['approved too late', () => approve({}, 'admin-2', Date.parse(wish.until)), '已过', 'has passed'],
];

/** Every text of a refusal: of itself and of its faults. */
function textsOf(answer: unknown): Text[] {
  if (!isRejection(answer)) throw new Error('nothing was refused');
  return [answer.detail, ...(answer.faults ?? []).map(({ message }) => message)];
}

describe('a refusal says what is wrong or what to do, in Chinese and in English', () => {
  it.each(given)('%s', (_, decide, zh, en) => {
    const texts = textsOf(decide());
    for (const text of texts) {
      expect(text.zh).toMatch(/^.*\p{Script=Han}.*。$/u);
      expect(text.en).toMatch(/^[A-Z][^\p{Script=Han}]*\.$/u);
    }
    expect(texts[0]!.zh).toContain(zh);
    expect(texts[0]!.en).toContain(en);
  });
});
