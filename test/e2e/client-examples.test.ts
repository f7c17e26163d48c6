import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Ranking, rankingAt } from '../support/await-applied.ts';
import { admin, City, portalOf } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { pdfFile } from '../support/sample-files.ts';
import { until } from '../support/until.ts';

const runs = useLocalRuns();
const examples = join(import.meta.dirname, '../../lib/client/examples');
let run: LocalRun;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
});

/** A program that runs against the local run with a token, as a portal would. */
async function launch(command: string, args: readonly string[], caller: Parameters<LocalRun['client']['token']>[0]) {
  const env = { ...process.env, KAOHE_URL: run.url, KAOHE_TOKEN: await run.client.token(caller) };
  const child = spawn(command, args, { env, cwd: examples });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', complaints: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.complaints += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  const says = (pattern: RegExp) =>
    until(
      () => `it says ${pattern}: ${said.out}${said.complaints}`,
      () => pattern.exec(said.out),
    );
  return { child, ended, says };
}

describe("a portal's year", () => {
  it('hands in with a paper, reads its own score, answers a return and reads the sealed result', async () => {
    const cycle = 'portals-year';
    await city.openCycle(cycle, { onBlockers: 'verified-only' });
    await city.setTargets(cycle, 'gongshu', { '5': '20' });
    const paper = join(runs.newDirectory(), '选派文件.pdf');
    writeFileSync(paper, pdfFile);
    const args = [join(examples, 'portals-year.ts'), cycle, 'gongshu', '5', paper, '16', '15'];
    const portal = await launch(process.execPath, args, portalOf('gongshu'));
    const [, first] = await portal.says(/claimed at revision (\d+)/);
    // 5: 3 × 16 ÷ 20
    await portal.says(/score 2\.40, rank 1/);
    await city.assess(cycle, 'gongshu', '5', {
      decision: 'return',
      claimRevision: Number(first),
      reason: '请核对人数',
    });
    const [, second] = await portal.says(/5 was returned; claimed 15 at revision (\d+)/);
    await city.assess(cycle, 'gongshu', '5', { decision: 'verify', claimRevision: Number(second) });
    await portal.says(/5 is verified with 15/);
    await run.client.expect(admin, 'POST', `/v1/cycles/${cycle}/finalization`, {});
    const { code, out, complaints } = await portal.ended;
    expect([code, complaints]).toEqual([0, '']);
    // 5: 3 × 15 ÷ 20
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^sealed: rank 1 with 2\.25; [0-9a-f]{64}$/);
  });
});

describe('a receiver of webhooks', () => {
  it('takes what is signed for it, once, also what happened while it was away, and nothing that others send', async () => {
    const cycle = 'webhook-receiver';
    await city.openCycle(cycle, { onBlockers: 'verified-only' });
    await city.setTargets(cycle, 'gongshu', { '5': '20' });
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const url = `http://127.0.0.1:${port}/`;
    const body = { url, types: ['ClaimSubmitted', 'ScoreChanged'], district: 'gongshu' };
    const { secret } = await run.client.expect<{ secret: string }>(admin, 'PUT', '/v1/webhooks/receiver', body);
    await city.claim(cycle, 'gongshu', '5', '16');
    process.env.KAOHE_WEBHOOK_SECRET = secret;
    const receiver = await launch(process.execPath, [join(examples, 'webhook-receiver.ts'), String(port)], admin);
    await receiver.says(/listening/);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
    const trial = await run.client.expect(admin, 'POST', '/v1/webhooks/receiver/test');
    expect(trial).toEqual({ delivered: true, fault: null, status: 204 });
    // Registered again, it need not wait for the next try.
    await run.client.expect(admin, 'PUT', '/v1/webhooks/receiver', body);
    await receiver.says(/^kaohe\.ClaimSubmitted\.v1 .*"district":"gongshu".*"value":"16"/m);
    await receiver.says(/^kaohe\.ScoreChanged\.v1 .*"district":"gongshu"/m);
    await run.client.expect(admin, 'POST', '/v1/webhooks/receiver/replay', { after: '2019-01-01T00:00:00Z' });
    await city.claim(cycle, 'gongshu', '5', '17');
    const [said] = await receiver.says(/[\s\S]*"value":"17"/);
    expect(said.match(/"value":"16"/g)).toHaveLength(1);
  });
});

describe('a mirror', () => {
  const cycle = 'mirror';
  let file: string;
  const start = () => launch(process.execPath, [join(examples, 'mirror.ts'), cycle, file], admin);
  const kept = () => JSON.parse(readFileSync(file, 'utf8'));
  const standings = async () => {
    const rankings = await Promise.all(
      ['claimed', 'verified'].map(async (basis) => {
        const path = `/v1/cycles/${cycle}/ranking?basis=${basis}`;
        const { version, asOf, rows } = await run.client.expect<Ranking>(admin, 'GET', path);
        const standing = rows.map(({ district, score, rank }) => [district, { score, rank }] as const);
        return { version, at: asOf, standings: { [basis]: Object.fromEntries(standing) } };
      }),
    );
    const [{ version, at }] = rankings as [(typeof rankings)[0]];
    return { version, at, standings: Object.assign({}, ...rankings.map((one) => one.standings)) };
  };
  const claim = async (district: string, value: string) => {
    const { revision } = await city.claim(cycle, district, '2', value);
    await rankingAt(run.client, cycle, `${district}@${revision}`);
  };
  const isTheSame = async () => {
    const wanted = await standings();
    await until(
      () => `the mirror shows version ${wanted.version}`,
      () => existsSync(file) && kept().version === wanted.version,
    );
    expect(kept()).toEqual(wanted);
  };

  it('shows what the ranking shows, goes on where it was killed, and begins anew where the service went back', async () => {
    await city.openCycle(cycle, { onBlockers: 'verified-only' });
    file = join(runs.newDirectory(), 'mirror.json');
    await claim('xihu', '1');
    let mirror = await start();
    await isTheSame();
    await claim('gongshu', '1');
    await claim('xihu', '0');
    await isTheSame();
    mirror.child.kill('SIGKILL');
    await mirror.ended;
    await claim('binjiang', '1');
    mirror = await start();
    await isTheSame();
    mirror.child.kill('SIGKILL');
    await mirror.ended;
    writeFileSync(file, JSON.stringify({ version: 999_999, standings: { claimed: {}, verified: {} } }));
    mirror = await start();
    await isTheSame();
    await run.client.expect(admin, 'POST', `/v1/cycles/${cycle}/finalization`, {});
    const { code, out } = await mirror.ended;
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'sealed']);
  });
});

/** `java` runs a source file where the compiler's module is there; a runtime alone lacks it. */
const isCompilerThere = /^jdk\.compiler@/m.test(execFileSync('java', ['--list-modules'], { encoding: 'utf8' }));

describe.each([
  ['TypeScript', process.execPath, 'start.ts', true],
  ['Python', 'python3', 'start.py', true],
  ['Java', 'java', 'Start.java', isCompilerThere],
] as const)('a start in %s', (_, command, file, isThere) => {
  const cycle = file.toLowerCase().replace('.', '-');
  beforeAll(() => city.openCycle(cycle));

  it.skipIf(!isThere)('claims a value, reads the score that holds it, and says why it is refused', async () => {
    const start = (value: string) => launch(command, [file, cycle, 'xihu', '2', value], portalOf('xihu'));
    const accepted = await (await start('1')).ended;
    expect([accepted.code, accepted.complaints]).toEqual([0, '']);
    expect(accepted.out).toMatch(/3\.00/);
    const refused = await (await start('x')).ended;
    expect(refused.code).toBe(1);
    expect(refused.complaints).toMatch(/value-syntax[\s\S]*\p{Script=Han}/u);
  });
});
