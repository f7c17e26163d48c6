import { cycleReply, showCycle } from '../contract/cycle-reply.ts';
import type { Route } from '../contract/route.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'getCycle',
  method: 'GET',
  path: '/v1/cycles/{cycle}',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取一个考核周期', en: 'Read a cycle' },
  needs: ['cycle'],
  reply: { status: 200, schema: cycleReply },
} as const satisfies Route;

/** A cycle as it stands now. */
async function getCycle(_: Dependencies, { rules, caller }: RequestOf<typeof route>) {
  return showCycle(rules.cycle, caller);
}

export const getCycleEndpoint = endpoint(route, getCycle);
