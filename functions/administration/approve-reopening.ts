import * as z from 'zod';
import { decideApproval } from '../../lib/domain/finalization/decide-reopening.ts';
import type { Reopening } from '../../lib/domain/finalization/sealing.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import { reopeningReply, showReopening } from '../contract/reopening-reply.ts';
import type { Route } from '../contract/route.ts';
import { noteText } from '../contract/text-schema.ts';
import { type Answer, endpoint, type RequestOf } from '../http/endpoint.ts';
import { answerOnce, replyToKeep } from '../http/kept-reply.ts';
import { loadCycle, unknownReopening } from '../protocols/cycle-rules.ts';
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
  isBodyOptional: true,
  body: z.strictObject({ comment: noteText({ max: 2000 }).optional() }),
  reply: { status: 200, schema: reopeningReply },
  refusals: ['second-approver-needed', 'state-conflict', 'stale-epoch', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

/** A second administrator approves: the next epoch begins, and only the scoped gates open. */
function approveReopening(needs: Dependencies, request: RequestOf<typeof route>): Promise<Answer | Rejection> {
  return answerOnce(needs, request.idempotency, () => approve(needs, request));
}

async function approve(needs: Dependencies, request: RequestOf<typeof route>): Promise<Answer | Rejection | null> {
  const { path, caller, receivedAt } = request;
  const rules = await loadCycle(needs, path.cycle);
  if (isRejection(rules)) return rules;
  const reopening = await needs.seals.loadReopening(path.cycle, path.id);
  if (!reopening) return unknownReopening;
  const after = decideApproval(rules.cycle, reopening, caller, receivedAt);
  if (isRejection(after)) return after;
  const approvedAt = new Date(receivedAt).toISOString();
  const approved: Reopening = { ...reopening, state: 'approved', approvedBy: caller.subject, approvedAt };
  const step = stepTo('reopened', rules.cycle, after, { by: caller.subject, reason: reopening.reason }, approvedAt);
  const answer: Answer = { status: 200, body: showReopening(approved) };
  const reply = replyToKeep(answer, request.idempotency, receivedAt);
  if ((await needs.seals.reopen(rules.cycle, after, step, approved, reply)) === 'outdated') return null;
  await setWakeUps(needs, after);
  return answer;
}

export const approveReopeningEndpoint = endpoint(route, approveReopening);
