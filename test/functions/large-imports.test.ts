import { beforeEach, describe, expect, it } from 'vitest';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import { workImports } from '../../functions/work-imports/work-imports.ts';
import {
  admin,
  assessor,
  auditor,
  brief,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

const count = 160;
const address = '/v1/cycles/2020/imports';
const ids = Array.from({ length: count }, (_, at) => `d-${at}`);
const table = (more = '') => `district,component,target\n${ids.map((id) => `${id},5,20\n`).join('')}${more}`;

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
  const districts = ids.map((id) => ({ id, name: { zh: `${id}区`, en: id }, group: null }));
  await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: '2020', districts } });
});

const send = (body: string, query = '', headers: Record<string, string> = {}) =>
  service.send(`POST ${address}${query}`, {
    caller: assessor,
    body,
    headers: { 'content-type': fileMediaTypes.csv, ...headers },
  });
const read = (id: string, caller: object = assessor, headers = {}) =>
  service.send(`GET ${address}/${id}`, { caller, headers });
const revisions = async () =>
  (await service.needs.books.heads('2020', ids)).reduce((sum, head) => sum + head!.revision, 0);

/** From now on every write of a book takes time, so that no request gets to the end. */
function slowDown(milliseconds: number) {
  const { append } = service.needs.books;
  service.needs.books.append = async (...given) => {
    service.clock.time += milliseconds;
    return append.apply(service.needs.books, given);
  };
}

describe('an import of many districts', () => {
  it('is answered 202 with the address at which it is told to its end, the same again under its key', async () => {
    const headers = { 'idempotency-key': 'large-1' };
    const begun = await send(table(), '', headers);
    expect(begun).toMatchObject({
      status: 202,
      headers: { location: `${address}/${begun.body.id}`, 'retry-after': '2' },
      body: { state: 'working', dryRun: false, books: { of: count, checked: 0, written: 0 }, report: null },
    });
    const { body } = await read(begun.body.id);
    expect(body).toMatchObject({ state: 'done', report: { dryRun: false, unchanged: [], refused: [] } });
    expect(body.books).toEqual({ of: count, checked: count, written: count });
    expect(body.report.accepted).toHaveLength(count);
    expect(body.report.accepted[1]).toEqual({ row: 3, district: 'd-1', component: '5', value: '20' });
    expect(body.report.receipts).toHaveLength(count);
    expect(await send(table(), '', headers)).toMatchObject({
      status: 202,
      body: begun.body,
      headers: { 'idempotent-replayed': 'true', location: `${address}/${begun.body.id}` },
    });
    expect(brief(await send(table('d-0,6,1\n'), '', headers))).toBe('422 idempotency-key-reused');
    expect(await revisions()).toBe(count);
  });

  it('whose books no run has time to ask goes on with the next book, and asks none of them twice', async () => {
    const asked: string[] = [];
    const { open } = service.needs.books;
    service.needs.books.open = async (...given) => {
      asked.push(given[1]);
      service.clock.time += 500;
      return open.apply(service.needs.books, given);
    };
    const { id } = (await send(table('d-0,7,x\n'), '?dryRun=true')).body;
    // Time for twenty books; the request itself had some for thirty.
    for (let run = 0; run < 20 && (await read(id)).body.state === 'working'; run++) {
      const until = service.clock.time + 40_000;
      await workImports(service.needs, { getRemainingTimeInMillis: () => until - service.clock.time });
    }
    expect([...asked].sort()).toEqual([...ids].sort());
    const { body } = await read(id);
    expect(body).toMatchObject({ state: 'done', books: { of: count, checked: count }, report: { dryRun: true } });
    expect(body.report.accepted.map(({ row }: { row: number }) => row)).toEqual(ids.map((_, at) => at + 2));
    expect(body.report.refused).toMatchObject([{ row: count + 2, code: 'value-syntax' }]);
  });

  it('and of which a run dies while it asks is taken up with the answers that were kept twenty seconds before', async () => {
    const asked: string[] = [];
    const { open } = service.needs.books;
    service.needs.books.open = async (...given) => {
      asked.push(given[1]);
      service.clock.time += 1000;
      if (asked.length === 75) throw new Error('killed');
      return open.apply(service.needs.books, given);
    };
    const { id } = (await send(table())).body;
    await expect(workImports(service.needs)).rejects.toThrow('killed');
    await workImports(service.needs);
    expect((await read(id)).body).toMatchObject({
      state: 'done',
      books: { of: count, checked: count, written: count },
    });
    // Each is asked before any is written, and is opened once more to be written.
    const twice = asked.slice(0, -count).length - count;
    expect([twice > 0, twice <= 27]).toEqual([true, true]);
    expect(await revisions()).toBe(count);
  });

  it('goes on after its request, tells how far it is, and ends with one report of all rows', async () => {
    slowDown(200);
    const { id } = (await send(table())).body;
    const first = (await read(id)).body;
    expect(first).toMatchObject({ state: 'working', report: null, books: { checked: count } });
    expect(first.books.written).toBeGreaterThan(10);
    expect(first.books.written).toBeLessThan(count);
    let left = 40_000;
    const { open } = service.needs.books;
    service.needs.books.open = async (...given) => {
      service.clock.time += 500;
      return open.apply(service.needs.books, given);
    };
    const { change } = service.needs.imports;
    const told: number[] = [];
    service.needs.imports.change = (job, more) => {
      if (more.written !== undefined) told.push(more.written);
      return change.call(service.needs.imports, job, more);
    };
    // It ends with half a minute left, before Lambda would end it.
    await workImports(service.needs, { getRemainingTimeInMillis: () => (left -= 1000) });
    expect((await read(id)).body.state).toBe('working');
    expect(await workImports(service.needs)).toEqual({ found: [id] });
    const { body } = await read(id);
    expect([body.state, body.report.accepted.length, body.report.unchanged.length]).toEqual(['done', count, 0]);
    expect(await revisions()).toBe(count);
    expect(await workImports(service.needs)).toEqual({ found: [] });
    // Nobody is told of fewer than before.
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told[0]).toBeGreaterThanOrEqual(first.books.written);
  });

  it('is tried without writing, and refused as a whole where one row is wrong, in the reader’s language', async () => {
    const wrong = table('d-0,99,1\nd-1,2,1\n');
    const dry = await read((await send(wrong, '?dryRun=true')).body.id);
    expect(dry.body).toMatchObject({ state: 'done', dryRun: true, report: { dryRun: true } });
    expect(dry.body.report.accepted).toHaveLength(count);
    expect(dry.body.report.refused.map(({ code }: { code: string }) => code)).toEqual([
      'unknown-component',
      'target-not-assignable',
    ]);
    const { id } = (await send(wrong)).body;
    const failed = await read(id, assessor, { 'accept-language': 'zh' });
    expect(failed.body).toMatchObject({ state: 'failed', report: { accepted: [], unchanged: [] } });
    expect(failed.body.report.refused).toMatchObject([
      { row: count + 2, column: 'component', message: expect.stringMatching(/\p{Script=Han}/u) },
      { row: count + 3, column: 'target' },
    ]);
    expect(await revisions()).toBe(0);
  });

  it('is told to who sent it, to auditors and administrators, and for seven days', async () => {
    const { id } = (await send(table())).body;
    for (const caller of [auditor, admin]) expect((await read(id, caller)).status).toBe(200);
    expect(brief(await read(id, { ...assessor, subject: 'assessor-2' }))).toBe('404 not-found');
    expect(brief(await read(id, portal('d-1')))).toBe('403 forbidden');
    expect(brief(await service.send(`GET /v1/cycles/2019/imports/${id}`, { caller: admin }))).toBe('404 not-found');
    service.clock.time += 7 * 86_400_000;
    expect(brief(await read(id, admin))).toBe('404 not-found');
  });

  it('is not taken up by two at once, and ends without the books that can’t be written after many tries', async () => {
    const { append } = service.needs.books;
    service.needs.books.append = async (change, reply) => {
      if (change.before.district === 'd-7') throw new Error('this book can’t be written');
      return append.call(service.needs.books, change, reply);
    };
    const { id } = (await send(table())).body;
    const job = (await service.needs.imports.load(id))!;
    await service.needs.imports.change(job, { leasedUntil: service.clock.time + 1000 });
    await workImports(service.needs);
    expect((await service.needs.imports.load(id))!.runs).toBe(job.runs);
    service.clock.time += 1000;
    for (let run = job.runs; run < 29; run++) await expect(workImports(service.needs)).rejects.toThrow('this book');
    await workImports(service.needs);
    const { body } = await read(id);
    expect(body).toMatchObject({ state: 'failed', report: { refused: [{ row: 9, code: 'busy' }] } });
    expect(body.report.accepted).toHaveLength(count - 1);
    expect(await revisions()).toBe(count - 1);
  });

  it('is also one whose answer would be too long to be kept, though it is of few districts', async () => {
    const components = '1 3 4 5 6 7 8 9 10 11 13 14 15 16 17 18 19 20.1 20.2 20.3 21.1 21.2 21.3'.split(' ');
    const rows = ids
      .slice(0, 149)
      .flatMap((id) => components.map((component) => `${id},${component},${'1'.repeat(15)}.${'1'.repeat(6)}\n`));
    const long = await send(`district,component,target\n${rows.join('')}`);
    expect([rows.length, long.status]).toEqual([3427, 202]);
    expect((await send(`district,component,target\n${rows.slice(0, 900).join('')}`)).status).toBe(200);
  });
});
