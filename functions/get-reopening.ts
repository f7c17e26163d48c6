import { isRejection } from '../lib/domain/rejection.ts';
import { unknownReopening } from './approve-reopening.ts';
import { loadCycle } from './shared/cycle-rules.ts';
import type { Dependencies } from './shared/dependencies.ts';
import { endpoint, type RequestOf } from './shared/endpoint.ts';
import { reopeningReply, showReopening } from './shared/reopening-reply.ts';
import type { Route } from './shared/route.ts';

const route = {
  name: 'getReopening',
  method: 'GET',
  path: '/v1/cycles/{cycle}/reopenings/{id}',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: { zh: '读取一份重新开放申请', en: 'Read a request to reopen' },
  reply: { status: 200, schema: reopeningReply },
} as const satisfies Route;

/** A request to reopen, as it stands. */
async function getReopening(needs: Dependencies, { path }: RequestOf<typeof route>) {
  const rules = await loadCycle(needs, path.cycle);
  if (isRejection(rules)) return rules;
  const reopening = await needs.seals.loadReopening(path.cycle, path.id);
  return reopening ? ({ status: 200, body: showReopening(reopening) } as const) : unknownReopening;
}

export const getReopeningEndpoint = endpoint(route, getReopening);
