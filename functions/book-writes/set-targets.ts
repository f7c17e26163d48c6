import * as z from 'zod';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import { named } from '../../lib/domain/named.ts';
import { type Fault, isRejection, type Rejection } from '../../lib/domain/rejection.ts';
import { targetText } from '../contract/quantity-schema.ts';
import type { Route } from '../contract/route.ts';
import { bookWritten, namedComponent } from '../contract/schemas.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type KeptRows, type RequestOf } from '../http/endpoint.ts';
import type { CycleRules } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { writeBook } from '../protocols/write-book.ts';

const nothingNamed = { zh: '至少须列出一项考核内容。', en: 'Must name at least one component.' };

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
        .record(namedComponent(), targetText())
        .refine((targets) => Object.keys(targets).length > 0, {
          error: nothingNamed.en,
          params: { text: nothingNamed },
        })
        .meta({
          description:
            'By the ids of components; the targets of others stay as they are. 按考核内容编号填写任务数；未列出的不变。',
        }),
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
    components: knownOf(rules, targets),
    decide: (context) => decideTargets(context, targets),
    reply: (revision) => ({ district: path.district, revision }),
  });
}

type Targets = RequestOf<typeof route>['body']['targets'];

function knownOf({ scheme }: CycleRules, targets: Targets): string[] {
  return Object.keys(targets).filter((component) => scheme.indexOf.has(component));
}

/** What the rules say of the targets that are well written, where others are not. */
async function reviewTargets(
  { books }: Dependencies,
  { path, caller: actor, receivedAt, rules, body: { targets } }: KeptRows<{ readonly targets: Targets }>,
): Promise<readonly Fault[]> {
  const opened = await books.open(path.cycle, path.district, knownOf(rules, targets), null);
  const decision = opened && decideTargets({ scheme: rules.scheme, book: opened.book, actor, receivedAt }, targets);
  return isRejection(decision) ? ((decision as Rejection).faults ?? []) : [];
}

export const setTargetsEndpoint = {
  ...endpoint(route, setTargets),
  review: { list: 'targets', review: reviewTargets },
};
