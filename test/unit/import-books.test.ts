import { beforeEach, describe, expect, it } from 'vitest';
import { rulesOf } from '../../functions/protocols/cycle-rules.ts';
import { type BookImport, checkBooks, type ImportedRow, writeRows } from '../../functions/protocols/import-books.ts';
import { assessor, portal, type SampleService, sampleService } from '../support/sample-service.ts';
import { pdfNumber, Uploads } from '../support/uploads.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const row = (at: number, component: string, value: string, evidence: readonly string[] = []): ImportedRow => {
  return { row: at, component, value, evidence, note: null };
};
const headingOf = (field: string) => `«${field}»`;
const written = { replyPlace: null, keep: () => null, matches: () => true };
async function request(caller: object) {
  const rules = await rulesOf(service.needs, '2019');
  return { path: { cycle: '2019' }, rules, caller, receivedAt: service.clock.time, ...written } as never;
}
const sorted = (books: readonly BookImport[]) => ({ books, refused: [], changedOnReading: [], headingOf });
const check = async (...books: readonly BookImport[]) =>
  checkBooks(service.needs, 'claims', await request(portal()), sorted(books));
const write = async (rows: readonly ImportedRow[]) =>
  writeRows<object>(
    service.needs,
    'claims',
    await request(portal()),
    { district: 'east', rows },
    headingOf,
    (report) => ({
      report,
    }),
  );
const places = (told: object) =>
  (told as { refused: { row: number; column: string; code: string }[] }).refused.map(
    ({ row: at, column, code }) => `${at} ${column} ${code}`,
  );

describe('the rows of a book', () => {
  it('are judged one by one: what is wrong with some does not hide what would come of the others', async () => {
    await service.claim('4', '7');
    const rows = [row(2, '5', '16'), row(3, '99', '1'), row(4, '4', '7'), row(5, '6', '1', ['nowhere'])];
    const told = await check({ district: 'east', rows });
    expect(told).toMatchObject({
      accepted: [{ row: 2, district: 'east', component: '5', value: '16' }],
      unchanged: [{ row: 4, district: 'east', component: '4', value: '7' }],
    });
    expect(places(told)).toEqual(['3 «component» unknown-component', '5 «evidence» evidence-unusable']);
  });

  it('that are all wrong leave nothing', async () => {
    const told = await check({ district: 'east', rows: [row(2, '99', '1')] });
    expect(told).toMatchObject({ accepted: [], unchanged: [] });
    expect(places(told)).toEqual(['2 «component» unknown-component']);
  });

  it('that are unknown are told each, however many they are', async () => {
    const rows = Array.from({ length: 200 }, (_, at) => row(at + 2, String(100 + at), '1'));
    expect(places(await check({ district: 'east', rows }))).toHaveLength(200);
  });

  it('that rest on more files than one transaction holds are refused together', async () => {
    const files = Array.from({ length: 100 }, (_, at) => `f-${at}`);
    expect(await check({ district: 'east', rows: [row(2, '5', '16', files)] })).toMatchObject({
      rejected: 'too-many-items',
    });
  });

  it('may cite files that the book has stored', async () => {
    const id = await new Uploads(service).store(pdfNumber(1));
    const cited = [row(2, '5', '16', [id])];
    expect(await check({ district: 'east', rows: cited })).toMatchObject({ accepted: [{ row: 2 }], refused: [] });
    expect(await write(cited)).toMatchObject({ report: { accepted: [{ row: 2 }] } });
    const { components } = (await service.needs.books.load('2019', 'east'))!;
    expect(components.get('5')!.claim!.evidence).toMatchObject([{ id }]);
  });
});

describe('a district that has no book', () => {
  it('is refused at each of its rows where others take theirs, and as a whole where nobody takes any', async () => {
    const lost = { district: 'nowhere', rows: [row(3, '5', '1'), row(4, '6', '1')] };
    const told = await check({ district: 'east', rows: [row(2, '5', '16')] }, lost);
    expect(told).toMatchObject({ accepted: [{ row: 2 }], unchanged: [] });
    expect(places(told)).toEqual(['3 «component» not-found', '4 «component» not-found']);
    expect(await check(lost)).toMatchObject({ rejected: 'not-found' });
  });
});

describe('rows that a book refuses when they are written, because it has moved since they were looked at', () => {
  it('are told with their places, and nothing is written', async () => {
    const told = await write([row(2, '5', '16'), row(3, '6', '1', ['nowhere'])]);
    expect(told).not.toHaveProperty('report');
    expect(places(told)).toEqual(['3 «evidence» evidence-unusable']);
    expect((await service.needs.books.load('2019', 'east'))!.head.revision).toBe(0);
  });

  it('are refused as a whole where the book takes nothing any more', async () => {
    service.clock.time = Date.parse('2020-01-01T00:00:00+08:00');
    const told = await write([row(2, '5', '16')]);
    expect(told).toMatchObject({ rejected: 'cycle-closed' });
    expect(told).not.toHaveProperty('refused');
  });
});

it('targets of assessors come to the same', async () => {
  const books = sorted([
    { district: 'east', rows: [row(2, '5', '30'), row(5, '2', '1'), row(4, '99', '1')] },
    { district: 'west', rows: [row(3, '2', '1')] },
  ]);
  const told = await checkBooks(service.needs, 'targets', await request(assessor), books);
  expect(told).toMatchObject({ accepted: [{ row: 2, value: '30' }] });
  expect(places(told)).toEqual([
    '3 «value» target-not-assignable',
    '4 «component» unknown-component',
    '5 «value» target-not-assignable',
  ]);
});
