import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sweep } from '../../functions/sweep/sweep.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import manifest from '../../package.json' with { type: 'json' };
import { agreeingService } from '../support/agreeing-service.ts';
import type { ApiClient } from '../support/api-client.ts';
import {
  type ExampleDocument,
  type ExampleResult,
  type ExampleVector,
  examples,
  type GivenExample,
} from '../support/example-vectors.ts';
import { admin, assessor, portal } from '../support/sample-service.ts';

const program = fileURLToPath(new URL(`../../${manifest.bin.kaohe}`, import.meta.url));

/** The first vector of each example is a whole year. */
const years = examples.map(({ id, document, vectors: [year] }) => ({ id, document, year: year! }));

async function openYear(send: ApiClient, document: ExampleDocument, year: ExampleVector): Promise<void> {
  await send(`PUT /v1/schemes/${document.id}`, { caller: admin, body: document });
  const districts = year.districts.map((id) => ({
    id,
    name: { zh: `${id}县`, en: `County ${id}` },
    ...(year.groups && { group: year.groups[id] }),
    ...(year.coefficients && { coefficients: year.coefficients[id] }),
  }));
  const body = {
    ...{ id: '2019', scheme: document.id, year: 2019, timeZone: 'Asia/Shanghai', districts, evidenceRequired: false },
    ...{ submissionsCloseAt: '2020-01-01T00:00:00+08:00', finalizeAt: '2020-02-01T00:00:00+08:00' },
    onBlockers: 'verified-only',
  };
  await send('POST /v1/cycles', { caller: admin, body });
}

/** Targets and what does not apply, then the claims, then what was found and recorded, as the vector says it. */
async function handIn(send: ApiClient, { inputs }: ExampleVector, district: string): Promise<void> {
  const base = `/v1/cycles/2019/districts/${district}`;
  const given = Object.entries(inputs).flatMap(([component, by]) =>
    by[district] ? [[component, by[district]] as const] : [],
  );
  const targets = given.flatMap(([component, { target }]) => (target === undefined ? [] : [[component, target]]));
  if (targets.length > 0)
    await send(`PUT ${base}/targets`, { caller: assessor, body: { targets: Object.fromEntries(targets) } });
  const claims = given.flatMap(([component, { claim }]) =>
    typeof claim === 'string' ? [{ component, value: claim }] : [],
  );
  const claimed = await send(`POST ${base}/claims`, { caller: portal(district), body: { claims } });
  for (const [component, part] of given) {
    const body = assessmentOf(part, claimed.body.revision);
    if (body) await send(`POST ${base}/components/${component}/assessments`, { caller: assessor, body });
  }
}

function assessmentOf({ claim, verification, record }: GivenExample, claimRevision: number): object | null {
  const reason = '查阅资料';
  if (record !== undefined) return { decision: 'record', value: record, reason };
  if (verification === undefined) return null;
  if (typeof verification !== 'string')
    return { decision: 'deduct', deduction: verification.deduction, claimRevision, reason };
  return verification === claim
    ? { decision: 'verify', claimRevision, reason }
    : { decision: 'correct', value: verification, claimRevision, reason };
}

interface Row {
  readonly district: string | { readonly id: string };
  readonly rank: number;
  readonly score: string;
  readonly categories: Readonly<Record<string, string>>;
  readonly grade: string | null;
  readonly vetoes: readonly string[];
}

/** What rows of a ranking, or of a sealed result, say in the words of a vector. */
function toldBy(rows: readonly Row[]) {
  const byDistrict = <Value>(of: (row: Row) => Value) =>
    Object.fromEntries(rows.map((row) => [typeof row.district === 'string' ? row.district : row.district.id, of(row)]));
  const categories = Object.keys(rows[0]!.categories);
  return {
    totals: byDistrict(({ score }) => score),
    ranks: byDistrict(({ rank }) => rank),
    grades: byDistrict(({ grade }) => grade),
    vetoes: byDistrict(({ vetoes }) => vetoes),
    categories: Object.fromEntries(categories.map((id) => [id, byDistrict((row) => row.categories[id])])),
  };
}

/** Of what is expected, what a ranking tells. */
function rankedOf({ totals, ranks, grades, vetoes, categories }: Partial<ExampleResult>) {
  return { totals, ranks, categories, ...(grades && { grades }), ...(vetoes && { vetoes }) };
}

interface Told {
  readonly component: string;
  readonly points: string;
  readonly state: string;
  readonly place: number | null;
}

/** What a score says of each component. */
function componentsOf({ components }: { readonly components: readonly Told[] }) {
  return Object.fromEntries(
    components.map(({ component, points, state, place }) => [component, { points, state, place }]),
  );
}

/** What a vector says of the components of one district. */
function expectedOf({ points = {}, states = {}, places = {} }: Partial<ExampleResult>, district: string) {
  const told: Record<string, Partial<Told>> = {};
  for (const [name, by] of Object.entries({ points, state: states, place: places }))
    for (const [component, given] of Object.entries(by))
      told[component] = { ...told[component], [name]: given[district] };
  return told;
}

/** What `kaohe verify` says of a file. */
function verifiedInTerminal(bytes: Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), 'kaohe-year-'));
  try {
    writeFileSync(join(folder, 'sealed.json'), bytes);
    const { status, stderr } = spawnSync(process.execPath, [program, 'verify', join(folder, 'sealed.json')], {
      encoding: 'utf8',
    });
    return { status, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(years)('a year of $id', ({ document, year }) => {
  it('is handed in and judged by the API, ranked on both bases as worked by hand, sealed, and found right', async () => {
    const { needs, send } = agreeingService();
    await openYear(send, document, year);
    for (const district of year.districts) await handIn(send, year, district);
    await sweep(needs);
    for (const basis of ['claimed', 'verified'] as const) {
      const { body } = await send(`GET /v1/cycles/2019/ranking?basis=${basis}`, { caller: portal('a') });
      expect(toldBy(body.rows)).toMatchObject(rankedOf(year.expected[basis]!));
      for (const district of year.districts) {
        const score = await send(`GET /v1/cycles/2019/districts/${district}/score?basis=${basis}`, {
          caller: portal(district),
        });
        expect(score.body.score).toBe(year.expected[basis]!.totals![district]);
        expect(componentsOf(score.body)).toMatchObject(expectedOf(year.expected[basis]!, district));
      }
    }
    const sealed = await send('POST /v1/cycles/2019/finalization', { caller: admin, body: {} });
    const final = await send('GET /v1/cycles/2019/final', { caller: admin });
    expect(toldBy(final.body.rows)).toMatchObject(rankedOf(year.expected.verified!));
    await sweep(needs);
    const file = (name: string) => needs.results.all().get(`final/2019/1/${sealed.body.sha256}/${name}`)!.bytes;
    const beside = { sha256: sealed.body.sha256, audit: file('audit.ndjson'), publicForm: file('public.json') };
    const full = verifySnapshot(file('snapshot.json'), beside);
    const open = verifySnapshot(file('public.json'), {});
    expect([full, open].map(({ holds, differences }) => [holds, differences])).toEqual([
      [true, []],
      [true, []],
    ]);
    expect(verifiedInTerminal(file('snapshot.json'))).toEqual({ status: 0, stderr: '' });
  });
});
