import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionLost, connect, giveTable, importTable } from '../../lib/client/index.ts';
import { assessor, type SampleService, sampleService } from '../support/sample-service.ts';
import { ServiceLine, tokenOf } from '../support/service-line.ts';
import { hashOf } from '../support/uploads.ts';

let service: SampleService;
let line: ServiceLine;
/** Statuses of the address, in order, before it takes the bytes; 0 where nothing answers. */
let mishaps: number[];

beforeEach(async () => {
  service = await sampleService();
  line = new ServiceLine(service);
  mishaps = [];
  vi.stubGlobal('fetch', put);
  const { setTimeout } = globalThis;
  vi.stubGlobal('setTimeout', (run: () => void, milliseconds = 0) => setTimeout(run, milliseconds / 50));
});
afterEach(() => vi.unstubAllGlobals());

/** The store to which tickets lead, in place of `fetch`. */
async function put(url: string, { body }: RequestInit): Promise<Response> {
  const status = mishaps.shift();
  if (status === 0) throw new TypeError('fetch failed');
  if (status !== undefined) return new Response('', { status });
  const key = url.replace('memory://evidence/', '');
  service.needs.files.upload(key, new Uint8Array(await (body as Blob).arrayBuffer()));
  return new Response('');
}

const api = () => connect({ url: 'http://kaohe.test', token: () => tokenOf(assessor), fetch: line.fetch });
const row = 'west,5,20\n';
const small = new Blob([`district,component,target\n${row}`], { type: 'text/csv' });
const large = new Blob([`district,component,target\n${row}${'  ,  ,  \n'.repeat(40_000)}`], { type: 'text/csv' });

describe('a table', () => {
  it('is given as it is where a request holds it, and tried before it is written', async () => {
    const given = await giveTable(api(), '2019', small);
    expect(given).toBe(small);
    expect(await importTable(api(), '2019', given, { isTried: true })).toMatchObject({ dryRun: true });
    expect(await importTable(api(), '2019', given, { isTried: false })).toMatchObject({
      dryRun: false,
      accepted: [{ district: 'west', value: '20' }],
    });
  });

  it('is uploaded where no request holds it, and imported by its id as often as is asked', async () => {
    const given = await giveTable(api(), '2019', large);
    expect(given).toEqual({ evidence: expect.any(String) });
    const [announced] = [...service.needs.files.tickets.values()];
    const bytes = new Uint8Array(await large.arrayBuffer());
    expect(announced).toMatchObject({ contentType: 'text/csv', sizeBytes: large.size, sha256: hashOf(bytes) });
    for (const isTried of [true, false])
      expect(await importTable(api(), '2019', given, { isTried })).toMatchObject({ accepted: [{ value: '20' }] });
  });

  it('is sent to another address where one did not take it, and given up after the fifth', async () => {
    mishaps = [0, 503, 403, 412];
    expect(await giveTable(api(), '2019', large)).toEqual({ evidence: expect.any(String) });
    expect(service.needs.files.tickets.size).toBe(5);
    mishaps = [0, 0, 0, 0, 0];
    await expect(giveTable(api(), '2019', large)).rejects.toThrow(ConnectionLost);
  });

  it('with refused rows writes nothing, and the refusal says which', async () => {
    const wrong = new Blob(['district,component,target\nwest,5,x\n'], { type: 'text/csv' });
    await expect(importTable(api(), '2019', wrong, { isTried: false })).rejects.toMatchObject({
      slug: 'import-invalid',
      details: { errors: [{ pointer: '/rows/2/target' }] },
    });
  });
});
