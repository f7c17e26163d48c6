import * as z from 'zod';
import { decideApproval } from '../lib/domain/finalization/decide-reopening.ts';
import type { Reopening } from '../lib/domain/finalization/sealing.ts';
import { isRejection, type Rejection, reject } from '../lib/domain/rejection.ts';
import { stepTo } from './finalization/record-step.ts';
import { loadCycle } from './shared/cycle-rules.ts';
import type { Dependencies } from './shared/dependencies.ts';
import { type Answer, endpoint, type RequestOf } from './shared/endpoint.ts';
import { answerOnce, replyToKeep } from './shared/kept-reply.ts';
import { reopeningReply, showReopening } from './shared/reopening-reply.ts';
import type { Route } from './shared/route.ts';
import { setWakeUps } from './shared/set-wake-ups.ts';
import { noteText } from './shared/text-schema.ts';

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

/** The refusal of a request id that nobody has made. */
export const unknownReopening = reject('not-found', {
  zh: '没有这个重新开放申请。',
  en: 'There is no such request to reopen.',
});

export const approveReopeningEndpoint = endpoint(route, approveReopening);
