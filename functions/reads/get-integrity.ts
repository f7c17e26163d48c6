import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import type { Route } from '../contract/route.ts';
import { instantText } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const difference = named('Difference', () =>
  z.strictObject({ column: z.string(), district: z.string(), board: z.string(), rebuilt: z.string() }),
);

const chainBreak = named('AuditBreak', () =>
  z.strictObject({ district: z.string(), revision: z.int(), fault: z.string() }),
);

const comparison = named('Comparison', () =>
  z.strictObject({
    at: instantText(),
    version: z.int(),
    districtsCompared: z.int(),
    differences: z.array(difference()),
    auditEntriesChecked: z.int(),
    auditBreaks: z.array(chainBreak()),
  }),
);

const route = {
  name: 'getIntegrity',
  method: 'GET',
  path: '/v1/cycles/{cycle}/integrity',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: {
    zh: '读取最近一次全量比对与审计链检查的结果',
    en: 'Read the last comparison with a full rebuild, and of the audit chains',
  },
  needs: ['cycle'],
  reply: {
    status: 200,
    schema: named('Integrity', () =>
      z.strictObject({
        cycle: z.string(),
        status: z.enum(['not-yet-compared', 'equal', 'different']),
        lastComparison: comparison().nullable(),
      }),
    ),
  },
} as const satisfies Route;

/** Whether the incremental state equals a full rebuild, and the audit chains their heads, as of the last sweep. */
async function getIntegrity(needs: Dependencies, { path }: RequestOf<typeof route>) {
  const last = await needs.integrity.load(path.cycle);
  const isEqual = last && last.differences.length === 0 && last.auditBreaks.length === 0;
  const status = last ? (isEqual ? 'equal' : 'different') : 'not-yet-compared';
  return { cycle: path.cycle, status, lastComparison: last } as const;
}

export const getIntegrityEndpoint = endpoint(route, getIntegrity);
