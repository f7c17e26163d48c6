import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { keys } from '../../lib/stores/table.ts';
import { sampleFile } from '../support/sample-evidence.ts';
import { admin, assessor, auditor, brief } from '../support/sample-service.ts';
import { type PreparedYear, preparedYear, yearFinalizesAt } from '../support/year-end/prepared-year.ts';

const year = '/v1/cycles/2019';
/** What one answer of a function holds. */
const answerBytesMax = 6 * 1024 * 1024;

let service: PreparedYear;
beforeEach(async () => {
  service = await preparedYear('hold');
  // As the opening of a cycle makes it.
  service.table.place({ ...keys.secret('cursor-signing-key'), value: 'a'.repeat(64) });
});

/** Every page of an address, and what each of them holds. */
async function walk(address: string, caller: object) {
  const pages = [];
  for (let cursor: string | undefined; ; ) {
    const more = cursor ? `${address.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : '';
    const { status, body, text } = await service.send(`GET ${address}${more}`, { caller });
    expect(status).toBe(200);
    expect(Buffer.byteLength(text)).toBeLessThan(answerBytesMax);
    pages.push(body);
    cursor = body.nextCursor;
    if (!cursor) return pages;
  }
}

describe('a sealed result that is larger than an answer', () => {
  const count = 2000;
  const points = ['5', '13'].map((component) => ({ kind: 'claim-unverified', district: 'd-001', component }));

  beforeEach(async () => {
    service.clock.time = yearFinalizesAt;
    await service.send(`POST ${year}/finalization`, { caller: admin, body: {} });
    const { read } = service.needs.seals;
    service.needs.seals.read = async (final) => {
      const sealed = JSON.parse(await read.call(service.needs.seals, final)) as Snapshot;
      const rows = Array.from({ length: count }, (_, at) => ({
        ...sealed.rows[0]!,
        rank: at + 1,
        district: `d-${at}`,
      }));
      return JSON.stringify({ ...sealed, rows, blockers: points.map((point) => ({ ...point, evidence: null })) });
    };
  });

  it('is told in pages: each row and open point once, and all else with each of them', async () => {
    const pages = await walk(`${year}/final`, auditor);
    expect(pages.length).toBeGreaterThan(1);
    const ranks = pages.flatMap(({ rows }) => rows.map(({ rank }: { rank: number }) => rank));
    expect(ranks).toEqual(Array.from({ length: count }, (_, at) => at + 1));
    expect(pages.flatMap(({ blockers }) => blockers)).toMatchObject(points);
    for (const { sha256, files } of pages) {
      expect(sha256).toBe(pages[0].sha256);
      expect(files).toHaveLength(pages[0].files.length);
    }
  });

  it('goes on with the result that it began with, whatever is sealed meanwhile, and for who began', async () => {
    const { body } = await service.send(`GET ${year}/final`, { caller: auditor });
    const cycle = (await service.needs.cycles.load('2019'))!;
    service.table.alter(keys.cycle('2019'), { sealing: { ...cycle.sealing, revision: 2 } });
    const next = `GET ${year}/final?cursor=${encodeURIComponent(body.nextCursor)}`;
    expect((await service.send(next, { caller: auditor })).body).toMatchObject({ revision: 1, superseded: true });
    expect(brief(await service.send(next, { caller: assessor }))).toBe('400 cursor-invalid');
  });
});

describe('a preview with more open points than an answer holds', () => {
  const count = 40_000;

  beforeEach(() => {
    const { evidence } = service.needs.books;
    const waiting = Array.from({ length: count }, (_, at) => sampleFile(`f-${at}`, { state: 'pending' }));
    service.needs.books.evidence = async (cycle, district) =>
      district === 'd-002' ? waiting : evidence.call(service.needs.books, cycle, district);
  });

  it('is told in pages, with the digest of the whole in each', async () => {
    const pages = await walk(`${year}/finalization`, assessor);
    expect(pages.length).toBeGreaterThan(1);
    const links = pages.flatMap(({ blockers }) => blockers.map(({ link }: { link: string }) => link));
    expect([links.length, new Set(links).size]).toEqual([count, count]);
    expect(new Set(pages.map(({ digest }) => digest)).size).toBe(1);
  });

  it('does not go on once something has changed: points would be left out, or told twice', async () => {
    const { body } = await service.send(`GET ${year}/finalization`, { caller: assessor });
    const next = `GET ${year}/finalization?cursor=${encodeURIComponent(body.nextCursor)}`;
    expect(brief(await service.send(next, { caller: assessor }))).toBe('200');
    await service.send(`PUT ${year}/districts/d-001/components/5/claim`, {
      caller: { role: 'district', district: 'd-001', subject: 'portal-1' },
      body: { value: '11' },
    });
    expect(brief(await service.send(next, { caller: assessor }))).toBe('400 cursor-invalid');
  });
});
