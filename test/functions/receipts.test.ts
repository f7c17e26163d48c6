import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { registerArrival } from '../../functions/protocols/register-arrival.ts';
import { routes } from '../../functions/routes.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import type { TestReply, TestRequest } from '../support/api-client.ts';
import { pdfFile } from '../support/sample-files.ts';
import { assessor, book, portal, type SampleService, sampleService } from '../support/sample-service.ts';

let service: SampleService;
let made: number;
beforeEach(async () => {
  service = await sampleService();
  made = 0;
});

const announced = {
  fileName: '会议纪要.pdf',
  contentType: 'application/pdf',
  sizeBytes: pdfFile.length,
  sha256: sha256(pdfFile),
  kind: 'minutes',
};
const claim = { caller: portal(), body: { value: '16' } };
const evidence = () => service.send(`POST ${book()}/evidence`, { caller: portal(), body: announced });

type Sent = readonly [target: string, request: TestRequest];

/** Every route that writes a book, by name: how it is sent once what it needs is there. */
const writes: Record<string, () => Promise<Sent>> = {
  submitClaim: async () => [`PUT ${book()}/components/5/claim`, claim],
  submitClaims: async () => [
    `POST ${book()}/claims`,
    { caller: portal(), body: { claims: [{ component: '5', value: '16' }] } },
  ],
  setTargets: async () => [`PUT ${book()}/targets`, { caller: assessor, body: { targets: { 5: '20' } } }],
  assessClaim: async () => {
    const { body } = await service.claim('5', '16');
    const judged = { decision: 'return', claimRevision: body.revision, reason: '请补充' };
    return [`POST ${book()}/components/5/assessments`, { caller: assessor, body: judged }];
  },
  announceEvidence: async () => [`POST ${book()}/evidence`, { caller: portal(), body: announced }],
  withdrawEvidence: async () => {
    const { body } = await evidence();
    return [`POST ${book()}/evidence/${body.id}/withdrawal`, { caller: portal(), body: { reason: '传错了' } }];
  },
};

function keyed([target, request]: Sent, key: string): Promise<TestReply> {
  return service.send(target, { ...request, headers: { 'idempotency-key': key } });
}

async function standing() {
  const { revision, auditHead } = (await service.needs.books.load('2019', 'east'))!.head;
  return { revision, auditHead };
}

/** Somebody else's write, so that the book moves on. */
async function moveOn(): Promise<void> {
  made += 1;
  const body = { targets: { 6: String(made) } };
  expect((await service.send(`PUT ${book()}/targets`, { caller: assessor, body })).status).toBe(200);
}

describe.each(Object.entries(writes))('the receipt of %s', (_, prepare) => {
  it('is the revision and the end of the audit chain that the write led to, and no later one', async () => {
    const sent = await prepare();
    const first = await keyed(sent, 'key-1');
    const after = await standing();
    expect(first.body.receipt).toEqual(after);
    expect([first.body.revision, first.headers.etag]).toEqual([after.revision, `"${after.revision}"`]);
    const [entry] = await service.needs.books.history('2019', 'east', null, 1);
    expect(entry).toMatchObject({ revision: after.revision, hash: after.auditHead });
    await moveOn();
    expect((await keyed(sent, 'key-1')).body.receipt).toEqual(after);
  });
});

describe('the receipt of a write that changes nothing', () => {
  it.each(['submitClaim', 'submitClaims', 'setTargets', 'assessClaim', 'withdrawEvidence'])(
    'of %s says where the book stands',
    async (name) => {
      const sent = await writes[name]!();
      await service.send(...sent);
      await moveOn();
      const before = await standing();
      const again = await service.send(...sent);
      expect([again.body.receipt, await standing()]).toEqual([before, before]);
    },
  );

  it('of a file that is stored already says where the book stands, too', async () => {
    const { body } = await evidence();
    const { objectKey } = (await service.needs.books.evidenceOf('2019', 'east', body.id))!;
    const versionId = service.needs.files.upload(objectKey, pdfFile);
    const uploadedAt = new Date(service.clock.time).toISOString();
    const arrival = { cycle: '2019', district: 'east', id: body.id, objectKey, versionId, uploadedAt };
    await registerArrival(service.needs, arrival);
    const before = await standing();
    const again = await evidence();
    expect([again.status, again.body.state, again.body.receipt]).toEqual([200, 'stored', before]);
  });
});

it('every route that writes a book promises a receipt', () => {
  const promising = routes.filter(({ reply }) => JSON.stringify(z.toJSONSchema(reply.schema())).includes('"receipt"'));
  // A table may be of many books: its receipts are tried where it is imported, those of a large one where its end is told.
  expect(promising.map(({ name }) => name).sort()).toEqual([...Object.keys(writes), 'importFile', 'getImport'].sort());
});
