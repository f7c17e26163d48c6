import * as z from 'zod';
import { decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { named } from '../../lib/domain/named.ts';
import { quantityText } from '../contract/quantity-schema.ts';
import type { Route } from '../contract/route.ts';
import { componentWritten, eachOnce, reasonText } from '../contract/schemas.ts';
import { lineText } from '../contract/text-schema.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { writeBook } from '../protocols/write-book.ts';

const visit = named('OnSiteCheck', () =>
  z.strictObject({
    visitedOn: z.iso.date().meta({ description: 'The day of the visit, not after today. 核验日期，不得晚于当日。' }),
    participants: eachOnce(
      z
        .array(lineText({ max: 100 }))
        .min(1)
        .max(50),
    ).meta({ description: 'Who was there. 参加核验的人员。' }),
  }),
);

const onSite = () =>
  visit().optional().meta({
    description: 'The visit, for components that are checked on the spot. 须现场核验的考核内容，在此填写现场核验情况。',
  });

const judged = () => ({
  claimRevision: z.int().min(1).meta({
    description:
      'The revision of the claim that was looked at; another one is not judged. 所核定的申报的修订号；申报已更改的，不予核定。',
  }),
  reason: reasonText(),
});

const verification = named('VerifyAssessment', () =>
  z.strictObject({ decision: z.literal('verify'), onSite: onSite(), ...judged() }),
);

const correction = named('CorrectAssessment', () =>
  z.strictObject({ decision: z.literal('correct'), value: quantityText(), onSite: onSite(), ...judged() }),
);

const returning = named('ReturnAssessment', () => z.strictObject({ decision: z.literal('return'), ...judged() }));

const deduction = named('DeductAssessment', () =>
  z.strictObject({ decision: z.literal('deduct'), deduction: quantityText(), ...judged() }),
);

const route = {
  name: 'assessClaim',
  method: 'POST',
  path: '/v1/cycles/{cycle}/districts/{district}/components/{component}/assessments',
  function: 'book-writes',
  roles: ['assessor'],
  summary: {
    zh: '核定、更正、退回一项申报，或酌情扣分',
    en: 'Verify, correct or return a claim, or decide a deduction',
  },
  needs: ['rules', 'component'],
  body: named('Assessment', () =>
    z.discriminatedUnion('decision', [verification(), correction(), returning(), deduction()]),
  ),
  reply: {
    status: 201,
    schema: componentWritten,
    tag: 'revision',
  },
  refusals: [
    'cycle-closed',
    'cycle-finalized',
    'state-conflict',
    'revision-conflict',
    'value-out-of-range',
    'duplicate-item',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

/** An assessor judges the claim that was looked at. */
async function assessClaim(needs: Dependencies, request: RequestOf<typeof route>) {
  const { path, rules, component } = request;
  const state = request.body.decision === 'return' ? 'returned' : 'verified';
  return writeBook<Told<typeof route>>(needs, request, {
    components: [component.id],
    decide: (context) => decideAssessment(context, component, request.body, rules.cycle),
    reply: (revision) => ({ district: path.district, component: component.id, revision, state }),
  });
}

export const assessClaimEndpoint = endpoint(route, assessClaim);
