import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDynamoDbLocal } from '../../infra/local/database/dynamodb-local.ts';
import { findProcess } from '../../infra/local/database/running-process.ts';
import { type Ranking, rankingAt, standings } from '../support/await-applied.ts';
import { admin, City, portalOf } from '../support/city.ts';
import { databaseOf, demoTimeout, type LocalRun, useLocalRuns, welcomeOf } from '../support/local-run.ts';
import { until } from '../support/until.ts';

const runs = useLocalRuns();

async function shell(command: string, environment: NodeJS.ProcessEnv): Promise<{ code: number; stdout: string }> {
  const child = spawn('bash', ['-c', command], { env: { ...process.env, ...environment } });
  onTestFinished(() => void child.kill());
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout };
}

const readRanking = ({ client }: LocalRun) =>
  client.expect<Ranking>(admin, 'GET', '/v1/cycles/demo/ranking?basis=claimed');

describe('npm start', () => {
  const dataDirectory = runs.newDirectory();
  let run: LocalRun;
  let digestBefore: string;
  let tokenBefore: string;

  it(
    'prints what it is doing, that it is ready, then the ranking of the demo and what to try',
    async () => {
      run = await runs.start({ dataDirectory, environment: { DEMO: 'on' } });
      const lines = (await welcomeOf(run)).split('\n');
      expect(lines.slice(0, 4)).toEqual([
        '正在启动数据库 · starting the database …',
        '正在启动接口 · starting the API …',
        `ready ${run.url}`,
        '正在建立演示数据 · building the demo …',
      ]);
      const rows = lines.filter((line) => /^ +\d+ +[\p{L}, -]+ [a-z]+ +\d+\.\d\d /u.test(line));
      expect(rows).toHaveLength(15);
      expect(rows[0]).toMatch(/^ +1 .*jianggan +57\.52 /);
      expect(run.output()).toContain('These targets are made up');
      expect(run.output()).toContain('任务数是为演示编造的');
    },
    demoTimeout,
  );

  it('prints commands that work as they stand, and the claim among them moves the ranking', async () => {
    const lines = run.output().split('\n');
    const TOKEN = lines.find((line) => line.startsWith('TOKEN='))!.slice('TOKEN='.length);
    const commands = lines.filter((line) => line.startsWith('curl '));
    expect(commands).toHaveLength(4);
    const before = await readRanking(run);
    const districtsOf = ({ rows }: Ranking) => rows.slice(0, 7).map(({ district }) => district);
    expect(districtsOf(before).slice(0, 2)).toEqual(['jianggan', 'zhenhai']);
    const answers: Record<string, unknown>[] = [];
    for (const command of commands) {
      const { code, stdout } = await shell(`${command} -w '\\n%{http_code}'`, { TOKEN });
      expect([code, stdout.split('\n').at(-1)]).toEqual([0, '200']);
      answers.push(JSON.parse(stdout.split('\n')[0]!) as Record<string, unknown>);
    }
    // The score is asked for right after the claim, and is none from before it.
    expect(answers[1]).toMatchObject({ score: '59.06', revision: answers[0]!.revision });
    expect(answers[2]!.items).toHaveLength(1);
    // 16: zhenhai's 600 takes the second place from songjiang's 543: 56.06 + 3.00 and 53.68 − 3.00.
    const after = standings(await readRanking(run));
    expect(after.slice(0, 2)).toEqual([
      [1, 'zhenhai', '59.06'],
      [2, 'jianggan', '57.52'],
    ]);
    expect(after.find(([, district]) => district === 'songjiang')).toEqual([6, 'songjiang', '50.68']);
    // What is published comes a moment after what is applied.
    const shown = expect.poll(() => run.output());
    await shown.toMatch(/ranking changed: demo v\d+: .*songjiang.*zhenhai/);
  });

  it('serves the documentation without a token', async () => {
    for (const path of ['/docs', '/openapi.json', '/v1/health'])
      expect((await fetch(`${run.url}${path}`)).status).toBe(200);
  });

  it('is what npm run ranking shows', async () => {
    const { port } = new URL(run.url);
    const environment = { PORT: port, LC_ALL: 'zh_CN.UTF-8', XDG_STATE_HOME: runs.newDirectory() };
    const { code, stderr, stdout } = await runs.runToEnd('infra/kaohe.mjs', environment, ['ranking']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ +1 +宁波市镇海区 +zhenhai +59\.06 /m);
  });

  it('says in one line that its port is taken, and ends with code 1', async () => {
    const { port } = new URL(run.url);
    const { code, stderr } = await runs.runToEnd('infra/local/run.ts', { PORT: port, DATA_DIR: runs.newDirectory() });
    expect([code, stderr]).toEqual([
      1,
      `kaohe: 端口 ${port} 已被占用：请停止占用它的程序，或用 PORT 另设端口` +
        ` · port ${port} is taken: stop what listens there, or set PORT to another one\n`,
    ]);
  });

  it('says in one line that another run uses its data', async () => {
    const { code, stderr } = await runs.runToEnd('infra/local/run.ts', { DATA_DIR: dataDirectory });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^kaohe: 数据目录 [^\n]+ · the data directory [^\n]+ is in use by the run with process id \d+: [^\n]+\n$/,
    );
  });

  it('survives kill -9: claims, ranking and tokens are there after the next start', async () => {
    digestBefore = (await readRanking(run)).digest;
    tokenBefore = await run.client.token(portalOf('zhenhai'));
    const orphan = databaseOf(dataDirectory)!;
    await run.kill9();
    run = await runs.start({ dataDirectory, environment: { DEMO: 'on' } });
    expect(databaseOf(dataDirectory)).not.toBe(orphan);
    // The claim that is there already would lead to no revision that the score could be asked for with.
    expect(await welcomeOf(run)).toContain('{"value":"601"}');
    expect(findProcess(orphan)?.commandLine ?? '').not.toContain(dataDirectory);
    const headers = { authorization: `Bearer ${tokenBefore}` };
    const response = await fetch(`${run.url}/v1/cycles/demo/ranking?basis=claimed`, { headers });
    expect([response.status, ((await response.json()) as Ranking).digest]).toEqual([200, digestBefore]);
  });

  it('goes on recalculating after such a start', async () => {
    const path = '/v1/cycles/demo/districts/zhenhai/components/16/claim';
    const { revision } = await run.client.expect<{ revision: number }>(portalOf('zhenhai'), 'PUT', path, {
      value: '1',
    });
    await rankingAt(run.client, 'demo', `zhenhai@${revision}`);
    // 16: 1 of 400 and not among the first two: 0.
    expect(standings(await readRanking(run))[1]).toEqual([2, 'zhenhai', '56.06']);
  });

  it('ends with code 0 on Ctrl-C, and on an impatient second one, and leaves no process behind', async () => {
    const database = databaseOf(dataDirectory)!;
    const { code, stderr } = await run.stop(2);
    expect([code, stderr]).toEqual([0, '']);
    expect(findProcess(database)?.commandLine ?? '').not.toContain(dataDirectory);
    await expect(fetch(run.url)).rejects.toThrow();
  });
});

describe('npm start while it is still starting', () => {
  it('ends with code 0 on Ctrl-C, and its database with it', async () => {
    const dataDirectory = runs.newDirectory();
    const { code, stdout } = await runs.interruptStart(dataDirectory);
    expect(code).toBe(0);
    expect(stdout).not.toContain('ready');
    // A killed process is gone a moment after its parent.
    await until('the database has ended', () => databaseOf(dataDirectory) === null);
  });
});

describe('npm start refuses in one line of both languages, with code 1,', () => {
  const taken = createServer();
  beforeAll(async () => {
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
  });
  afterAll(() => void taken.close());
  const takenPort = () => String((taken.address() as AddressInfo).port);

  it.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
    [
      'without Java',
      () => ({ PATH: '/nowhere', JAVA_HOME: '' }),
      /找不到 Java.* · Java was not found \(tried java\): /,
    ],
    ['with a port that is none', () => ({ PORT: '8787x' }), /PORT 须为.* · PORT must be a number /],
    [
      'with a taken FILES_PORT',
      () => ({ FILES_PORT: takenPort() }),
      /已被占用.* · port \d+ is taken: .* set FILES_PORT /,
    ],
    [
      'with a DYNAMODB_ENDPOINT that is no address',
      () => ({ DYNAMODB_ENDPOINT: 'localhost:8000' }),
      /DYNAMODB_ENDPOINT 须为地址.* · DYNAMODB_ENDPOINT must be an address /,
    ],
    [
      'with a DYNAMODB_ENDPOINT where nothing answers',
      () => ({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' }),
      /不能使用.* · DYNAMODB_ENDPOINT http:\/\/127\.0\.0\.1:9 can't be used \(ECONNREFUSED\): /,
    ],
    [
      'with a portal that is an address and no origin',
      () => ({ PORTAL_ORIGINS: 'http://localhost:3000,http://localhost:4000/' }),
      /PORTAL_ORIGINS 须为.* · PORTAL_ORIGINS must be origins /,
    ],
    ['with a size that is none', () => ({ EVIDENCE_BYTES_MAX: 'x' }), /佐证材料的设置.* · EVIDENCE_BYTES_MAX must be /],
    ['with a type that is none', () => ({ EVIDENCE_TYPES: 'a/b' }), /佐证材料的设置.* · EVIDENCE_TYPES names types /],
  ])('%s', async (_, environment, message) => {
    const ended = await runs.runToEnd('infra/local/run.ts', { DATA_DIR: runs.newDirectory(), ...environment() });
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringMatching(/^kaohe: [^\n]+ · [^\n]+\n$/)]);
    expect(ended.stderr).toMatch(message);
    expect(ended.stdout).not.toContain('ready');
  });

  const belowFile = () => {
    const file = join(runs.newDirectory(), 'file');
    writeFileSync(file, '');
    return join(file, 'data');
  };
  it.each<[string, () => string]>([
    ['cannot be made', belowFile],
    ['is a file', () => join(belowFile(), '..')],
    ['is where nothing can be made', () => '/proc'],
    ['is below a folder where nothing can be made', () => '/proc/kaohe/data'],
  ])('with a data directory that %s', async (_, directory) => {
    const path = directory();
    const { code, stdout, stderr } = await runs.runToEnd('infra/local/run.ts', { DATA_DIR: path });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^kaohe: 数据目录 [^\n]+ · the data directory [^\n]+ can't be written \([A-Z]+\): [^\n]+\n$/,
    );
    expect(stderr).toContain(` ${path} `);
  });

  it('with a key of the database that is damaged', async () => {
    const dataDirectory = runs.newDirectory();
    writeFileSync(join(dataDirectory, 'database-key.json'), '{}');
    const { code, stderr } = await runs.runToEnd('infra/local/run.ts', { DATA_DIR: dataDirectory });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^kaohe: [^\n]+ · the key file [^\n]+database-key\.json is damaged: [^\n]+\n$/);
  });
});

describe('DYNAMODB_ENDPOINT', () => {
  it('names another service that keeps the data', async () => {
    const database = await startDynamoDbLocal();
    try {
      const run = await runs.start({ environment: { DYNAMODB_ENDPOINT: database.endpoint } });
      expect(databaseOf(run.dataDirectory)).toBeNull();
      const city = new City(run.client);
      await city.openCycle('elsewhere');
      await city.claim('elsewhere', 'xihu', '2', '1');
      expect(standings(await rankingAt(run.client, 'elsewhere', 'xihu@1'))[0]).toEqual([1, 'xihu', '3.00']);
      expect((await run.stop()).code).toBe(0);
      expect((await fetch(database.endpoint)).status).toBe(400);
    } finally {
      await database.stop();
    }
  });
});
