import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { decideRequest, scopedDistrictsMax } from '../../lib/domain/finalization/decide-reopening.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import { reopeningReply, showReopening } from '../contract/reopening-reply.ts';
import type { Route } from '../contract/route.ts';
import { eachOnce, idSchema, instantText, namedComponent, reasonText } from '../contract/schemas.ts';
import { type Answer, endpoint, type RequestOf } from '../http/endpoint.ts';
import { answerOnce, replyToKeep } from '../http/kept-reply.ts';
import { loadCycle } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'requestReopening',
  method: 'POST',
  path: '/v1/cycles/{cycle}/reopenings',
  function: 'administration',
  roles: ['admin'],
  summary: { zh: '申请重新开放已定稿的周期', en: 'Ask to reopen a finalized cycle' },
  body: z.strictObject({
    scope: z.strictObject({
      districts: z.array(idSchema).min(1).max(scopedDistrictsMax),
      components: eachOnce(z.array(namedComponent).min(1).max(100))
        .nullable()
        .optional()
        .meta({ description: 'All if not named.' }),
    }),
    reason: reasonText,
    until: instantText,
  }),
  reply: { status: 201, schema: reopeningReply },
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
function requestReopening(needs: Dependencies, request: RequestOf<typeof route>): Promise<Answer | Rejection> {
  return answerOnce(needs, request.idempotency, () => ask(needs, request));
}

async function ask(needs: Dependencies, request: RequestOf<typeof route>): Promise<Answer | Rejection | null> {
  const rules = await loadCycle(needs, request.path.cycle);
  if (isRejection(rules)) return rules;
  const { scope, reason, until } = request.body;
  const id = randomBytes(12).toString('hex');
  const reopening = decideRequest(
    rules.cycle,
    rules.scheme,
    { id, reason, until, districts: scope.districts, components: scope.components ?? null },
    request.caller,
    request.receivedAt,
  );
  if (isRejection(reopening)) return reopening;
  const location = `/v1/cycles/${rules.cycle.id}/reopenings/${id}`;
  const answer: Answer = { status: 201, body: showReopening(reopening), location };
  const reply = replyToKeep(answer, request.idempotency, request.receivedAt);
  return (await needs.seals.request(reopening, reply)) === 'committed' ? answer : null;
}

export const requestReopeningEndpoint = endpoint(route, requestReopening);
