import * as z from 'zod';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { named } from '../../lib/domain/named.ts';
import { quantityText } from '../contract/quantity-schema.ts';
import type { Route } from '../contract/route.ts';
import { claimFields, componentWritten } from '../contract/schemas.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { storedFiles, writeBook } from '../protocols/write-book.ts';

const route = {
  name: 'submitClaim',
  method: 'PUT',
  path: '/v1/cycles/{cycle}/districts/{district}/components/{component}/claim',
  function: 'book-writes',
  roles: ['district'],
  summary: { zh: '申报一项考核内容的数值', en: 'Claim a value for one component' },
  needs: ['rules', 'component'],
  body: named('ClaimSubmission', () => z.strictObject({ value: quantityText(), ...claimFields() })),
  reply: {
    status: 200,
    schema: componentWritten,
    tag: 'revision',
  },
  refusals: [
    'cycle-closed',
    'cycle-finalized',
    'revision-conflict',
    'not-claimable',
    'evidence-unusable',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

/** A district claims a value for one component of its own book. */
async function submitClaim(needs: Dependencies, request: RequestOf<typeof route>) {
  const { district, component } = request.path;
  const { value, evidence = [], note = null } = request.body;
  const submissions = [{ component, value, evidence, note }];
  return writeBook<Told<typeof route>>(needs, request, {
    components: [component],
    files: { ids: evidence },
    decide: (context, opened) => decideClaims(context, submissions, storedFiles(opened), () => []),
    reply: (revision) => ({ district, component, revision, state: 'claimed' }),
  });
}

export const submitClaimEndpoint = endpoint(route, submitClaim);
