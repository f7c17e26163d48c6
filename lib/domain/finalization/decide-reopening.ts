import type { Actor } from '../book-change.ts';
import type { Cycle } from '../cycle.ts';
import { unknownComponent } from '../decide-claims.ts';
import { type Fault, type Rejection, reject, rejectFaults } from '../rejection.ts';
import type { Scheme } from '../scheme.ts';
import type { Reopening } from './sealing.ts';

/** What an administrator asks to correct. */
export type ReopeningRequest = Pick<Reopening, 'id' | 'districts' | 'components' | 'reason' | 'until'>;

/** All heads of a scope are opened in one transaction with the cycle. */
export const scopedDistrictsMax = 90;

/**
 * Decides a request to reopen. Refuses a cycle that is not finalized or whose files are not confirmed in write-once
 * storage yet, an end that has passed, and districts and components that the cycle does not have.
 */
export function decideRequest(
  cycle: Cycle,
  scheme: Scheme,
  request: ReopeningRequest,
  { subject }: Actor,
  now: number,
): Reopening | Rejection {
  const notYet = refuseUnfinished(cycle);
  if (notYet) return notYet;
  const [first, ...rest] = requestFaults(cycle, scheme, request, now);
  if (first) return rejectFaults([first, ...rest]);
  return {
    ...request,
    cycle: cycle.id,
    state: 'requested',
    revision: cycle.sealing.revision,
    requestedBy: subject,
    requestedAt: new Date(now).toISOString(),
    approvedBy: null,
    approvedAt: null,
  };
}

/** Refuses a reopening of what is not sealed, or whose files are not confirmed yet. */
export function refuseUnfinished({ state, sealing }: Cycle): Rejection | null {
  if (state !== 'finalized')
    return reject('state-conflict', {
      zh: '只有已定稿的周期才能重新开放。',
      en: 'Only a finalized cycle can be reopened.',
    });
  if (sealing.isExported) return null;
  return reject('state-conflict', {
    zh: '定稿文件尚未确认归档，暂不能重新开放，请稍候再试。',
    en: 'The files of the sealed result are not confirmed in write-once storage yet; try again shortly.',
  });
}

function requestFaults(cycle: Cycle, scheme: Scheme, request: ReopeningRequest, now: number): Fault[] {
  const known = new Set(cycle.districts.map(({ id }) => id));
  const unknown = request.districts.flatMap((id, index): Fault[] => {
    const message = { zh: '该周期没有这个区县。', en: 'The cycle has no such district.' };
    return known.has(id) ? [] : [{ path: ['scope', 'districts', index], code: 'value-out-of-range', message }];
  });
  const repeated = request.districts.flatMap((id, index): Fault[] => {
    const message = { zh: '区县重复。', en: 'This district is named twice.' };
    return request.districts.indexOf(id) < index
      ? [{ path: ['scope', 'districts', index], code: 'duplicate-item', message }]
      : [];
  });
  const components = (request.components ?? []).flatMap((id, index) =>
    scheme.indexOf.has(id) ? [] : [unknownComponent(['scope', 'components', index], scheme, id)],
  );
  const message = { zh: '截止时刻已过，须在将来。', en: 'This instant has passed; give one to come.' };
  const past: Fault[] =
    Date.parse(request.until) <= now ? [{ path: ['until'], code: 'value-out-of-range', message }] : [];
  return [...unknown, ...repeated, ...components, ...past];
}

/**
 * Decides the approval: the cycle as it will be, the next epoch open until the requested end. Refuses the person who
 * asked, a request that was approved already, and one about a result that has been superseded since.
 */
export function decideApproval(cycle: Cycle, reopening: Reopening, { subject }: Actor, now: number): Cycle | Rejection {
  if (reopening.requestedBy === subject)
    return reject('second-approver-needed', {
      zh: '申请人不能批准自己的申请，须由另一位管理员批准。',
      en: 'Whoever asked can’t approve; another administrator must.',
    });
  if (reopening.state === 'approved')
    return reject('state-conflict', { zh: '该申请已获批准。', en: 'This request has been approved already.' });
  const notYet = refuseUnfinished(cycle);
  if (notYet) return notYet;
  if (reopening.revision !== cycle.sealing.revision)
    return reject('stale-epoch', {
      zh: '申请所针对的定稿已被更新的定稿取代，请重新申请。',
      en: 'The sealed result that this request is about has been superseded; ask again.',
    });
  if (Date.parse(reopening.until) <= now)
    return reject('state-conflict', {
      zh: '申请的截止时刻已过，请重新申请。',
      en: 'The requested end has passed; ask again.',
    });
  return {
    ...cycle,
    state: 'open',
    epoch: cycle.epoch + 1,
    submissionsCloseAt: reopening.until,
    finalizeAt: reopening.until,
    sealing: { ...cycle.sealing, closingAt: null, order: null, held: null },
  };
}
