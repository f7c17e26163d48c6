import * as z from 'zod';
import { decideApproval } from '../../lib/domain/finalization/decide-reopening.ts';
import type { Reopening } from '../../lib/domain/finalization/sealing.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { unknownReopening } from '../contract/not-found.ts';
import { reopeningReply, showReopening } from '../contract/reopening-reply.ts';
import type { Route } from '../contract/route.ts';
import { noteText } from '../contract/text-schema.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { stepTo } from '../protocols/finalization/record-step.ts';
import { setWakeUps } from '../protocols/set-wake-ups.ts';

const route = {
  name: 'approveReopening',
  method: 'POST',
  path: '/v1/cycles/{cycle}/reopenings/{id}/approval',
  function: 'administration',
  roles: ['admin'],
  summary: { zh: '批准重新开放（须为另一位管理员）', en: 'Approve a reopening, as another administrator' },
  needs: ['kept-reply', 'cycle'],
  isBodyOptional: true,
  body: () => z.strictObject({ comment: noteText({ max: 2000 }).optional() }),
  reply: { status: 200, schema: reopeningReply },
  refusals: ['second-approver-needed', 'state-conflict', 'stale-epoch', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

/** A second administrator approves: the next epoch begins, and only the scoped gates open. */
async function approveReopening(needs: Dependencies, request: RequestOf<typeof route>) {
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

export const approveReopeningEndpoint = endpoint(route, approveReopening);
