import * as z from 'zod';
import { type ClaimSubmission, decideClaims } from '../../lib/domain/decide-claims.ts';
import { named } from '../../lib/domain/named.ts';
import { rejectFaults } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { quantityText } from '../contract/quantity-schema.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { bookWritten, claimFields, namedComponent } from '../contract/schemas.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { storedFiles, writeBook } from '../protocols/write-book.ts';

const claimOfBatch = named('ClaimBatchItem', () =>
  z.strictObject({ component: namedComponent(), value: quantityText(), ...claimFields() }),
);

const route = {
  name: 'submitClaims',
  method: 'POST',
  path: '/v1/cycles/{cycle}/districts/{district}/claims',
  function: 'book-writes',
  roles: ['district'],
  summary: { zh: '一次申报多项，全部成功或全部不生效', en: 'Claim many values at once, all or nothing' },
  needs: ['rules'],
  body: named('ClaimBatch', () =>
    z.strictObject({
      claims: z.array(claimOfBatch()).min(1).max(500),
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
    'duplicate-item',
    'too-many-items',
    'evidence-unusable',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

/** A district claims several values in one revision of its book. */
async function submitClaims(needs: Dependencies, request: RequestOf<typeof route>) {
  const { district } = request.path;
  const submissions = request.body.claims.map(({ component, value, evidence = [], note = null }) => ({
    component,
    value,
    evidence,
    note,
  }));
  const refusal = refuseList(request.rules.scheme, submissions);
  return writeBook<Told<typeof route>>(needs, request, {
    components: refusal ? [] : submissions.map(({ component }) => component),
    files: { ids: refusal ? [] : submissions.flatMap(({ evidence }) => evidence) },
    decide: (context, opened) =>
      refusal ?? decideClaims(context, submissions, storedFiles(opened), (index) => ['claims', index]),
    reply: (revision) => ({ district, revision }),
  });
}

/** More claims than there are components, or a component twice: which of the two should count, nobody can say. */
function refuseList(scheme: Scheme, submissions: readonly ClaimSubmission[]): Rejection | null {
  const most = scheme.components.length;
  if (submissions.length > most) {
    const message = {
      zh: `最多 ${most} 项，即该办法的考核内容数。`,
      en: `At most ${most} claims, one for each component of the scheme.`,
    };
    return rejectFaults([{ path: ['claims'], code: 'too-many-items', message }]);
  }
  const names = submissions.map(({ component }) => component);
  const again = names.findIndex((name, index) => names.indexOf(name) < index);
  if (again < 0) return null;
  const message = {
    zh: '同一考核内容在一次提交中只能出现一次。',
    en: 'A component may appear only once in a request.',
  };
  return rejectFaults([{ path: ['claims', again, 'component'], code: 'duplicate-item', message }]);
}

export const submitClaimsEndpoint = endpoint(route, submitClaims);
