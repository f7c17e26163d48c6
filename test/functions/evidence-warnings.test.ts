import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseEvent } from '../../events/index.ts';
import { eventsOfEntry } from '../../lib/domain/published-events.ts';
import { docx, officeFile, pdfFile } from '../support/sample-files.ts';
import { pageObjects, pdfOf } from '../support/sample-pdfs.ts';
import { assessor, book, brief, portal, type SampleService, sampleService } from '../support/sample-service.ts';
import { Uploads } from '../support/uploads.ts';

let service: SampleService;
let uploads: Uploads;
beforeEach(async () => {
  service = await sampleService();
  uploads = new Uploads(service);
});

const scripted = pdfOf([...pageObjects, '<< /S /JavaScript /JS (x) >>', '<< /EF << /F 9 0 R >> >>']);
const told = [
  { code: 'javascript', text: { zh: expect.stringContaining('脚本'), en: expect.stringContaining('JavaScript') } },
  { code: 'embedded-file', text: { zh: expect.stringContaining('附带'), en: expect.stringContaining('attached') } },
];

const get = async (path: string, caller: object = assessor) => (await service.send(`GET ${path}`, { caller })).body;
const claim = async (evidence: string[]) =>
  (await service.send(`PUT ${book()}/components/5/claim`, { caller: portal(), body: { value: '16', evidence } })).body;
const five = (items: { component: string }[]) => items.find(({ component }) => component === '5')!;

describe('a file with warnings', () => {
  it('is stored, and shown with a word and a sentence for each, to every reader', async () => {
    const id = await uploads.store(scripted);
    const plain = await uploads.store(pdfFile);
    const ticket = (await uploads.announce(Buffer.from('%PDF-1.4'))).body.id;
    for (const caller of [portal(), assessor]) {
      expect(await get(`${book()}/evidence/${id}`, caller)).toMatchObject({
        state: 'stored',
        reason: null,
        warnings: told,
      });
      const { items } = await get(`${book()}/evidence`, caller);
      expect(new Map(items.map((item: { id: string; warnings: object[] }) => [item.id, item.warnings]))).toEqual(
        new Map<string, object>([
          [id, told],
          [plain, []],
          [ticket, []],
        ]),
      );
    }
    expect((await uploads.announce(scripted)).body).toMatchObject({ id, warnings: told });
  });

  it('is told where a claim cites it: in the book, in what the component lacks, and in the work list', async () => {
    const [id, plain] = [await uploads.store(scripted), await uploads.store(pdfFile)];
    await claim([plain, id]);
    await service.settle();
    const cited = [{ evidence: id, warnings: told }];
    expect(five((await get(`${book()}/book`)).components)).toMatchObject({
      claim: { evidence: [plain, id], warnings: cited },
    });
    expect(five((await get(`${book()}/completeness`)).components)).toMatchObject({ warnings: cited });
    const { work } = await get('/v1/cycles/2019/completeness');
    expect(work).toMatchObject([{ district: 'east', component: '5', warnings: cited }]);
    await claim([plain]);
    await service.settle();
    expect(five((await get(`${book()}/book`)).components)).toMatchObject({ claim: { warnings: [] } });
    expect((await get('/v1/cycles/2019/completeness')).work).toMatchObject([{ warnings: [] }]);
  });

  it('is told no more once it is withdrawn from the claim', async () => {
    const id = await uploads.store(scripted);
    await claim([id]);
    const reason = { reason: '换成没有脚本的一份' };
    expect(
      brief(await service.send(`POST ${book()}/evidence/${id}/withdrawal`, { caller: portal(), body: reason })),
    ).toBe('200');
    expect(five((await get(`${book()}/book`)).components)).toMatchObject({ claim: { evidence: [], warnings: [] } });
    expect(await get(`${book()}/evidence/${id}`)).toMatchObject({ state: 'withdrawn', warnings: told });
  });

  it('is bound by a verification as the file and its hash, and nothing else', async () => {
    const id = await uploads.store(scripted);
    const { revision: claimRevision } = await claim([id]);
    const judgement = { caller: assessor, body: { decision: 'verify', claimRevision, reason: '属实' } };
    expect((await service.send(`POST ${book()}/components/5/assessments`, judgement)).status).toBe(201);
    const { sha256 } = (await service.needs.books.evidenceOf('2019', 'east', id))!;
    const stored = (await service.needs.books.load('2019', 'east'))!.components.get('5')!;
    expect(stored.verification?.evidence).toEqual([{ id, sha256 }]);
    expect(stored.claim?.evidence).toEqual([{ id, sha256, warnings: ['javascript', 'embedded-file'] }]);
    expect(five((await get(`${book()}/book`)).components)).toMatchObject({ verification: { stale: false } });
  });

  it('is published with them, and one without any as ever', async () => {
    for (const [bytes, expected] of [
      [scripted, ['javascript', 'embedded-file']],
      [pdfFile, undefined],
    ] as const) {
      await uploads.store(bytes);
      const [entry] = await service.needs.books.history('2019', 'east', null, 1);
      const event = eventsOfEntry(entry!)[0]!;
      expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
      expect((event.data as { warnings?: string[] }).warnings).toEqual(expected);
    }
  });

  it('is rejected where the installation takes none, with its warnings told, and given up', async () => {
    Object.assign(service.needs, { limits: { ...service.needs.limits, refusesWarnings: true } });
    const [id, plain] = [await uploads.store(scripted), await uploads.store(pdfFile)];
    expect(await get(`${book()}/evidence/${id}`)).toMatchObject({
      state: 'rejected',
      reason: 'warnings-refused',
      warnings: told,
      download: null,
    });
    expect(service.needs.files.discarded).toHaveLength(1);
    expect(await uploads.stateOf(plain)).toBe('stored');
  });
});

describe('known malware that is compressed within a file', () => {
  const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');

  it('makes it infected, and its bytes are given up', async () => {
    const document = officeFile(docx, [{ name: 'word/media/a.bin', bytes: eicar }]);
    expect(document.includes(eicar)).toBe(false);
    const id = await uploads.store(document, { contentType: docx, fileName: 'a.docx' });
    expect(await get(`${book()}/evidence/${id}`)).toMatchObject({
      state: 'infected',
      reason: 'malware-found',
      warnings: [],
      download: null,
    });
    expect(service.needs.files.discarded).toHaveLength(1);
  });
});
