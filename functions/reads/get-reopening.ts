import { unknownReopening } from '../contract/refusals.ts';
import { reopeningReply, showReopening } from '../contract/reopening-reply.ts';
import type { Route } from '../contract/route.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'getReopening',
  method: 'GET',
  path: '/v1/cycles/{cycle}/reopenings/{id}',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: { zh: '读取一份重新开放申请', en: 'Read a request to reopen' },
  needs: ['cycle'],
  reply: { status: 200, schema: reopeningReply },
} as const satisfies Route;

/** A request to reopen, as it stands. */
async function getReopening(needs: Dependencies, { path }: RequestOf<typeof route>) {
  const reopening = await needs.seals.loadReopening(path.cycle, path.id);
  return reopening ? showReopening(reopening) : unknownReopening;
}

export const getReopeningEndpoint = endpoint(route, getReopening);
