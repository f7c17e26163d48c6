import * as z from 'zod';
import { decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideRecord } from '../../lib/domain/decide-record.ts';
import { named } from '../../lib/domain/named.ts';
import { quantityText } from '../contract/quantity-schema.ts';
import type { Route } from '../contract/route.ts';
import { componentWritten, eachOnce, evidenceIds, reasonText } from '../contract/schemas.ts';
import { lineText } from '../contract/text-schema.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { storedFiles, writeBook } from '../protocols/write-book.ts';

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

const record = named('RecordAssessment', () =>
  z
    .strictObject({
      decision: z.literal('record'),
      value: quantityText(),
      reason: reasonText(),
      evidence: evidenceIds()
        .optional()
        .meta({ description: 'Ids of stored evidence of the same book. 本台账内已存入的佐证材料的编号。' }),
      onSite: visit().optional().meta({ description: 'The visit, if there was one. 如有现场核验，在此填写。' }),
    })
    .meta({
      description:
        'The value of a component that an assessor fills; it counts on both bases. 由考核人员录入的考核内容的数值，两种口径均按此计分。',
    }),
);

const route = {
  name: 'assessClaim',
  method: 'POST',
  path: '/v1/cycles/{cycle}/districts/{district}/components/{component}/assessments',
  function: 'book-writes',
  roles: ['assessor'],
  summary: {
    zh: '核定、更正、退回一项申报，酌情扣分，或录入数值',
    en: 'Verify, correct or return a claim, decide a deduction, or record a value',
  },
  needs: ['rules', 'component'],
  body: named('Assessment', () =>
    z.discriminatedUnion('decision', [verification(), correction(), returning(), deduction(), record()]),
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
    'evidence-unusable',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

/** An assessor judges the claim that was looked at, or records the value of what no district claims. */
async function assessClaim(needs: Dependencies, request: RequestOf<typeof route>) {
  const { path, rules, component, body } = request;
  return writeBook<Told<typeof route>>(needs, request, {
    components: [component.id],
    files: { ids: body.decision === 'record' ? (body.evidence ?? []) : [] },
    decide: (context, opened) =>
      body.decision === 'record'
        ? decideRecord(context, component, body, storedFiles(opened), rules.cycle)
        : decideAssessment(context, component, body, rules.cycle),
    reply: (revision) => {
      const state = body.decision === 'return' ? 'returned' : 'verified';
      return { district: path.district, component: component.id, revision, state };
    },
  });
}

export const assessClaimEndpoint = endpoint(route, assessClaim);
