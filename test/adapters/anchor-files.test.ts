import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectRetentionCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3AnchorFiles } from '../../lib/adapters/s3/result-files.ts';
import { type Anchor, anchorOf, anchorText } from '../../lib/domain/anchor.ts';
import { clientOf, type S3Fixture, startFixture } from '../support/local-s3.ts';
import { sampleCycle } from '../support/sample-cycle.ts';

const bucket = 'results';
const heads = [
  { district: 'd-001', revision: 4, auditHead: 'a'.repeat(64) },
  { district: 'd-002', revision: 0, auditHead: 'genesis' },
];
const anchor = anchorOf(sampleCycle('2019', 2), heads, '2026-11-24T00:02:00.000Z');
const later: Anchor = { ...anchor, at: '2026-11-24T09:00:00.000Z' };
const name = '2026-11-24.json';

describe('anchors in the bucket of results', () => {
  let s3: S3Fixture;
  let files: S3AnchorFiles;
  beforeEach(async () => {
    s3 = await startFixture({ buckets: [{ name: bucket, requireIfNoneMatchPrefix: '' }] });
    files = new S3AnchorFiles(s3.client, bucket, 30);
  });
  afterEach(() => s3.dispose());

  it('are canonical JSON, and none where none was kept', async () => {
    expect(await files.load('2019', name)).toBeNull();
    await files.keep(name, anchor);
    expect(await files.load('2019', name)).toEqual(anchor);
    expect(anchorText(anchor)).toBe(
      `{"at":"2026-11-24T00:02:00.000Z","cycle":"2019","format":"kaohe-anchor/1","heads":[{"auditHead":"${'a'.repeat(64)}","district":"d-001","revision":4},{"auditHead":"genesis","district":"d-002","revision":0}]}`,
    );
    expect([await files.load('2020', name), await files.load('2019', '2026-11-25.json')]).toEqual([null, null]);
  });

  it('stay the first ones, and are locked for the retention', async () => {
    await files.keep(name, anchor);
    await files.keep(name, later);
    expect(await files.load('2019', name)).toEqual(anchor);
    const key = { Bucket: bucket, Key: `anchors/2019/${name}` };
    const { Retention } = await s3.client.send(new GetObjectRetentionCommand(key));
    const years = Retention!.RetainUntilDate!.getUTCFullYear() - new Date().getUTCFullYear();
    expect([Retention!.Mode, years]).toEqual(['COMPLIANCE', 30]);
  });

  it('of several who keep one at once are one', async () => {
    const all = Array.from({ length: 6 }, (_, index) => ({ ...anchor, at: `2026-11-24T00:0${index}:00.000Z` }));
    await Promise.all(all.map((each) => files.keep(name, each)));
    expect(all).toContainEqual(await files.load('2019', name));
  });

  it.each([
    ['of another cycle', anchorText({ ...anchor, cycle: '2020' })],
    ['of another format', anchorText(anchor).replace('anchor/1', 'anchor/2')],
    ['without heads', '{"format":"kaohe-anchor/1","cycle":"2019"}'],
    ['with a head that says nothing', anchorText(anchor).replace('"revision":4', '"revision":null')],
    ['cut off', anchorText(anchor).slice(0, 60)],
    ['of nothing', 'null'],
  ])('that can’t be read are a fault, not missing: one %s', async (_, text) => {
    const put = { Bucket: bucket, Key: `anchors/2019/${name}`, Body: text, IfNoneMatch: '*' };
    await s3.client.send(new PutObjectCommand(put));
    await expect(files.load('2019', name)).rejects.toThrow();
  });
});

describe('a store that answers otherwise', () => {
  let server: Server;
  let client: S3Client;
  let requests: string[];
  let answers: { readonly status: number; readonly code?: string; readonly headers?: Record<string, string> }[];
  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(request.method!);
      request.resume();
      const { status, code, headers } = answers.length > 1 ? answers.shift()! : answers[0]!;
      const body = code ? `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>` : '';
      request.on('end', () => response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const files = () => new S3AnchorFiles(client, bucket, 30);
  const conflict = { status: 409, code: 'ConditionalRequestConflict' };

  it('shows no anchor only where there never was one', async () => {
    answers = [{ status: 404, code: 'NoSuchKey' }];
    expect(await files().load('2019', name)).toBeNull();
  });

  it.each([
    ['refuses to say', { status: 403, code: 'AccessDenied' }],
    ['has no such bucket', { status: 404, code: 'NoSuchBucket' }],
    ['had the anchor covered', { status: 404, code: 'NoSuchKey', headers: { 'x-amz-delete-marker': 'true' } }],
    ['fails', { status: 500, code: 'InternalError' }],
  ])('and %s takes no anchor for missing', async (_, answer) => {
    answers = [answer];
    await expect(files().load('2019', name)).rejects.toThrow();
  });

  it('and is storing the same key for another is asked again, until it is stored or there', async () => {
    for (const last of [{ status: 200 }, { status: 412, code: 'PreconditionFailed' }]) {
      requests = [];
      answers = [conflict, conflict, last];
      await files().keep(name, anchor);
      expect(requests).toEqual(['PUT', 'PUT', 'PUT']);
    }
  });

  it('and never comes to an end with it is given up', async () => {
    answers = [conflict];
    await expect(files().keep(name, anchor)).rejects.toThrow(expect.objectContaining({ name: conflict.code }));
    expect(requests).toHaveLength(5);
  });

  it('and refuses to keep is not taken for one that has', async () => {
    answers = [{ status: 403, code: 'AccessDenied' }];
    await expect(files().keep(name, anchor)).rejects.toThrow();
  });
});
