import * as z from 'zod';
import type { Decision, DecisionContext } from '../../lib/domain/book-change.ts';
import { type ClaimSubmission, decideClaims } from '../../lib/domain/decide-claims.ts';
import { named } from '../../lib/domain/named.ts';
import type { OpenedBook } from '../../lib/domain/ports.ts';
import { type Fault, isRejection, type Rejection as Rejected, rejectFaults } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { quantityText } from '../contract/quantity-schema.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { bookWritten, claimFields, namedComponent } from '../contract/schemas.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type KeptRows, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { isTooMuch, storedFiles, writeBook } from '../protocols/write-book.ts';

const claimOfBatch = named('ClaimBatchItem', () =>
  z.strictObject({
    component: namedComponent().meta({ description: 'Id of a component. 考核内容编号。' }),
    value: quantityText(),
    ...claimFields(),
  }),
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
      claims: z
        .array(claimOfBatch())
        .min(1)
        .max(500)
        .meta({ description: 'At most one for each component. 每项考核内容至多一条。' }),
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
    'not-claimable',
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
  const submissions = submissionsOf(request.body);
  const refusal = refuseTooMany(request.rules.scheme, submissions);
  return writeBook<Told<typeof route>>(needs, request, {
    components: refusal ? [] : submissions.map(({ component }) => component),
    files: { ids: refusal ? [] : submissions.flatMap(({ evidence }) => evidence) },
    decide: (context, opened) => refusal ?? decideRows(context, submissions, opened),
    reply: (revision) => ({ district, revision }),
  });
}

/** What the rules say of the claims that are well written, where others are not. */
async function reviewClaims({ books }: Dependencies, rows: KeptRows<Body>): Promise<readonly Fault[]> {
  const { path, caller: actor, receivedAt, body } = rows;
  const { scheme } = rows.rules;
  const submissions = submissionsOf(body);
  const components = submissions.map(({ component }) => component);
  const ids = submissions.flatMap(({ evidence }) => evidence);
  if (refuseTooMany(scheme, submissions) || isTooMuch(components, ids)) return [];
  const opened = await books.open(path.cycle, path.district, components, null, { ids });
  const decision = opened && decideRows({ scheme, book: opened.book, actor, receivedAt }, submissions, opened);
  return isRejection(decision) ? ((decision as Rejected).faults ?? []) : [];
}

type Body = RequestOf<typeof route>['body'];

function submissionsOf({ claims }: Body): ClaimSubmission[] {
  return claims.map(({ component, value, evidence = [], note = null }) => ({ component, value, evidence, note }));
}

function decideRows(context: DecisionContext, submissions: readonly ClaimSubmission[], opened: OpenedBook): Decision {
  return decideClaims(context, submissions, storedFiles(opened), (index) => ['claims', index]);
}

/** More claims than there are components. */
function refuseTooMany(scheme: Scheme, submissions: readonly ClaimSubmission[]): Rejection | null {
  const most = scheme.components.length;
  if (submissions.length <= most) return null;
  const message = {
    zh: `最多 ${most} 项，即该办法的考核内容数。`,
    en: `At most ${most} claims, one for each component of the scheme.`,
  };
  return rejectFaults([{ path: ['claims'], code: 'too-many-items', message }]);
}

export const submitClaimsEndpoint = {
  ...endpoint(route, submitClaims),
  review: { list: 'claims', review: reviewClaims },
};
