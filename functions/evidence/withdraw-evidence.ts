import * as z from 'zod';
import { decideWithdrawal } from '../../lib/domain/decide-evidence.ts';
import { named } from '../../lib/domain/named.ts';
import { unknownEvidence } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { reasonText, receiptSchema, revisionSchema } from '../contract/schemas.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';
import { writeBook } from '../protocols/write-book.ts';

const route = {
  name: 'withdrawEvidence',
  method: 'POST',
  path: '/v1/cycles/{cycle}/districts/{district}/evidence/{id}/withdrawal',
  function: 'evidence',
  roles: ['district'],
  summary: { zh: '撤回一份佐证材料（文件仍保留）', en: 'Withdraw a file of evidence; its bytes are kept' },
  needs: ['rules'],
  body: named('Withdrawal', () => z.strictObject({ reason: reasonText() })),
  reply: {
    status: 200,
    schema: named('WithdrawnEvidence', () =>
      z.strictObject({
        id: z.string(),
        revision: revisionSchema(),
        state: z.literal('withdrawn'),
        receipt: receiptSchema(),
      }),
    ),
    tag: 'revision',
  },
  refusals: ['cycle-closed', 'cycle-finalized', 'state-conflict', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

/** A district takes a file back, unless a verification rests on it. */
async function withdrawEvidence(needs: EvidenceDependencies, request: RequestOf<typeof route>) {
  const { id } = request.path;
  return writeBook<Told<typeof route>>(needs, request, {
    components: request.rules.scheme.components.map((component) => component.id),
    files: { copyOf: id },
    decide: (context, { evidence, sameBytes }) => {
      const file = evidence.get(id);
      return file ? decideWithdrawal(context, file, request.body.reason, sameBytes) : unknownEvidence;
    },
    reply: (revision) => ({ id, revision, state: 'withdrawn' }),
  });
}

export const withdrawEvidenceEndpoint = endpoint(route, withdrawEvidence);
