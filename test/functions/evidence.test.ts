import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { registerEvidence } from '../../functions/register-evidence/register-evidence.ts';
import { sampleClosesAt, sampleNow } from '../support/sample-cycle.ts';
import { pdfFile, pngFile, programFile } from '../support/sample-files.ts';
import { pageObjects, pdfOf } from '../support/sample-pdfs.ts';
import {
  admin,
  assessor,
  auditor,
  book,
  brief,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { announcementOf, arrivalEvent, hashOf, pdfNumber, Uploads } from '../support/uploads.ts';

let service: SampleService;
let uploads: Uploads;
beforeEach(async () => {
  service = await sampleService();
  uploads = new Uploads(service);
});

const tickets = `POST ${book()}/evidence`;
const revision = async (district = 'east') => (await service.needs.books.load('2019', district))!.head.revision;
const get = (id: string, caller: object = portal()) => service.send(`GET ${book()}/evidence/${id}`, { caller });
const claim = (component: string, evidence: string[], value = '16') =>
  service.send(`PUT ${book()}/components/${component}/claim`, { caller: portal(), body: { value, evidence } });
const withdraw = (id: string, reason = '传错了') =>
  service.send(`POST ${book()}/evidence/${id}/withdrawal`, { caller: portal(), body: { reason } });
const assess = (component: string, body: object) =>
  service.send(`POST ${book()}/components/${component}/assessments`, {
    caller: assessor,
    body: { reason: '属实', ...body },
  });

describe('a ticket', () => {
  it('is a revision of the book and an address that takes these bytes alone', async () => {
    const reply = await uploads.announce(pdfFile, { components: ['5'], note: '任职' });
    expect(reply).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: {
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        revision: 1,
        state: 'awaiting-upload',
        upload: { method: 'PUT', expiresAt: new Date(sampleNow + 300_000).toISOString() },
      },
    });
    const [[objectKey, announced]] = [...service.needs.files.tickets] as [[string, object]];
    expect(objectKey).toBe(`evidence/2019/east/${reply.body.id}`);
    expect(announced).toMatchObject({
      sizeBytes: pdfFile.length,
      sha256: hashOf(pdfFile),
      contentType: 'application/pdf',
    });
    expect((await get(reply.body.id)).body).toMatchObject({
      state: 'awaiting-upload',
      reason: null,
      fileName: '任职文件.pdf',
      components: ['5'],
      note: '任职',
      citedBy: [],
      uploadedAt: null,
      download: null,
    });
  });

  it('is not given for bytes that this district has stored: the answer is the file that holds them', async () => {
    const id = await uploads.store(pdfFile);
    const again = await uploads.announce(pdfFile, { fileName: '副本.pdf' });
    expect(again).toMatchObject({ status: 200, body: { id, state: 'stored', fileName: '任职文件.pdf' } });
    expect(again.body).not.toHaveProperty('upload');
    expect(await revision()).toBe(2);
    expect((await uploads.announce(pdfFile, {}, 'west')).status).toBe(201);
  });

  it('is given again for bytes that were refused, are still on their way, or were withdrawn', async () => {
    const program = programFile();
    const rejected = await uploads.store(program);
    expect(await uploads.stateOf(rejected)).toBe('rejected');
    expect((await uploads.announce(program)).status).toBe(201);
    expect((await uploads.announce(program)).status).toBe(201);
    const id = await uploads.store(pdfFile);
    expect((await withdraw(id)).status).toBe(200);
    expect((await uploads.announce(pdfFile)).status).toBe(201);
  });

  it('takes the hash in either case for the same bytes', async () => {
    const id = await uploads.store(pdfFile);
    const upper = await uploads.announce(pdfFile, { sha256: hashOf(pdfFile).toUpperCase() });
    expect([upper.status, upper.body.id]).toEqual([200, id]);
  });

  it('is given again to a repeated key, and so is the answer that none is needed', async () => {
    const ask = (key: string, more: object = {}) =>
      service.send(tickets, {
        caller: portal(),
        headers: { 'idempotency-key': key },
        body: announcementOf(pdfFile, more),
      });
    const first = await ask('key-1');
    expect(await ask('key-1')).toMatchObject({
      status: 201,
      text: first.text,
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(brief(await ask('key-1', { note: 'x' }))).toBe('422 idempotency-key-reused');
    const { id } = first.body;
    await registerEvidence(service.needs, arrivalEvent(id, uploads.put(id, pdfFile)));
    const known = await ask('key-2');
    await withdraw(id);
    expect(await ask('key-2')).toMatchObject({
      status: 200,
      text: known.text,
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(brief(await ask('key-2', { note: 'x' }))).toBe('422 idempotency-key-reused');
  });

  it('warns of a kind that the scheme does not know, and takes the file all the same', async () => {
    const known = await uploads.announce(pdfFile);
    expect([known.status, known.body.warnings]).toEqual([201, []]);
    const unknown = await uploads.announce(Buffer.from('other'), { kind: 'appointment-papr' });
    expect(unknown).toMatchObject({ status: 201, body: { warnings: [{ code: 'unknown-kind' }] } });
    const [{ text }] = unknown.body.warnings;
    expect(text.zh).toContain('appointment-paper（');
    expect(text.en).toContain('appointment-paper');
    expect(`${text.zh}${text.en}`).not.toContain('papr');
  });

  it.each<[string, object, string]>([
    ['0 bytes', { sizeBytes: 0 }, '422 value-out-of-range'],
    ['a negative size', { sizeBytes: -1 }, '422 value-out-of-range'],
    ['half a byte', { sizeBytes: 1.5 }, '422 type'],
    ['a size as text', { sizeBytes: '100' }, '422 type'],
    ['51 MB', { sizeBytes: 51 * 1024 * 1024 }, '422 value-out-of-range'],
    ['one byte over 50 MB', { sizeBytes: 50 * 1024 * 1024 + 1 }, '422 value-out-of-range'],
    ['a type that is not taken', { contentType: 'text/html' }, '422 value-out-of-range'],
    ['a type of the prototype', { contentType: 'constructor' }, '422 value-out-of-range'],
    ['a type with a line break', { contentType: 'application/pdf\r\nx: y' }, '422 value-out-of-range'],
    ['a type with a parameter', { contentType: 'application/pdf; q=1' }, '422 value-out-of-range'],
    ['a hash that is none', { sha256: 'abc' }, '422 value-syntax'],
    ['a hash in base64', { sha256: Buffer.from(hashOf(pdfFile), 'hex').toString('base64') }, '422 value-syntax'],
    ['a kind of two lines', { kind: 'a\nb' }, '422 text-invalid'],
    ['a component that the scheme does not have', { components: ['99'] }, '422 unknown-component'],
    ['a component twice', { components: ['5', '6', '5'] }, '422 duplicate-item'],
    ['a name with a reversal of reading', { fileName: 'a\u202efdp.exe' }, '422 filename-invalid'],
    ['a name with a line break', { fileName: 'a\nb.pdf' }, '422 filename-invalid'],
    ['a name of 300 characters', { fileName: 'a'.repeat(300) }, '422 filename-invalid'],
    ['no name', { fileName: undefined }, '422 required'],
    ['a note with a control', { note: 'a\u0007' }, '422 text-invalid'],
    ['an object key of its own', { objectKey: 'evidence/2019/west/x' }, '422 unknown-property'],
    ['a state of its own', { state: 'stored' }, '422 unknown-property'],
  ])('is refused for %s, and nothing is written', async (_, more, expected) => {
    expect(brief(await uploads.announce(pdfFile, more))).toBe(expected);
    expect(await revision()).toBe(0);
  });

  it('names each component once, and every repetition is told at its place', async () => {
    const { body } = await uploads.announce(pdfFile, { components: ['5', '6', '5', '5'] });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/components/2', '/components/3']);
  });

  it('of exactly 50 MB is given', async () => {
    expect((await uploads.announce(pdfFile, { sizeBytes: 50 * 1024 * 1024 })).status).toBe(201);
  });

  it('is refused at the closing instant, also for bytes that are there already', async () => {
    await uploads.store(pdfFile);
    for (const bytes of [pdfFile, pdfNumber(1)]) {
      const late = { caller: portal(), body: announcementOf(bytes), receivedAt: sampleClosesAt };
      expect(brief(await service.send(tickets, late))).toBe('409 cycle-closed');
    }
    const early = { caller: portal(), body: announcementOf(pdfNumber(1)), receivedAt: sampleClosesAt - 1 };
    expect((await service.send(tickets, early)).status).toBe(201);
  });

  it('ends with the submissions, if that is sooner than in five minutes', async () => {
    for (const [before, expected] of [
      [300_001, sampleClosesAt - 1],
      [300_000, sampleClosesAt],
      [1, sampleClosesAt],
    ] as const) {
      service.clock.time = sampleClosesAt - before;
      const asked = { caller: portal(), body: announcementOf(pdfNumber(before)), receivedAt: service.clock.time };
      const { body } = await service.send(tickets, asked);
      expect(Date.parse(body.upload.expiresAt)).toBe(expected);
    }
  });

  it('costs one read and one transaction', async () => {
    await uploads.announce(pdfNumber(0));
    const { table } = service.needs;
    const reads: string[] = [];
    for (const name of ['get', 'getMany', 'getTogether', 'query'] as const) {
      const read = table[name].bind(table) as (...values: never[]) => never;
      Object.assign(table, { [name]: (...values: never[]) => [reads.push(name), read(...values)][1] });
    }
    const commits = table.commits;
    expect((await uploads.announce(pdfNumber(1))).status).toBe(201);
    expect([reads, table.commits - commits]).toEqual([['getTogether'], 1]);
  });

  it('never used harms nothing: 500 of them', async () => {
    for (let number = 0; number < 500; number++) await uploads.announce(pdfNumber(number));
    const id = await uploads.store(pdfFile);
    expect((await claim('5', [id])).body.revision).toBe(503);
    let cursor = '';
    const seen = new Set<string>();
    do {
      const page = await service.send(`GET ${book()}/evidence?limit=100${cursor}`, { caller: portal() });
      for (const item of page.body.items) seen.add(item.id);
      cursor = page.body.nextCursor ? `&cursor=${encodeURIComponent(page.body.nextCursor)}` : '';
    } while (cursor !== '');
    expect(seen.size).toBe(501);
  });
});

describe('a claim', () => {
  it('cites stored files of its book, one for several components', async () => {
    const id = await uploads.store(pdfFile);
    expect((await claim('5', [id])).status).toBe(200);
    expect((await claim('6', [id])).status).toBe(200);
    expect((await get(id)).body.citedBy).toEqual(['5', '6']);
    const { body } = await service.send(`GET ${book()}/book`, { caller: portal() });
    expect(body.components.find(({ component }: { component: string }) => component === '6').claim.evidence).toEqual([
      id,
    ]);
  });

  it('is refused for any other file', async () => {
    const foreign = await uploads.store(pdfFile, {}, 'west');
    const awaiting = (await uploads.announce(pdfNumber(1))).body.id;
    const rejected = await uploads.store(programFile());
    const withdrawn = await uploads.store(pdfNumber(2));
    await withdraw(withdrawn);
    const before = await revision();
    for (const id of [foreign, awaiting, rejected, withdrawn, 'no-such-file']) {
      const reply = await claim('5', [id]);
      expect([brief(reply), reply.body.errors[0].pointer]).toEqual(['422 evidence-unusable', '/evidence/0']);
    }
    const many = {
      claims: [
        { component: '6', value: '1' },
        { component: '5', value: '1', evidence: [foreign] },
      ],
    };
    const reply = await service.send(`POST ${book()}/claims`, { caller: portal(), body: many });
    expect([brief(reply), reply.body.errors[0].pointer]).toEqual(['422 evidence-unusable', '/claims/1/evidence/0']);
    expect(await revision()).toBe(before);
  });

  it('is refused for the same file twice', async () => {
    const id = await uploads.store(pdfFile);
    expect(brief(await claim('5', [id, id]))).toBe('422 duplicate-item');
  });
});

describe('reading', () => {
  it('gives a way to the bytes of what is or was stored, and to nothing else', async () => {
    const stored = await uploads.store(pdfFile);
    const withdrawn = await uploads.store(pdfNumber(1));
    await withdraw(withdrawn);
    for (const id of [stored, withdrawn])
      for (const caller of [portal(), assessor, auditor, admin])
        expect((await get(id, caller)).body.download).toMatchObject({ url: expect.stringContaining(id) });
    const rejected = await uploads.store(programFile());
    const unused = (await uploads.announce(pdfNumber(2))).body.id;
    expect((await withdraw(unused)).status).toBe(200);
    for (const id of [rejected, unused]) expect((await get(id, assessor)).body.download).toBeNull();
  });

  it('gives a way to see what a browser shows without running anything, and of nothing else', async () => {
    const shown = await Promise.all([uploads.store(pdfFile), uploads.store(pngFile(), { contentType: 'image/png' })]);
    for (const id of shown)
      expect((await get(id, assessor)).body).toMatchObject({
        download: { url: expect.stringMatching(`${id}.*attachment$`) },
        preview: { url: expect.stringMatching(`${id}.*inline$`), expiresAt: expect.any(String) },
      });
    const text = await uploads.store(Buffer.from('a,b\n1,2\n'), { contentType: 'text/csv', fileName: 'a.csv' });
    const script = await uploads.store(pdfOf([...pageObjects, '<< /S /JavaScript /JS (app.alert(1)) >>']));
    for (const id of [text, script])
      expect((await get(id, assessor)).body).toMatchObject({ download: { url: expect.any(String) }, preview: null });
    expect((await get(script)).body.warnings).toMatchObject([{ code: 'javascript' }]);
    const refused = await uploads.store(programFile());
    expect((await get(refused)).body).toMatchObject({ state: 'rejected', preview: null });
  });

  it('tells why a file was refused, and nothing of where bytes lie', async () => {
    const id = await uploads.store(programFile());
    const reply = await get(id);
    expect(reply.body).toMatchObject({ state: 'rejected', reason: 'content-mismatch' });
    expect(reply.text).not.toMatch(/objectKey|versionId|evidence\/2019/);
  });

  it('of another district’s file finds nothing', async () => {
    const foreign = await uploads.store(pdfFile, {}, 'west');
    for (const id of [foreign, 'no-such-file']) expect(brief(await get(id))).toBe('404 not-found');
  });
});

describe('withdrawing', () => {
  it('takes the file from claims, keeps it in the history with the reason, and never comes back', async () => {
    const [id, other] = [await uploads.store(pdfFile), await uploads.store(pdfNumber(1))];
    await claim('5', [id, other]);
    expect(await withdraw(id)).toMatchObject({ status: 200, body: { id, state: 'withdrawn', revision: 6 } });
    expect((await get(id)).body).toMatchObject({ state: 'withdrawn', citedBy: [], revision: 6 });
    expect((await get(other)).body.citedBy).toEqual(['5']);
    const { items } = (await service.send(`GET ${book()}/history?limit=1`, { caller: portal() })).body;
    expect(items[0]).toMatchObject({ action: 'withdraw-evidence', reason: '传错了', changes: [{ component: '5' }] });
    expect(brief(await claim('5', [id]))).toBe('422 evidence-unusable');
    expect((await withdraw(id)).body.revision).toBe(6);
  });

  it('is refused while a verification rests on the file', async () => {
    const id = await uploads.store(pdfFile);
    await claim('5', [id]);
    await assess('5', { decision: 'verify', claimRevision: 3 });
    expect(brief(await withdraw(id))).toBe('409 state-conflict');
    await claim('5', []);
    expect(brief(await withdraw(id))).toBe('409 state-conflict');
    await assess('5', { decision: 'verify', claimRevision: 5 });
    expect(brief(await withdraw(id))).toBe('200');
  });

  it('is refused of what is infected, so that it never becomes a file that was once stored', async () => {
    const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');
    const id = await uploads.store(Buffer.from(eicar));
    expect((await get(id)).body).toMatchObject({ state: 'infected', reason: 'malware-found', download: null });
    expect(brief(await withdraw(id))).toBe('409 state-conflict');
    expect((await get(id, admin)).body.download).toBeNull();
  });

  it('of an unknown file and without a reason is refused', async () => {
    expect(brief(await withdraw('no-such-file'))).toBe('404 not-found');
    expect(brief(await withdraw('no-such-file', ' '))).toBe('422 required');
  });
});

describe('the same bytes in several districts', () => {
  const list = (caller: object) => service.send('GET /v1/cycles/2019/evidence-duplicates', { caller });

  it('are shown to those who judge, with every file that holds them, and are never refused', async () => {
    const east = await uploads.store(pdfFile);
    await uploads.store(pdfNumber(1));
    expect((await list(assessor)).body.items).toEqual([]);
    const west = await uploads.store(pdfFile, {}, 'west');
    for (const caller of [assessor, auditor])
      expect((await list(caller)).body.items).toEqual([
        {
          sha256: hashOf(pdfFile),
          holders: [
            { district: 'east', evidence: east },
            { district: 'west', evidence: west },
          ],
        },
      ]);
    expect(brief(await list(portal()))).toBe('403 forbidden');
    for (const id of [east]) expect((await get(id)).text).not.toContain('west');
  });

  it('are none while one of them is refused, on its way or withdrawn', async () => {
    const east = await uploads.store(pdfFile);
    await uploads.announce(pdfFile, {}, 'west');
    await uploads.store(programFile());
    await uploads.store(programFile(), {}, 'west');
    expect((await list(assessor)).body.items).toEqual([]);
    await uploads.store(pdfFile, {}, 'west');
    await withdraw(east);
    expect((await list(assessor)).body.items).toEqual([]);
  });

  it('stay shown when a district withdraws a second copy, or a ticket for one', async () => {
    const copies = [await uploads.announce(pdfFile), await uploads.announce(pdfFile), await uploads.announce(pdfFile)];
    const [first, second, unused] = copies.map(({ body }) => body.id) as [string, string, string];
    for (const id of [first, second]) await registerEvidence(service.needs, arrivalEvent(id, uploads.put(id, pdfFile)));
    const west = await uploads.store(pdfFile, {}, 'west');
    await withdraw(second);
    await withdraw(unused);
    expect((await list(assessor)).body.items).toMatchObject([{ holders: [{ evidence: first }, { evidence: west }] }]);
    await withdraw(first);
    expect((await list(assessor)).body.items).toEqual([]);
  });

  it('within one district are nobody’s concern', async () => {
    const copies = [await uploads.announce(pdfFile), await uploads.announce(pdfFile)];
    for (const { body } of copies)
      await registerEvidence(service.needs, arrivalEvent(body.id, uploads.put(body.id, pdfFile)));
    expect((await list(assessor)).body.items).toEqual([]);
  });
});
