import { assessor, auditor } from '../../support/sample-service.ts';
import { book, cycle, district, type ExampleYear, excerpt } from './year.ts';

/** What is read in the middle of the year. */
export async function showReads(year: ExampleYear): Promise<void> {
  const { recorder } = year;
  for (const path of [
    '/v1/health',
    '/openapi.json',
    '/asyncapi.json',
    '/arazzo.json',
    '/postman.json',
    '/docs?lang=zh',
  ])
    await recorder.show(`GET ${path}`, {});
  await showMethod(year);
  await recorder.show(`GET ${cycle}/import-template?kind=claims&format=xlsx`, { caller: district });
  await recorder.show('GET /v1/access?limit=2', { caller: district, ...firstPage });
  await recorder.show('GET /v1/cycles?limit=2', { caller: district, ...firstPage });
  await recorder.show(`GET ${cycle}`, { caller: district });
  await showBook(year);
  await showStandings(year);
  await recorder.show(`GET ${cycle}/evidence-duplicates?limit=2`, { caller: auditor, ...firstPage });
  await recorder.show(`GET ${cycle}/integrity`, { caller: auditor });
}

const firstPage = { as: ['first-page', '第一页', 'First page'] } as const;

async function showMethod({ recorder }: ExampleYear): Promise<void> {
  await recorder.show('GET /v1/schemes?limit=2', { caller: district, ...firstPage });
  // The whole method is long, and there wherever an example is tried.
  for (const rules of ['', '/rules']) {
    await recorder.show(`GET /v1/schemes/east-west-70${rules}`, { caller: district, isLong: true });
    await recorder.show(`GET /v1/schemes/${(await excerpt()).id}${rules}`, { caller: district });
  }
}

async function showBook({ recorder }: ExampleYear): Promise<void> {
  await recorder.show(`GET ${book}/book`, { caller: district });
  const { body } = await recorder.send(`GET ${book}/evidence?component=16`, { caller: district });
  await recorder.show(`GET ${book}/evidence/${body.items[0].id}`, { caller: district });
  await recorder.show(`GET ${book}/evidence?state=stored&component=16&limit=2`, { caller: district, ...firstPage });
  const since = encodeURIComponent('2026-10-01T00:00:00+08:00');
  const asked = `action=correct&by=assessor-1&since=${since}`;
  await recorder.show(`GET ${book}/history?${asked}&limit=2`, { caller: district, ...firstPage });
  await recorder.show(`GET ${book}/completeness?format=json`, { caller: district });
}

async function showStandings({ recorder }: ExampleYear): Promise<void> {
  const { revision } = (await recorder.send(`GET ${book}/book`, { caller: district })).body;
  await recorder.show(`GET ${book}/score?basis=claimed&minRevision=${revision}&format=json`, { caller: district });
  const some = `basis=claimed&min=zhenhai@${revision}&format=json`;
  await recorder.show(`GET ${cycle}/ranking?${some}`, { caller: district, as: ['total', '总分排名', 'By total'] });
  await recorder.show(`GET ${cycle}/ranking?group=ningbo&component=16`, { caller: district, isLong: true });
  await recorder.show(`GET ${cycle}/ranking?category=labor`, {
    caller: district,
    as: ['category', '某一大类的排名', 'By one category'],
  });
  await recorder.show(`GET ${cycle}/summary?basis=verified&limit=2&format=json`, { caller: assessor, ...firstPage });
  await recorder.show(`GET ${cycle}/completeness?district=songjiang&component=16&limit=2&format=json`, {
    caller: assessor,
    ...firstPage,
  });
  const { items } = (await recorder.send(`GET ${cycle}/changes?limit=1`, { caller: district })).body;
  const [{ version, at }] = items;
  const seen = `after=${version}&at=${encodeURIComponent(at)}&wait=0&limit=2`;
  await recorder.show(`GET ${cycle}/changes?${seen}`, { caller: district, ...firstPage });
}
