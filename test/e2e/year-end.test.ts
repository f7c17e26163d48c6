import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { admin, assessor, City, portalOf } from '../support/city.ts';
import type { LocalClient } from '../support/local-client.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { readXlsx } from '../support/read-xlsx.ts';
import { beforeInstant, until } from '../support/until.ts';

const runs = useLocalRuns();
const verifier = fileURLToPath(new URL('../../lib/verifier/kaohe.ts', import.meta.url));
const second = { role: 'admin', subject: 'e2e-second-admin' } as const;
const auditor = { role: 'auditor', subject: 'e2e-auditor' } as const;

let cycle = '';
let path = '';
const districts = ['binjiang', 'gongshu', 'shangcheng', 'xihu'];

interface Final {
  readonly revision: number;
  readonly sha256: string;
  readonly publicSha256: string;
  readonly exported: boolean;
  readonly closingAt: string;
  readonly supersedes: { readonly revision: number; readonly sha256: string } | null;
  readonly files: readonly { readonly name: string; readonly url: string }[];
  readonly rows: readonly { readonly rank: number; readonly district: string; readonly score: string }[];
}

interface CycleShown {
  readonly state: string;
  readonly finalRevision: number;
  readonly exported: boolean;
}

let run: LocalRun;
let client: LocalClient;
let city: City;
let finalizeAt: number;

const readCycle = () => client.expect<CycleShown>(auditor, 'GET', path);
const readFinal = (query = '') => client.expect<Final>(auditor, 'GET', `${path}/final${query}`);

function untilFinalized(revision: number): Promise<CycleShown> {
  return until(`there is a sealed result ${revision}`, async () => {
    const shown = await readCycle();
    return shown.state === 'finalized' && shown.finalRevision === revision && shown.exported && shown;
  });
}

/** The files of a result, by their links. */
async function download({ files }: Final, names: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const name of names) {
    const response = await fetch(files.find((file) => file.name === name)!.url);
    expect([name, response.status]).toEqual([name, 200]);
    found.set(name, Buffer.from(await response.arrayBuffer()));
  }
  return found;
}

/** Runs the verifier on the first of these files, in a directory of their own. */
async function verify(files: ReadonlyMap<string, Uint8Array>, ...options: string[]) {
  const directory = runs.newDirectory();
  for (const [name, bytes] of files) writeFileSync(join(directory, name), bytes);
  const [result = ''] = files.keys();
  const env = { ...process.env, LC_ALL: 'zh_CN.UTF-8' };
  const child = spawn(process.execPath, [verifier, 'verify', join(directory, result), ...options], { env });
  onTestFinished(() => void child.kill());
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

async function claimAndVerify(district: string, component: string, value: string): Promise<void> {
  const { revision } = await city.claim(cycle, district, component, value);
  await city.assess(cycle, district, component, { decision: 'verify', claimRevision: revision });
}

beforeAll(async () => {
  run = await runs.start();
  client = run.client;
  city = new City(client);
});

/** A year that closes at the instant and is finalized a second later, with all that districts and assessors do in it. */
async function handInAndJudge(closesAt: Date, attempt: number): Promise<void> {
  cycle = `year-end-${attempt}`;
  path = `/v1/cycles/${cycle}`;
  await client.expect(admin, 'POST', '/v1/cycles', {
    id: cycle,
    scheme: 'east-west-70',
    year: 2030,
    timeZone: 'Asia/Shanghai',
    districts: districts.map((id) => ({ id, name: { zh: `${id}区`, en: id } })),
    submissionsCloseAt: closesAt.toISOString(),
    finalizeAt: new Date(closesAt.getTime() + 1000).toISOString(),
    evidenceRequired: false,
  });
  const preview = await client.expect<{ blockers: { component: string }[] }>(auditor, 'GET', `${path}/finalization`);
  const assigned = [...new Set(preview.blockers.map(({ component }) => component))];
  expect(assigned.length).toBeGreaterThan(5);
  const targets = Object.fromEntries(assigned.map((id) => [id, '20']));
  await Promise.all(
    districts.map(async (district, index) => {
      await city.setTargets(cycle, district, targets);
      await claimAndVerify(district, '13', String(10 + index));
      await claimAndVerify(district, '5', String(10 + index));
    }),
  );
  expect(await client.expect(auditor, 'GET', `${path}/finalization`)).toMatchObject({ blockers: [], due: false });
  expect((await client.send(auditor, 'GET', `${path}/final`)).status).toBe(404);
}

describe('a year', () => {
  let sealed: Final;
  /** What the work of a whole year took on this machine: a correction takes less. */
  let workSeconds = 0;

  it('is handed in and judged', async () => {
    const closed = await beforeInstant(7, async (closesAt, attempt) => {
      const begunAt = Date.now();
      await handInAndJudge(closesAt, attempt);
      workSeconds = (Date.now() - begunAt) / 1000;
    });
    finalizeAt = closed.getTime() + 1000;
  });

  it('is finalized by the clock, at its instant and not before', async () => {
    await untilFinalized(1);
    sealed = await readFinal();
    const late = Date.parse(sealed.closingAt) - finalizeAt;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(sealed).toMatchObject({ revision: 1, exported: true, supersedes: null });
    // 13 [C 13]: the first two get 3.00; 5 [C 5]: 3 × 13 ÷ 20 = 1.95, 3 × 12 ÷ 20 = 1.80 and so on.
    expect(sealed.rows.slice(0, 2).map(({ score }) => score)).toEqual(['4.95', '4.80']);
    expect(sealed.rows.map(({ rank, district }) => `${rank} ${district}`)).toEqual([
      '1 xihu',
      '2 shangcheng',
      '3 gongshu',
      '4 binjiang',
    ]);
  });

  it('takes nothing any more', async () => {
    const claim = await client.send<{ type: string }>(
      portalOf('xihu'),
      'PUT',
      `${path}/districts/xihu/components/13/claim`,
      { value: '99' },
    );
    expect([claim.status, claim.body.type]).toEqual([409, '/problems/cycle-finalized']);
  });

  it('can be downloaded and verified by whoever has its files, and a changed byte is found', async () => {
    const files = await download(sealed, ['snapshot.json', 'audit.ndjson']);
    const snapshot = files.get('snapshot.json')!;
    expect(createHash('sha256').update(snapshot).digest('hex')).toBe(sealed.sha256);
    const { code, output } = await verify(files, '--sha256', sealed.sha256);
    expect([code, output.includes(sealed.sha256)]).toEqual([0, true]);
    const at = snapshot.indexOf('"points":"3.00"') + '"points":"'.length;
    const changed = Buffer.from(snapshot);
    changed.write('2', at);
    expect((await verify(new Map([...files, ['snapshot.json', changed]]))).code).toBe(1);
    const shorter = files.get('audit.ndjson')!.toString().split('\n').slice(1).join('\n');
    expect((await verify(new Map([...files, ['audit.ndjson', Buffer.from(shorter)]]))).code).toBe(1);
  });

  it('gives a district what everybody may recompute, and its own paper; a link of its own opens no other file', async () => {
    const own = await client.expect<Final>(portalOf('xihu'), 'GET', `${path}/final`);
    expect(own.files.map(({ name }) => name)).toEqual(['public.json', 'ranking.csv', 'certificates/xihu.html']);
    const files = await download(own, ['public.json']);
    const { code, output } = await verify(files, '--sha256', own.publicSha256);
    expect([code, output.includes('公开件')]).toEqual([0, true]);
    const full = await download(sealed, ['snapshot.json', 'audit.ndjson']);
    expect((await verify(new Map([...full, ...files]), '--sha256', sealed.sha256)).code).toBe(0);
    const guessed = own.files[0]!.url.replace('public.json', 'audit.ndjson');
    expect((await fetch(guessed)).status).toBe(403);
  });

  it('opens as a table and as a workbook', async () => {
    const files = await download(sealed, ['ranking.csv', 'result.xlsx', 'certificates/xihu.html']);
    const csv = files.get('ranking.csv')!;
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(csv.toString().split('\r\n')[1]).toContain('xihu');
    expect(files.get('certificates/xihu.html')!.toString()).toContain('xihu区');
    const { sheets } = await readXlsx(files.get('result.xlsx')!);
    expect(sheets.length).toBeGreaterThan(districts.length);
    expect(sheets.reduce((sum, { formulas }) => sum + formulas, 0)).toBe(0);
  });

  it('is there after a restart', async () => {
    const { dataDirectory } = run;
    expect((await run.stop()).code).toBe(0);
    run = await runs.start({ dataDirectory });
    client = run.client;
    city = new City(client);
    const again = await readFinal();
    expect([again.sha256, again.rows]).toEqual([sealed.sha256, sealed.rows]);
    await download(again, ['snapshot.json']);
  });

  it('is corrected by two administrators only, as the next revision with what it changed', async () => {
    const { id } = await client.expect<{ id: string }>(admin, 'POST', `${path}/reopenings`, {
      scope: { districts: ['binjiang'], components: ['13'] },
      reason: '统计口径有误',
      until: new Date(Date.now() + 1000 * Math.max(5, 5 * workSeconds)).toISOString(),
    });
    const own = await client.send<{ type: string }>(admin, 'POST', `${path}/reopenings/${id}/approval`);
    expect([own.status, own.body.type]).toEqual([403, '/problems/second-approver-needed']);
    await client.expect(second, 'POST', `${path}/reopenings/${id}/approval`);
    await claimAndVerify('binjiang', '13', '99');
    await untilFinalized(2);
    const corrected = await readFinal();
    expect(corrected).toMatchObject({ revision: 2, supersedes: { revision: 1, sha256: sealed.sha256 } });
    expect(corrected.rows[1]).toMatchObject({ rank: 2, district: 'binjiang', score: '4.50' });
    expect((await readFinal('?revision=1')).sha256).toBe(sealed.sha256);
    const files = await download(corrected, ['snapshot.json', 'audit.ndjson', 'differences.json']);
    expect((await verify(files, '--sha256', corrected.sha256)).code).toBe(0);
    expect(JSON.parse(files.get('differences.json')!.toString())).toMatchObject({
      older: 1,
      newer: 2,
      writes: [
        { district: 'binjiang', by: 'portal-binjiang', action: 'claim' },
        { district: 'binjiang', by: assessor.subject, action: 'verify' },
      ],
    });
  });
});
