import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { createBookTable } from '../../infra/local/database/create-table.ts';
import { clearStaleDatabase, rememberDatabase } from '../../infra/local/database/database-lock.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from '../../infra/local/database/dynamodb-local.ts';
import { findJava, parseJavaVersion } from '../../infra/local/database/java-runtime.ts';
import { findProcess } from '../../infra/local/database/running-process.ts';
import { StartFault } from '../../infra/local/start-fault.ts';
import { localAccess } from '../support/dynamodb.ts';
import { until } from '../support/until.ts';

const workDirectory = mkdtempSync(join(tmpdir(), 'kaohe-dynamodb-'));
const dataDirectory = join(workDirectory, 'data');
const pidFile = join(dataDirectory, 'dynamodb-local.pid');
const started: { kill(): unknown }[] = [];

afterAll(() => {
  for (const each of started) each.kill();
  rmSync(workDirectory, { recursive: true, force: true });
});

async function start(): Promise<DynamoDbLocal> {
  const database = await startDynamoDbLocal(dataDirectory);
  started.push({ kill: () => database.stop() });
  return database;
}

describe('DynamoDB Local with a data directory', () => {
  const item = { pk: { S: 'CYCLE#2019' }, sk: { S: 'META' } };

  it('keeps its data over a kill and a restart, and one run at a time uses it', async () => {
    const first = await start();
    const client = new DynamoDBClient({ endpoint: first.endpoint, ...localAccess });
    await createBookTable(client, 'books');
    await createBookTable(client, 'books');
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'books' }));
    expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' });
    await client.send(new PutItemCommand({ TableName: 'books', Item: item }));
    await expect(startDynamoDbLocal(dataDirectory)).rejects.toThrow(`in use by the run with process id ${process.pid}`);

    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const second = await start();
    const again = new DynamoDBClient({ endpoint: second.endpoint, ...localAccess });
    expect((await again.send(new GetItemCommand({ TableName: 'books', Key: item }))).Item).toEqual(item);
    await second.stop();
    await second.stop();
    expect(findProcess(second.pid)).toBeNull();
    expect(existsSync(pidFile)).toBe(false);
  });

  it.each([
    ['was killed without a warning', "process.kill(process.pid, 'SIGKILL')"],
    ['fell over', 'process.exit(1)'],
  ])('ends soon after a process that %s, and keeps what it has just answered', async (how, fall) => {
    const data = join(workDirectory, how);
    const left = startAndFall(data, fall);
    started.push({ kill: () => findProcess(left) && process.kill(left, 'SIGKILL') });
    await until('the database has ended', () => findProcess(left) === null);
    const next = await startDynamoDbLocal(data);
    started.push({ kill: () => next.stop() });
    const client = new DynamoDBClient({ endpoint: next.endpoint, ...localAccess });
    const { Count } = await client.send(new ScanCommand({ TableName: 'books', Select: 'COUNT' }));
    expect(Count).toBe(50);
    await next.stop();
  });
});

/** A process of its own starts a database, makes 50 transactions and ends as told at the last answer. Gives the database's id. */
function startAndFall(data: string, fall: string): number {
  const module = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
  const script = `
    import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
    import { createBookTable } from ${module('infra/local/database/create-table.ts')};
    import { startDynamoDbLocal } from ${module('infra/local/database/dynamodb-local.ts')};
    const { endpoint } = await startDynamoDbLocal(${JSON.stringify(data)});
    const client = new DynamoDBClient({ endpoint, ...${JSON.stringify(localAccess)} });
    await createBookTable(client, 'books');
    for (let sk = 0; sk < 50; sk++) {
      const Put = { TableName: 'books', Item: { pk: { S: 'x' }, sk: { S: String(sk) } } };
      await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));
    }
    ${fall};`;
  expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })).toThrow();
  return (JSON.parse(readFileSync(join(data, 'dynamodb-local.pid'), 'utf8')) as { pid: number }).pid;
}

describe('a pid file', () => {
  it('never leads to the end of a process that is not DynamoDB Local on this path', async () => {
    const directory = join(workDirectory, 'foreign');
    mkdirSync(directory);
    const databasePath = realpathSync(directory);
    const bystanders = ['something else', `DynamoDBLocal.jar -dbPath ${databasePath}-other -port 1`].map((words) =>
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', words], { stdio: 'ignore' }),
    );
    started.push(...bystanders);
    for (const bystander of bystanders) {
      rememberDatabase(directory, databasePath, bystander.pid ?? 0);
      await clearStaleDatabase(directory, databasePath);
      expect(findProcess(bystander.pid ?? 0)).not.toBeNull();
      expect(bystander.signalCode).toBeNull();
    }
  });

  it('leads to the end of a database whose run is gone, and not of one whose run is there', async () => {
    const directory = join(workDirectory, 'left');
    mkdirSync(directory);
    const databasePath = realpathSync(directory);
    const words = ['DynamoDBLocal.jar', '-dbPath', databasePath, '-port', '1'];
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', ...words], { stdio: 'ignore' });
    started.push(left);
    const exited = once(left, 'exit');
    rememberDatabase(directory, databasePath, left.pid ?? 0);
    await expect(clearStaleDatabase(directory, databasePath)).rejects.toThrow(`process id ${process.pid}`);
    const note = JSON.parse(readFileSync(join(directory, 'dynamodb-local.pid'), 'utf8')) as object;
    writeFileSync(join(directory, 'dynamodb-local.pid'), JSON.stringify({ ...note, parentPid: 2 ** 22 + 1 }));
    await clearStaleDatabase(directory, databasePath);
    await exited;
    expect(existsSync(join(directory, 'dynamodb-local.pid'))).toBe(false);
  });

  it('that is damaged is ignored', async () => {
    const directory = join(workDirectory, 'damaged');
    mkdirSync(directory);
    writeFileSync(join(directory, 'dynamodb-local.pid'), `${process.pid}`);
    await expect(clearStaleDatabase(directory, directory)).resolves.toBeUndefined();
  });
});

describe('a start that cannot succeed says what to do', () => {
  it('when Java is missing', async () => {
    const fault = await findJava({ PATH: workDirectory }).catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(StartFault);
    expect((fault as StartFault).message).toMatch(
      /^找不到 Java（试过 java）：请用 [^\n]+ · Java was not found \(tried java\): install it with [^\n]+$/,
    );
  });

  it('when Java is too old', async () => {
    const java = join(workDirectory, 'old', 'bin', 'java');
    mkdirSync(join(java, '..'), { recursive: true });
    writeFileSync(java, '#!/bin/sh\necho \'openjdk version "11.0.22" 2024-01-16\' >&2\n');
    chmodSync(java, 0o755);
    const environment = { ...process.env, JAVA_HOME: join(workDirectory, 'old') };
    await expect(findJava(environment)).rejects.toThrow(/Java 11 is too old.*17.*install it with/);
  });

  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['The operation could not be completed.', null],
  ])('reads the version in: %s', (banner, version) => {
    expect(parseJavaVersion(banner)).toBe(version);
  });
});
