import { describe, expect, it } from 'vitest';
import type { Actor } from '../../lib/domain/book-change.ts';
import { firstHead, positionOf } from '../../lib/domain/cycle.ts';
import { type CycleRequest, decideOpening } from '../../lib/domain/decide-opening.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { mixedScheme } from '../support/mixed-scheme.ts';

const scheme = changedScheme();
const admin: Actor = { subject: 'admin-1', role: 'admin' };
const now = Date.parse('2019-11-01T00:00:00.000Z');
const name = { zh: '区', en: 'District' };
const district = (id: string) => ({ id, name, group: null });

const request: CycleRequest = {
  id: '2019',
  year: 2019,
  timeZone: 'Asia/Shanghai',
  submissionsCloseAt: '2020-01-01T00:00:00+08:00',
  finalizeAt: '2020-01-31T00:00:00+08:00',
  onBlockers: 'hold',
  evidenceRequired: true,
  districts: [district('yuhang'), district('binjiang'), district('b10'), district('b9')],
};

const decide = (change: Partial<CycleRequest> = {}, { at = now } = {}) =>
  decideOpening(scheme, { ...request, ...change }, admin, at);

/** The cycle that was opened; fails the test on a refusal. */
function opened(change: Partial<CycleRequest> = {}, at = now) {
  const cycle = decide(change, { at });
  if (isRejection(cycle)) throw new Error(`refused: ${cycle.rejected}`);
  return cycle;
}

describe('an opened cycle', () => {
  it('is open in its first epoch, bound to the scheme’s hash, and says who opened it and when', () => {
    expect(opened()).toMatchObject({
      id: '2019',
      scheme: 'east-west-70',
      schemeHash: scheme.hash,
      state: 'open',
      epoch: 1,
      createdAt: '2019-11-01T00:00:00.000Z',
      createdBy: 'admin-1',
    });
  });

  it('lists its districts in code-unit order, which are their positions on the board', () => {
    const cycle = opened();
    expect(cycle.districts.map(({ id }) => id)).toEqual(['b10', 'b9', 'binjiang', 'yuhang']);
    expect(positionOf(cycle, 'yuhang')).toBe(3);
    expect(positionOf(cycle, 'xihu')).toBe(-1);
  });

  it('leaves the request’s own list as it was', () => {
    opened();
    expect(request.districts[0]?.id).toBe('yuhang');
  });

  it('gives each district a blank book that closes at the instant, whatever its offset', () => {
    expect(firstHead(opened(), 'b9')).toEqual({
      cycle: '2019',
      district: 'b9',
      revision: 0,
      epoch: 1,
      portalGate: 'open',
      assessorGate: 'open',
      closesAt: Date.parse('2019-12-31T16:00:00.000Z'),
      auditHead: 'genesis',
      componentRevisions: {},
      scope: null,
    });
  });
});

describe('the opening', () => {
  const closes = Date.parse(request.submissionsCloseAt);

  it('needs a closing instant to come: a millisecond before it will do, at it is too late', () => {
    expect(opened({}, closes - 1).state).toBe('open');
    for (const at of [closes, closes + 1])
      expect(decide({}, { at })).toMatchObject({
        rejected: 'value-out-of-range',
        faults: [{ path: ['submissionsCloseAt'] }],
      });
  });

  it('needs a finalization that does not come before the closing instant; the same instant will do', () => {
    expect(opened({ finalizeAt: '2019-12-31T16:00:00Z' }).finalizeAt).toBe('2019-12-31T16:00:00Z');
    expect(decide({ finalizeAt: '2019-12-31T15:59:59Z' })).toMatchObject({ faults: [{ path: ['finalizeAt'] }] });
  });

  it.each(['Asia/Shanghai', 'UTC', 'Europe/Zurich'])('accepts the time zone %s', (timeZone) => {
    expect(opened({ timeZone }).timeZone).toBe(timeZone);
  });

  it.each(['Asia/Hangzhou-West', '', 'Asia Shanghai', '<script>'])('refuses the time zone %j', (timeZone) => {
    expect(decide({ timeZone })).toMatchObject({ rejected: 'value-out-of-range', faults: [{ path: ['timeZone'] }] });
  });

  it('refuses a district for each time that it comes again', () => {
    const districts = [district('b9'), district('b10'), district('b9'), district('b9')];
    expect(decide({ districts })).toMatchObject({
      rejected: 'duplicate-item',
      faults: [{ path: ['districts', 2, 'id'] }, { path: ['districts', 3, 'id'] }],
    });
  });

  it('needs every coefficient that the scheme reads of every district, and keeps what else is given', () => {
    const mixed = mixedScheme();
    const asked = (districts: CycleRequest['districts']) => decideOpening(mixed, { ...request, districts }, admin, now);
    const given = { ...district('a'), coefficients: { difficulty: '1.15', population: '3' } };
    expect(asked([given])).toMatchObject({ districts: [given] });
    expect(asked([given, district('b'), { ...district('c'), coefficients: { population: '3' } }])).toMatchObject({
      rejected: 'required',
      faults: [
        {
          path: ['districts', 1, 'coefficients', 'difficulty'],
          code: 'required',
          message: {
            zh: '考核办法要用系数 difficulty，须为每个区县填写。',
            en: 'The scheme reads the coefficient difficulty; give it for each district.',
          },
        },
        { path: ['districts', 2, 'coefficients', 'difficulty'], code: 'required' },
      ],
    });
    // Of the published scheme's districts nothing is asked, and nothing is written.
    expect(opened().districts.every((one) => !('coefficients' in one))).toBe(true);
  });

  it('names every fault at once', () => {
    const refusal = decide({ timeZone: 'nowhere', districts: [district('a'), district('a')] }, { at: closes });
    expect(isRejection(refusal) && refusal.faults?.map(({ path }) => path)).toEqual([
      ['submissionsCloseAt'],
      ['timeZone'],
      ['districts', 1, 'id'],
    ]);
  });

  it('is told from every other answer, from none too', () => {
    expect([null, undefined, 'rejected', {}, decide({})].map(isRejection)).toEqual([false, false, false, false, false]);
    expect(isRejection(decide({ timeZone: 'nowhere' }))).toBe(true);
  });
});
