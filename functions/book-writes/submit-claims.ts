import * as z from 'zod';
import { type ClaimSubmission, decideClaims } from '../../lib/domain/decide-claims.ts';
import { isRejection, rejectFaults } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { quantityText } from '../contract/quantity-schema.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { claimFields, namedComponent, receiptSchema, revisionSchema } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { rulesOf } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { storedFiles } from '../protocols/stored-files.ts';
import { writeBook } from '../protocols/write-book.ts';

const route = {
  name: 'submitClaims',
  method: 'POST',
  path: '/v1/cycles/{cycle}/districts/{district}/claims',
  function: 'book-writes',
  roles: ['district'],
  summary: { zh: '一次申报多项，全部成功或全部不生效', en: 'Claim many values at once, all or nothing' },
  body: z.strictObject({
    claims: z
      .array(z.strictObject({ component: namedComponent, value: quantityText, ...claimFields }))
      .min(1)
      .max(500),
  }),
  reply: {
    status: 200,
    schema: z.strictObject({ district: z.string(), revision: revisionSchema, receipt: receiptSchema }),
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
  const { cycle, district } = request.path;
  const rules = await rulesOf(needs, cycle);
  if (isRejection(rules)) return rules;
  const submissions = request.body.claims.map(({ component, value, evidence = [], note = null }) => ({
    component,
    value,
    evidence,
    note,
  }));
  const refusal = refuseList(rules.scheme, submissions);
  return writeBook(needs, rules, request, {
    components: refusal ? [] : submissions.map(({ component }) => component),
    files: { ids: refusal ? [] : submissions.flatMap(({ evidence }) => evidence) },
    decide: (context, opened) =>
      refusal ?? decideClaims(context, submissions, storedFiles(opened), (index) => ['claims', index]),
    status: 200,
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
