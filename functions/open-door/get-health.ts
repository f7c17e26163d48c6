import * as z from 'zod';
import type { Route } from '../contract/route.ts';
import { endpoint } from '../http/endpoint.ts';

const route = {
  name: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '服务是否在运行', en: 'Whether the service is up' },
  reply: { status: 200, schema: () => z.strictObject({ status: z.literal('ok') }) },
} as const satisfies Route;

/** Answers as long as requests reach a function at all. */
async function getHealth() {
  return { status: 'ok' } as const;
}

export const getHealthEndpoint = endpoint(route, getHealth);
