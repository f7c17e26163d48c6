import { createHash } from 'node:crypto';
import createClient from 'openapi-fetch';
import { beforeAll, describe, expect, it } from 'vitest';
import type { paths, Ticket } from '../../lib/client/openapi.d.ts';
import { admin, assessor, portalOf } from '../support/city.ts';
import type { LocalClient } from '../support/local-client.ts';
import { useLocalRuns } from '../support/local-run.ts';
import { pdfFile } from '../support/sample-files.ts';
import { until } from '../support/until.ts';

const runs = useLocalRuns();
const path = { cycle: 'generated', district: 'xihu' };
let client: LocalClient;

beforeAll(async () => {
  ({ client } = await runs.start());
});

/** Tables come as files, too: this client does not ask for those. */
type Json = 'application/json' | 'application/problem+json';

/** A client as openapi-typescript and openapi-fetch make it out of the document, and nothing else. */
async function apiAs(caller: Parameters<LocalClient['token']>[0]) {
  return createClient<paths, Json>({
    baseUrl: client.url,
    headers: { authorization: `Bearer ${await client.token(caller)}` },
  });
}

/** What was answered; throws where it was a refusal. */
function told<T>({ data, error }: { readonly data?: T; readonly error?: unknown }): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

describe("a district's year goes through a client that openapi-typescript has made", () => {
  it('from the opening of the cycle to its sealed result', async () => {
    const [office, judge, portal] = await Promise.all([apiAs(admin), apiAs(assessor), apiAs(portalOf('xihu'))]);
    const opened = await office.POST('/v1/cycles', {
      body: {
        id: path.cycle,
        scheme: 'east-west-70',
        year: 2030,
        districts: [{ id: 'xihu', name: { zh: '西湖区', en: 'Xihu' } }],
        submissionsCloseAt: '2031-01-01T00:00:00+08:00',
        finalizeAt: '2031-02-01T00:00:00+08:00',
        onBlockers: 'verified-only',
      },
    });
    expect(told(opened).state).toBe('open');
    told(
      await judge.PUT('/v1/cycles/{cycle}/districts/{district}/targets', {
        params: { path },
        body: { targets: { '5': '20' } },
      }),
    );

    const evidence = await upload(portal);
    const component = '5';
    const claimed = await portal.PUT('/v1/cycles/{cycle}/districts/{district}/components/{component}/claim', {
      params: { path: { ...path, component }, header: { 'Idempotency-Key': 'year-5' } },
      body: { value: '16', evidence: [evidence] },
    });
    const { revision: claimRevision } = told(claimed);
    const assessed = await judge.POST('/v1/cycles/{cycle}/districts/{district}/components/{component}/assessments', {
      params: { path: { ...path, component } },
      body: { decision: 'verify', claimRevision, reason: '与佐证一致' },
    });
    const { revision: minRevision } = told(assessed);

    const score = await until('the score has applied it', async () => {
      const query = { basis: 'verified', minRevision } as const;
      return (await portal.GET('/v1/cycles/{cycle}/districts/{district}/score', { params: { path, query } })).data;
    });
    // [C 5]: 3 × 16 ÷ 20 = 2.40
    expect(score).toMatchObject({ score: '2.40', rank: 1, provisional: true });
    const ranking = told(await portal.GET('/v1/cycles/{cycle}/ranking', { params: { path } }));
    expect(ranking.rows).toMatchObject([{ district: 'xihu', score: '2.40' }]);
    const changes = told(await portal.GET('/v1/cycles/{cycle}/changes', { params: { path, query: { after: 0 } } }));
    // Whether claim and assessment come as one version or as two depends on how busy the machine is.
    const verified = changes.items.flatMap(({ moved }) => moved.filter(({ basis }) => basis === 'verified'));
    expect(verified.flatMap(({ components }) => components)).toMatchObject([{ component, points: ['0.00', '2.40'] }]);

    const preview = told(await office.GET('/v1/cycles/{cycle}/finalization', { params: { path } }));
    const order = await office.POST('/v1/cycles/{cycle}/finalization', {
      params: { path },
      body: { expectedDigest: preview.digest },
    });
    expect(told(order)).toMatchObject({ state: 'finalized', revision: 1 });
    const final = told(await portal.GET('/v1/cycles/{cycle}/final', { params: { path } }));
    expect(final.rows).toMatchObject([{ rank: 1, district: 'xihu', score: '2.40' }]);
    const late = await portal.PUT('/v1/cycles/{cycle}/districts/{district}/components/{component}/claim', {
      params: { path: { ...path, component } },
      body: { value: '20' },
    });
    expect(late.error?.type).toBe('/problems/cycle-finalized');
  });
});

/** Uploads a file and waits until it is stored. */
async function upload(portal: Awaited<ReturnType<typeof apiAs>>): Promise<string> {
  const bytes = pdfFile;
  const announced = await portal.POST('/v1/cycles/{cycle}/districts/{district}/evidence', {
    params: { path },
    body: {
      fileName: '名册.pdf',
      contentType: 'application/pdf',
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      kind: 'roster',
    },
  });
  const ticket = told(announced) as Ticket;
  const { url, method, headers } = ticket.upload;
  expect((await fetch(url, { method, headers, body: new Uint8Array(bytes) })).status).toBe(200);
  const { id } = ticket;
  await until('the file is stored', async () => {
    const file = await portal.GET('/v1/cycles/{cycle}/districts/{district}/evidence/{id}', {
      params: { path: { ...path, id } },
    });
    return file.data?.state === 'stored';
  });
  return id;
}
