import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { decideRequest, scopedDistrictsMax } from '../../lib/domain/finalization/decide-reopening.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { reopeningReply, showReopening } from '../contract/reopening-reply.ts';
import type { Route } from '../contract/route.ts';
import { eachOnce, idSchema, instantText, namedComponent, reasonText } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'requestReopening',
  method: 'POST',
  path: '/v1/cycles/{cycle}/reopenings',
  function: 'administration',
  roles: ['admin'],
  summary: { zh: '申请重新开放已定稿的周期', en: 'Ask to reopen a finalized cycle' },
  needs: ['kept-reply', 'cycle'],
  body: () =>
    z.strictObject({
      scope: z.strictObject({
        districts: z.array(idSchema()).min(1).max(scopedDistrictsMax),
        components: eachOnce(z.array(namedComponent()).min(1).max(100))
          .nullable()
          .optional()
          .meta({ description: 'All if not named.' }),
      }),
      reason: reasonText(),
      until: instantText(),
    }),
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
async function requestReopening(needs: Dependencies, request: RequestOf<typeof route>) {
  const { rules, body, caller, receivedAt, keep } = request;
  const { districts, components = null } = body.scope;
  const id = randomBytes(12).toString('hex');
  const wanted = { id, reason: body.reason, until: body.until, districts, components };
  const reopening = decideRequest(rules.cycle, rules.scheme, wanted, caller, receivedAt);
  if (isRejection(reopening)) return reopening;
  const told = showReopening(reopening);
  return (await needs.seals.request(reopening, keep(told))) === 'committed' ? told : 'outdated';
}

export const requestReopeningEndpoint = endpoint(route, requestReopening);
