import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { decideApproval, decideRequest, scopedDistrictsMax } from '../../lib/domain/finalization/decide-reopening.ts';
import type { Reopening } from '../../lib/domain/finalization/sealing.ts';
import { named } from '../../lib/domain/named.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { unknownReopening } from '../contract/refusals.ts';
import { reopeningReply, showReopening } from '../contract/reopening-reply.ts';
import type { Route } from '../contract/route.ts';
import { eachOnce, idSchema, instantText, namedComponent, reasonText } from '../contract/schemas.ts';
import { noteText } from '../contract/text-schema.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { stepTo } from '../protocols/finalization/record-step.ts';
import { setWakeUps } from '../protocols/set-wake-ups.ts';

const scope = named('ReopeningRequestScope', () =>
  z.strictObject({
    districts: z
      .array(idSchema())
      .min(1)
      .max(scopedDistrictsMax)
      .meta({ description: 'The districts that are opened. 重新开放的区县。' }),
    components: eachOnce(z.array(namedComponent()).min(1).max(100))
      .nullable()
      .optional()
      .meta({ description: 'All if not named. 不填时为全部考核内容。' }),
  }),
);

const requestRoute = {
  name: 'requestReopening',
  method: 'POST',
  path: '/v1/cycles/{cycle}/reopenings',
  function: 'administration',
  roles: ['admin'],
  summary: { zh: '申请重新开放已定稿的周期', en: 'Ask to reopen a finalized cycle' },
  needs: ['kept-reply', 'cycle'],
  body: named('ReopeningRequest', () =>
    z.strictObject({
      scope: scope().meta({ description: 'What is opened; all else stays closed. 开放范围，其余部分仍不可更改。' }),
      reason: reasonText(),
      until: instantText().meta({ description: 'Until when it is open. 开放至何时。' }),
    }),
  ),
  reply: { status: 201, schema: reopeningReply, isLocated: true },
  refusals: [
    'state-conflict',
    'value-out-of-range',
    'unknown-component',
    'duplicate-item',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

/** An administrator asks for a correction; another one must approve it. */
async function requestReopening(needs: Dependencies, request: RequestOf<typeof requestRoute>) {
  const { rules, body, caller, receivedAt, keep } = request;
  const { districts, components = null } = body.scope;
  const id = randomBytes(12).toString('hex');
  const wanted = { id, reason: body.reason, until: body.until, districts, components };
  const reopening = decideRequest(rules.cycle, rules.scheme, wanted, caller, receivedAt);
  if (isRejection(reopening)) return reopening;
  const told = showReopening(reopening);
  return (await needs.seals.request(reopening, keep(told))) === 'committed' ? told : 'outdated';
}

export const requestReopeningEndpoint = endpoint(requestRoute, requestReopening);

const approvalRoute = {
  name: 'approveReopening',
  method: 'POST',
  path: '/v1/cycles/{cycle}/reopenings/{id}/approval',
  function: 'administration',
  roles: ['admin'],
  summary: { zh: '批准重新开放（须为另一位管理员）', en: 'Approve a reopening, as another administrator' },
  needs: ['kept-reply', 'cycle'],
  isBodyOptional: true,
  body: named('Approval', () =>
    z.strictObject({
      comment: noteText({ max: 2000 })
        .optional()
        .meta({ description: 'What is to be said of the approval. 批准意见。' }),
    }),
  ),
  reply: { status: 200, schema: reopeningReply },
  refusals: ['second-approver-needed', 'state-conflict', 'stale-epoch', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

/** A second administrator approves: the next epoch begins, and only the scoped gates open. */
async function approveReopening(needs: Dependencies, request: RequestOf<typeof approvalRoute>) {
  const { path, rules, caller, receivedAt, keep } = request;
  const reopening = await needs.seals.loadReopening(path.cycle, path.id);
  if (!reopening) return unknownReopening;
  const after = decideApproval(rules.cycle, reopening, caller, receivedAt);
  if (isRejection(after)) return after;
  const approvedAt = new Date(receivedAt).toISOString();
  const approved: Reopening = { ...reopening, state: 'approved', approvedBy: caller.subject, approvedAt };
  const step = stepTo('reopened', rules.cycle, after, { by: caller.subject, reason: reopening.reason }, approvedAt);
  const told = showReopening(approved);
  if ((await needs.seals.reopen(rules.cycle, after, step, approved, keep(told))) === 'outdated') return 'outdated';
  await setWakeUps(needs, after);
  return told;
}

export const approveReopeningEndpoint = endpoint(approvalRoute, approveReopening);
