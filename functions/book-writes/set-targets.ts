import * as z from 'zod';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import { named } from '../../lib/domain/named.ts';
import { quantityText } from '../contract/quantity-schema.ts';
import type { Route } from '../contract/route.ts';
import { bookWritten, namedComponent } from '../contract/schemas.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { writeBook } from '../protocols/write-book.ts';

const route = {
  name: 'setTargets',
  method: 'PUT',
  path: '/v1/cycles/{cycle}/districts/{district}/targets',
  function: 'book-writes',
  roles: ['assessor'],
  summary: { zh: '下达任务数（只改所列各项）', en: 'Set targets of the named components' },
  needs: ['rules'],
  body: named('Targets', () =>
    z.strictObject({
      targets: z
        .record(namedComponent(), quantityText())
        .refine((targets) => Object.keys(targets).length > 0, 'names at least one component'),
    }),
  ),
  reply: {
    status: 200,
    schema: bookWritten,
    tag: 'revision',
  },
  refusals: [
    'cycle-closed',
    'cycle-finalized',
    'revision-conflict',
    'unknown-component',
    'target-not-assignable',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

/** An assessor sets the year's targets of a district. */
async function setTargets(needs: Dependencies, request: RequestOf<typeof route>) {
  const { path, rules } = request;
  const { targets } = request.body;
  return writeBook<Told<typeof route>>(needs, request, {
    components: Object.keys(targets).filter((component) => rules.scheme.indexOf.has(component)),
    decide: (context) => decideTargets(context, targets),
    reply: (revision) => ({ district: path.district, revision }),
  });
}

export const setTargetsEndpoint = endpoint(route, setTargets);
