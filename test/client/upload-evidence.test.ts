import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, EvidenceRefused, Problem, type Upload, uploadEvidence } from '../../lib/client/index.ts';
import { pdfFile } from '../support/sample-files.ts';
import { book, portal, type SampleService, sampleService } from '../support/sample-service.ts';
import { ServiceLine, tokenOf } from '../support/service-line.ts';
import { Uploads } from '../support/uploads.ts';

let service: SampleService;
let line: ServiceLine;
let steps: string[];
/** What becomes of the bytes of each upload, in order: registered, registered without an answer, or not even sent. */
let ways: ('arrives' | 'answer-lost' | 'lost' | 'other-bytes' | number)[];

beforeEach(async () => {
  service = await sampleService();
  line = new ServiceLine(service);
  [steps, ways] = [[], []];
  vi.stubGlobal('fetch', put);
  const { setTimeout } = globalThis;
  vi.stubGlobal('setTimeout', (run: () => void, milliseconds = 0) => setTimeout(run, milliseconds / 50));
});
afterEach(() => vi.unstubAllGlobals());

const bytes = new Blob([pdfFile]);

/** The store to which tickets lead, in place of `fetch`. */
async function put(url: string, { method }: RequestInit): Promise<Response> {
  expect(method).toBe('PUT');
  const way = ways.shift() ?? 'arrives';
  const id = url.split('/').at(-1)!;
  if (way === 'lost') throw new TypeError('fetch failed');
  if (typeof way === 'number') return new Response('', { status: way });
  await new Uploads(service).arrive(id, way === 'other-bytes' ? Buffer.from('%PDF-other') : pdfFile);
  if (way === 'answer-lost') throw new TypeError('fetch failed');
  return new Response('');
}

function upload(more: Partial<Upload> = {}) {
  const patienceSeconds = 0.01;
  const api = connect({ url: 'http://kaohe.test', token: () => tokenOf(portal()), fetch: line.fetch, patienceSeconds });
  const facts: Upload['facts'] = {
    fileName: '文件.pdf',
    contentType: 'application/pdf',
    kind: 'appointment-paper',
    components: ['2'],
  };
  const tellStep = (step: string) => void steps.push(step);
  return uploadEvidence(api, { cycle: '2019', district: 'east', bytes, facts, tellStep, ...more });
}

const files = async () => (await service.send(`GET ${book()}/evidence`, { caller: portal() })).body.items;
const states = async () => (await files()).map(({ state }: { state: string }) => state).sort();

describe('an upload', () => {
  it('goes from hash to ticket to bytes, and gives the stored file', async () => {
    expect(await upload()).toMatchObject({ state: 'stored', fileName: '文件.pdf', components: ['2'] });
    expect(steps).toEqual(['hashing', 'announcing', 'sending', 'checking']);
  });

  it('sends no bytes that the book has already', async () => {
    const { id } = await upload();
    steps = [];
    expect((await upload()).id).toBe(id);
    expect(steps).not.toContain('sending');
  });

  it('that breaks off is sent again by the same ticket', async () => {
    ways = ['lost', 503];
    await upload();
    expect(steps.filter((step) => step === 'announcing')).toHaveLength(1);
    expect(await states()).toEqual(['stored']);
  });

  it('that arrived without an answer is not sent again', async () => {
    ways = ['answer-lost'];
    await upload();
    expect(steps.filter((step) => step === 'sending')).toHaveLength(1);
  });

  it('that the store is still taking from an attempt before is sent again by the same ticket', async () => {
    ways = ['lost', 409, 409];
    expect(await upload()).toMatchObject({ state: 'stored' });
    expect(steps.filter((step) => step === 'announcing')).toHaveLength(1);
  });

  it('that the address has taken before is there', async () => {
    ways = ['answer-lost', 412];
    expect(await upload()).toMatchObject({ state: 'stored' });
  });

  it('whose ticket has ended is announced again, and the old one is taken back', async () => {
    ways = [403];
    expect(await upload()).toMatchObject({ state: 'stored' });
    expect(steps.filter((step) => step === 'announcing')).toHaveLength(2);
    expect(await states()).toEqual(['stored', 'withdrawn']);
  });

  it('whose bytes no address takes ends, and leaves no ticket behind', async () => {
    ways = [403, 403, 403];
    expect(await upload().catch((error: unknown) => error)).toBeInstanceOf(EvidenceRefused);
    expect(await states()).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    ways = [400];
    expect(await upload().catch((error: unknown) => error)).toBeInstanceOf(EvidenceRefused);
  });

  it('goes on over a connection that is broken for longer than a request is tried, and is announced once', async () => {
    line.mishaps.push('lost', 'answer-lost');
    ways = ['lost'];
    line.meanwhile = async (request) => request === 4 && line.mishaps.push('lost', 'lost');
    expect(await upload()).toMatchObject({ state: 'stored' });
    expect(steps).toContain('interrupted');
    expect(await states()).toEqual(['stored']);
  });

  it('of other bytes than announced is refused, with the reason', async () => {
    ways = ['other-bytes'];
    const refused = await upload().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(EvidenceRefused);
    expect((refused as EvidenceRefused).file).toMatchObject({ state: 'rejected', reason: expect.any(String) });
  });

  it('that may not be announced says why', async () => {
    const facts = { fileName: 'a.exe', contentType: 'application/x-msdownload' as 'text/csv', kind: 'x' };
    expect(await upload({ facts }).catch((error: unknown) => error)).toBeInstanceOf(Problem);
    expect(steps).toEqual(['hashing', 'announcing']);
  });

  it('ends where it is no longer wanted', async () => {
    const control = new AbortController();
    vi.stubGlobal('fetch', async () => {
      control.abort();
      throw new TypeError('fetch failed');
    });
    const stopped = upload({ signal: control.signal });
    expect(await stopped.catch((error: Error) => error.name)).toBe('AbortError');
  });
});
