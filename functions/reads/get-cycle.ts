import { isRejection } from '../../lib/domain/rejection.ts';
import { cycleReply, showCycle } from '../contract/cycle-reply.ts';
import type { Route } from '../contract/route.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { loadCycle } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'getCycle',
  method: 'GET',
  path: '/v1/cycles/{cycle}',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取一个考核周期', en: 'Read a cycle' },
  reply: { status: 200, schema: cycleReply },
} as const satisfies Route;

/** A cycle as it stands now. */
async function getCycle(needs: Dependencies, { path, caller }: RequestOf<typeof route>) {
  const rules = await loadCycle(needs, path.cycle);
  return isRejection(rules) ? rules : ({ status: 200, body: showCycle(rules.cycle, caller) } as const);
}

export const getCycleEndpoint = endpoint(route, getCycle);
