import { describe, expect, it } from 'vitest';
import type { Cycle } from '../../lib/domain/cycle.ts';
import {
  decideApproval,
  decideRequest,
  type ReopeningRequest,
} from '../../lib/domain/finalization/decide-reopening.ts';
import { nothingSealed, type Reopening } from '../../lib/domain/finalization/sealing.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { sampleCycle, sampleScheme } from '../support/sample-cycle.ts';

const now = Date.parse('2020-02-10T00:00:00Z');
const until = '2020-02-20T00:00:00+08:00';
const asker = { subject: 'admin-1', role: 'admin' };
const approver = { subject: 'admin-2', role: 'admin' };
const wanted: ReopeningRequest = { id: 'r1', districts: ['d-002'], components: ['5'], reason: '数据有误', until };

function sealed(more: Partial<Cycle> = {}, isExported = true): Cycle {
  const sealing = { ...nothingSealed, closingAt: '2020-02-01T00:00:00.000Z', revision: 1, sha256: 'a', isExported };
  return { ...sampleCycle('2019'), state: 'finalized', steps: 4, sealing, ...more };
}

function ask(more: Partial<ReopeningRequest> = {}, cycle = sealed(), at = now) {
  return decideRequest(cycle, sampleScheme, { ...wanted, ...more }, asker, at);
}

/** The slug of a refusal with the places it names; `null` for what was accepted. */
function refusal(decision: ReturnType<typeof decideRequest> | ReturnType<typeof decideApproval>) {
  if (!isRejection(decision)) return null;
  const places = (decision.faults ?? []).map(({ path, code }) => `/${path.join('/')} ${code}`);
  return [decision.rejected, ...places].join(', ');
}

describe('a request to reopen', () => {
  it('is recorded with who asked, when, and for which sealed result', () => {
    expect(ask()).toEqual({
      ...wanted,
      cycle: '2019',
      state: 'requested',
      revision: 1,
      requestedBy: 'admin-1',
      requestedAt: '2020-02-10T00:00:00.000Z',
      approvedBy: null,
      approvedAt: null,
    } satisfies Reopening);
    expect(refusal(ask({ components: null }))).toBeNull();
  });

  it.each<[string, Cycle]>([
    ['an open cycle', sealed({ state: 'open' })],
    ['a verifying one', sealed({ state: 'verifying' })],
    ['a closing one', sealed({ state: 'closing' })],
    ['one whose files are not confirmed', sealed({}, false)],
  ])('is refused for %s', (_, cycle) => {
    expect(refusal(ask({}, cycle))).toBe('state-conflict');
  });

  it('needs an end to come: a millisecond ahead will do, now is too late', () => {
    const end = Date.parse(until);
    expect(refusal(ask({}, sealed(), end - 1))).toBeNull();
    for (const at of [end, end + 1])
      expect(refusal(ask({}, sealed(), at))).toBe('value-out-of-range, /until value-out-of-range');
  });

  it.each<[string, Partial<ReopeningRequest>, string]>([
    [
      'a district that the cycle does not have',
      { districts: ['d-002', 'd-009'] },
      'value-out-of-range, /scope/districts/1 value-out-of-range',
    ],
    [
      'a district twice',
      { districts: ['d-002', 'd-001', 'd-002'] },
      'duplicate-item, /scope/districts/2 duplicate-item',
    ],
    [
      'a component that the scheme does not have',
      { components: ['5', '99'] },
      'unknown-component, /scope/components/1 unknown-component',
    ],
    [
      'several faults, all of them',
      { districts: ['x'], components: ['y'] },
      'value-out-of-range, /scope/districts/0 value-out-of-range, /scope/components/0 unknown-component',
    ],
  ])('refuses %s', (_, more, expected) => {
    expect(refusal(ask(more))).toBe(expected);
  });
});

describe('an approval', () => {
  const requested = ask() as Reopening;

  it('opens the next epoch until the requested end, and keeps what was sealed', () => {
    const cycle = sealed({ epoch: 3 });
    expect(decideApproval(cycle, requested, approver, now)).toEqual({
      ...cycle,
      state: 'open',
      epoch: 4,
      submissionsCloseAt: until,
      finalizeAt: until,
      sealing: { ...cycle.sealing, closingAt: null, order: null, held: null },
    });
  });

  it.each<[string, Cycle, Reopening, typeof asker, number, string]>([
    ['by whom asked', sealed(), requested, asker, now, 'second-approver-needed'],
    ['of what was approved already', sealed(), { ...requested, state: 'approved' }, approver, now, 'state-conflict'],
    ['while the cycle is open again', sealed({ state: 'open' }), requested, approver, now, 'state-conflict'],
    ['before the files of a newer result are confirmed', sealed({}, false), requested, approver, now, 'state-conflict'],
    [
      'about a result that was superseded',
      sealed({ sealing: { ...sealed().sealing, revision: 2 } }),
      requested,
      approver,
      now,
      'stale-epoch',
    ],
    ['when its end has come', sealed(), requested, approver, Date.parse(until), 'state-conflict'],
  ])('is refused %s', (_, cycle, reopening, actor, at, expected) => {
    expect(refusal(decideApproval(cycle, reopening, actor, at))).toBe(expected);
  });

  it('is good until a millisecond before its end', () => {
    expect(refusal(decideApproval(sealed(), requested, approver, Date.parse(until) - 1))).toBeNull();
  });
});
