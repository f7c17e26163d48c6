import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { admin, assessor, City, portalOf } from '../support/city.ts';
import type { LocalClient } from '../support/local-client.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { PortalUploads, putBytes } from '../support/portal-uploads.ts';
import { pdfFile, programFile } from '../support/sample-files.ts';
import { beforeInstant, until } from '../support/until.ts';
import { hashOf, pdfNumber } from '../support/uploads.ts';

const cycle = 'files';
const portalOrigin = 'http://portal.test:8080';
const environment = { PORTAL_ORIGINS: portalOrigin };
const runs = useLocalRuns();
let run: LocalRun;
let client: LocalClient;
let xihu: PortalUploads;

beforeAll(async () => {
  run = await runs.start({ environment });
  client = run.client;
  await new City(client).openCycle(cycle, { evidenceRequired: true });
  xihu = new PortalUploads(client, cycle, 'xihu');
});

const assess = (component: string, judgement: object) =>
  client.send<{ state: string; type: string }>(assessor, 'POST', `${xihu.base}/components/${component}/assessments`, {
    decision: 'verify',
    reason: '与原件一致',
    ...judgement,
  });

describe('a file of evidence', () => {
  it('goes from a ticket over its upload and a claim to a verification', async () => {
    const { status, body } = await xihu.announce(pdfFile, { fileName: '任职文件（2030）.pdf', components: ['5'] });
    expect([status, body.state]).toEqual([201, 'awaiting-upload']);
    expect(new URL(body.upload.url).searchParams.get('X-Amz-SignedHeaders')).toBe(
      'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
    );
    expect(Object.keys(body.upload.headers)).toEqual(['content-type', 'if-none-match', 'x-amz-checksum-sha256']);
    expect(Date.parse(body.upload.expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
    const sent = await fetch(body.upload.url, { method: 'PUT', headers: body.upload.headers, body: pdfFile });
    expect(sent.status).toBe(200);
    expect(await xihu.examined(body.id)).toMatchObject({ state: 'stored', reason: null, citedBy: [] });
    const claim = await xihu.claim('5', '16', [body.id]);
    expect(claim.status).toBe(200);
    expect((await xihu.show(body.id)).citedBy).toEqual(['5']);
    expect(await assess('5', { claimRevision: claim.body.revision })).toMatchObject({
      status: 201,
      body: { state: 'verified' },
    });
    const withdrawal = await client.send<{ type: string }>(
      portalOf('xihu'),
      'POST',
      `${xihu.base}/evidence/${body.id}/withdrawal`,
      { reason: '传错了' },
    );
    expect([withdrawal.status, withdrawal.body.type]).toEqual([409, '/problems/state-conflict']);
  });

  it('is downloaded under its own name and type, byte by byte', async () => {
    const name = '证据 "甲".pdf';
    const bytes = pdfNumber(1);
    const { download } = await xihu.handIn(bytes, { fileName: name });
    const answer = await fetch(download!.url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`);
    const changed = new URL(download!.url);
    changed.searchParams.set('response-content-type', 'text/html');
    expect((await fetch(changed)).status).toBe(403);
  });

  it('is needed for a verification, and a visit where the method asks for one', async () => {
    const bare = await xihu.claim('6', '3', []);
    const refused = await assess('6', { claimRevision: bare.body.revision });
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/state-conflict']);
    const { body } = await xihu.claim('20.1', '1', []);
    expect((await assess('20.1', { claimRevision: body.revision })).status).toBe(409);
    const onSite = { visitedOn: '2025-11-02', participants: ['考核员'] };
    expect((await assess('20.1', { claimRevision: body.revision, onSite })).status).toBe(201);
  });

  it('that is not stored, or another district’s, can’t be cited', async () => {
    const waiting = (await xihu.announce(pdfNumber(2))).body.id;
    const foreign = await new PortalUploads(client, cycle, 'gongshu').handIn(pdfNumber(3));
    for (const id of [waiting, foreign.id, 'no-such-file']) {
      const { status, body } = await xihu.claim('5', '17', [id]);
      expect([status, body.type, body.errors[0]!.pointer]).toEqual([422, '/problems/evidence-unusable', '/evidence/0']);
    }
  });

  it('that another district has too is shown to assessors and to no district', async () => {
    const bytes = pdfNumber(4);
    const [here, there] = [await xihu.handIn(bytes), await new PortalUploads(client, cycle, 'binjiang').handIn(bytes)];
    const path = `/v1/cycles/${cycle}/evidence-duplicates`;
    expect((await client.send(assessor, 'GET', path)).body).toEqual({
      items: [
        {
          sha256: hashOf(bytes),
          holders: [
            { district: 'binjiang', evidence: there.id },
            { district: 'xihu', evidence: here.id },
          ],
        },
      ],
    });
    expect((await client.send(portalOf('xihu'), 'GET', path)).status).toBe(403);
  });
});

describe('an upload', () => {
  it('is refused unless it is exactly what was announced, and then only once', async () => {
    const bytes = pdfNumber(10);
    const { upload, id } = (await xihu.announce(bytes)).body;
    const { headers, url } = upload;
    const { 'if-none-match': _, ...unconditional } = headers;
    const { 'x-amz-checksum-sha256': __, ...unchecked } = headers;
    const other = Buffer.from(bytes);
    other.writeUInt8(other.at(-2)! ^ 1, other.length - 2);
    const wrong: [string, Parameters<typeof putBytes>, number, string][] = [
      ['a byte more', [upload, Buffer.concat([bytes, Buffer.from('x')])], 403, 'SignatureDoesNotMatch'],
      ['a byte less', [upload, bytes.subarray(1)], 403, 'SignatureDoesNotMatch'],
      [
        'another type',
        [{ url, headers: { ...headers, 'content-type': 'text/html' } }, bytes],
        403,
        'SignatureDoesNotMatch',
      ],
      ['other bytes', [upload, other], 400, 'BadDigest'],
      [
        'other bytes with their checksum',
        [
          {
            url,
            headers: { ...headers, 'x-amz-checksum-sha256': Buffer.from(hashOf(other), 'hex').toString('base64') },
          },
          other,
        ],
        403,
        'SignatureDoesNotMatch',
      ],
      ['no If-None-Match', [{ url, headers: unconditional }, bytes], 403, 'SignatureDoesNotMatch'],
      ['no checksum', [{ url, headers: unchecked }, bytes], 403, 'SignatureDoesNotMatch'],
      ['another key', [{ url: url.replace(id, 'another'), headers }, bytes], 403, 'SignatureDoesNotMatch'],
      [
        'a longer validity',
        [{ url: url.replace('Expires=300', 'Expires=3000'), headers }, bytes],
        403,
        'SignatureDoesNotMatch',
      ],
    ];
    for (const [what, request, status, code] of wrong)
      expect([what, await putBytes(...request)]).toEqual([what, { status, code }]);
    expect((await xihu.show(id)).state).toBe('awaiting-upload');
    expect((await putBytes(upload, bytes)).status).toBe(200);
    expect(await putBytes(upload, bytes)).toEqual({ status: 412, code: 'PreconditionFailed' });
    expect((await xihu.examined(id)).state).toBe('stored');
    const again = await xihu.announce(bytes);
    expect([again.status, again.body.id, again.body.upload]).toEqual([200, id, undefined]);
  });

  it('of malware, and of other content than announced, is kept from everybody', async () => {
    const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');
    const infected = await xihu.handIn(Buffer.from(eicar), { contentType: 'text/csv', fileName: 'a.csv' });
    expect(infected).toMatchObject({ state: 'infected', reason: 'malware-found', download: null });
    const rejected = await xihu.handIn(programFile());
    expect(rejected).toMatchObject({ state: 'rejected', reason: 'content-mismatch', download: null });
    for (const { id } of [infected, rejected]) expect((await xihu.claim('5', '17', [id])).status).toBe(422);
    await until('it has come about', () =>
      readFileSync(join(run.dataDirectory, 'events.ndjson'), 'utf8')
        .split('\n')
        .some(
          (line) => line.includes('"EvidenceRegistered"') && line.includes(infected.id) && line.includes('"infected"'),
        ),
    );
  });

  it.each([0, 51 * 1024 * 1024])('of %i bytes gets no ticket', async (sizeBytes) => {
    const { status, body } = await xihu.announce(pdfFile, { sizeBytes });
    expect([status, body.type]).toEqual([422, '/problems/value-out-of-range']);
  });

  it('that ends after the closing instant is recorded as too late, and left to the clean-up', async () => {
    const bytes = pdfNumber(20);
    let late!: PortalUploads;
    let announced!: Awaited<ReturnType<PortalUploads['announce']>>['body'];
    let sending!: ClientRequest;
    await beforeInstant(2, async (closesAt, attempt) => {
      const cycleOfLate = `late-${attempt}`;
      await new City(client).openCycle(cycleOfLate, { submissionsCloseAt: closesAt.toISOString() });
      late = new PortalUploads(client, cycleOfLate, 'xihu');
      const { status, body } = await late.announce(bytes);
      expect([status, body.upload.expiresAt]).toEqual([201, closesAt.toISOString()]);
      announced = body;
      const headers = { ...body.upload.headers, 'content-length': bytes.length };
      sending = request(body.upload.url, { method: 'PUT', headers });
      sending.on('error', () => undefined);
      sending.write(bytes.subarray(0, 10));
      const begun = () => globSync('files/temporary/*', { cwd: run.dataDirectory }).length > attempt;
      await until('the upload has begun', begun);
    });
    sending.end(bytes.subarray(10));
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect((await putBytes(announced.upload, bytes)).status).toBe(403);
    await until('it has come about', () =>
      globSync('files/objects/**/version.json', { cwd: run.dataDirectory })
        .map((path) => readFileSync(join(run.dataDirectory, path), 'utf8'))
        .some((text) => text.includes(`/xihu/${announced.id}`) && text.includes('"registration":"refused"')),
    );
    expect(await late.show(announced.id)).toMatchObject({ state: 'rejected', reason: 'too-late', download: null });
  });

  it('from a browser is let through for the portals that are named, and for no other page', async () => {
    const { upload } = (await xihu.announce(pdfNumber(30))).body;
    const ask = (origin: string) =>
      fetch(upload.url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
        },
      });
    const allowed = await ask(portalOrigin);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, portalOrigin]);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PUT');
    for (const name of ['content-type', 'if-none-match', 'x-amz-checksum-sha256'])
      expect(allowed.headers.get('access-control-allow-headers')).toContain(name);
    expect((await ask('http://elsewhere.test')).status).toBe(403);
    const bytes = pdfNumber(30);
    const sent = await fetch(upload.url, {
      method: 'PUT',
      headers: { ...upload.headers, origin: portalOrigin },
      body: Buffer.from(bytes),
    });
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, portalOrigin]);
  });
});

describe('a restart', () => {
  it('loses no file and no ticket', async () => {
    const bytes = pdfNumber(50);
    const { id } = await xihu.handIn(bytes);
    const unused = (await xihu.announce(pdfNumber(51))).body.id;
    await run.stop();
    run = await runs.start({ dataDirectory: run.dataDirectory, environment });
    client = run.client;
    xihu = new PortalUploads(client, cycle, 'xihu');
    const { state, download } = await xihu.show(id);
    expect(state).toBe('stored');
    expect(Buffer.from(await (await fetch(download!.url)).arrayBuffer()).equals(bytes)).toBe(true);
    expect((await xihu.show(unused)).state).toBe('awaiting-upload');
    expect(
      (await client.send<{ items: object[] }>(admin, 'GET', `${xihu.base}/evidence`)).body.items.length,
    ).toBeGreaterThan(5);
  });
});
