import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { beforeAll, describe, expect, it } from 'vitest';
import { findProcess } from '../../infra/local/database/running-process.ts';
import { rankingAt } from '../support/await-applied.ts';
import { admin, City } from '../support/city.ts';
import { localAccess } from '../support/dynamodb.ts';
import { databaseOf, type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { sendRaw } from '../support/raw-request.ts';

const runs = useLocalRuns();
const dataDirectory = join(runs.newDirectory(), 'data');
let run: LocalRun;

beforeAll(async () => {
  run = await runs.start({ dataDirectory });
  const city = new City(run.client);
  await city.openCycle('doors');
  await city.claim('doors', 'xihu', '2', '1');
  await rankingAt(run.client, 'doors', 'xihu@1');
});

/** Where DynamoDB Local answers, to whoever on this machine or beside it looks at its ports. */
function databaseEndpoint(): string {
  const { commandLine } = findProcess(databaseOf(dataDirectory)!)!;
  return `http://127.0.0.1:${/ -port (\d+)/.exec(commandLine)![1]}`;
}

const keptKey = () =>
  JSON.parse(readFileSync(join(dataDirectory, 'database-key.json'), 'utf8')) as { accessKeyId: string };

describe('a local run', () => {
  it('makes every file and folder of its data for its owner alone', () => {
    const names = readdirSync(dataDirectory, { recursive: true }) as string[];
    const open = ['', ...names].filter((name) => statSync(join(dataDirectory, name)).mode & 0o077);
    expect(names.length).toBeGreaterThan(8);
    expect(open).toEqual([]);
  });

  it.each([
    ['the key of every example', localAccess],
    [
      'its own key without its region',
      () => ({ region: 'eu-central-1', credentials: { ...keptKey(), secretAccessKey: 'x' } }),
    ],
  ])('shows none of its data to whoever finds the database: with %s', async (_, access) => {
    const key = typeof access === 'function' ? access() : access;
    const config = { endpoint: databaseEndpoint(), ...key };
    expect((await new DynamoDBClient(config).send(new ListTablesCommand())).TableNames).toEqual([]);
    expect((await new DynamoDBStreamsClient(config).send(new ListStreamsCommand())).Streams).toEqual([]);
  });

  it('keeps them under a key of its own', async () => {
    const config = {
      endpoint: databaseEndpoint(),
      region: 'local',
      credentials: { ...keptKey(), secretAccessKey: 'x' },
    };
    expect((await new DynamoDBClient(config).send(new ListTablesCommand())).TableNames).toEqual(['kaohe']);
  });

  it('does not carry the key of the database into the links that it gives out', async () => {
    const files = JSON.parse(readFileSync(join(dataDirectory, 'files-key.json'), 'utf8')) as { accessKeyId: string };
    expect(files.accessKeyId).not.toBe(keptKey().accessKeyId);
  });

  it('gives no token to a page that had its name point to this machine', async () => {
    const ask = { method: 'POST', path: '/local/tokens', headers: ['content-type', 'application/json'], body: '{}' };
    const asPage = await sendRaw(run.url, { ...ask, host: `evil.test:${new URL(run.url).port}` });
    expect([asPage.status, JSON.parse(asPage.text)]).toEqual([
      421,
      expect.objectContaining({ type: '/problems/host-refused' }),
    ]);
    expect((await sendRaw(run.url, { ...ask, headers: [...ask.headers, 'origin', 'http://evil.test'] })).status).toBe(
      403,
    );
  });

  it('finds its data again after a restart, in whatever region the environment is then', async () => {
    const path = '/v1/cycles/doors/ranking?basis=claimed';
    const before = await run.client.expect(admin, 'GET', path);
    await run.stop();
    run = await runs.start({
      dataDirectory,
      environment: { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'another' },
    });
    expect(await run.client.expect(admin, 'GET', path)).toEqual(before);
    await new City(run.client).claim('doors', 'xihu', '2', '0');
    await rankingAt(run.client, 'doors', 'xihu@2');
  });
});
