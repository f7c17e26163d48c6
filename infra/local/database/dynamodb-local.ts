import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StartFault } from '../start-fault.ts';
import { clearStaleDatabase, forgetDatabase, rememberDatabase } from './database-lock.ts';
import { findJava } from './java-runtime.ts';

const emulatorPath = fileURLToPath(
  new URL('../../../node_modules/amplify-dynamodb-simulator/emulator', import.meta.url),
);
const notInstalled = new StartFault({
  zh: 'DynamoDB Local 没有安装：请运行 npm ci',
  en: 'DynamoDB Local is not installed: run npm ci',
});
const startMillisecondsMax = 120_000;
/** Within that it has written what it has answered: ten times what was measured. */
const writtenMilliseconds = 100;
const stopGraceMilliseconds = 5_000;

/** A running DynamoDB Local. However this process ends, it ends soon afterwards, with all that it has answered on disk. */
export interface DynamoDbLocal {
  readonly endpoint: string;
  readonly pid: number;
  /** Resolves when the database has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends the database; calling it again is harmless. */
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB Local as a child process on a free port and resolves when it answers. Without a data directory it keeps
 * everything in memory. Throws a `StartFault` if Java is missing or too old, or another run uses the data directory.
 */
export async function startDynamoDbLocal(dataDirectory?: string): Promise<DynamoDbLocal> {
  const jar = join(emulatorPath, 'DynamoDBLocal.jar');
  if (!existsSync(jar)) throw notInstalled;
  const java = await findJava();
  const storage = dataDirectory === undefined ? null : await openStorage(dataDirectory);
  const port = await findFreePort();
  const child = spawn(java, javaArguments(jar, port, storage), {
    stdio: ['ignore', 'ignore', 'pipe'],
    // It writes a file of its own into whatever directory it is started in.
    cwd: storage?.databasePath ?? tmpdir(),
    // Ctrl-C reaches the whole process group; the database must outlive the requests that are still being answered.
    detached: storage !== null,
  });
  const database = superviseChild(child, port, storage);
  await waitUntilReady(child, database);
  return database;
}

interface Storage {
  readonly dataDirectory: string;
  readonly databasePath: string;
}

async function openStorage(dataDirectory: string): Promise<Storage> {
  mkdirSync(join(dataDirectory, 'dynamodb'), { recursive: true });
  const databasePath = realpathSync(join(dataDirectory, 'dynamodb'));
  await clearStaleDatabase(dataDirectory, databasePath);
  return { dataDirectory, databasePath };
}

/** On all addresses, as DynamoDB Local listens. */
async function findFreePort(): Promise<number> {
  const probe = createServer().listen();
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function javaArguments(jar: string, port: number, storage: Storage | null): string[] {
  return [
    ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m'],
    `-Djava.library.path=${join(emulatorPath, 'DynamoDBLocal_lib')}`,
    ...['-jar', jar, '-disableTelemetry'],
    // On disk each access key has a database of its own, so that a key nobody knows is a lock [T 62].
    ...(storage === null ? ['-sharedDb', '-inMemory'] : ['-dbPath', storage.databasePath]),
    ...['-port', String(port)],
  ];
}

function superviseChild(child: ChildProcess, port: number, storage: Storage | null): DynamoDbLocal {
  const pid = child.pid ?? 0;
  // It answers before it writes to disk; asked to end at once, it may lose what it has just answered, as if killed.
  const askToEnd = (): void => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, writtenMilliseconds);
    child.kill();
  };
  process.once('exit', askToEnd);
  const callOffWatch = pid > 0 ? endWithThisProcess(pid) : () => undefined;
  const ended = new Promise<void>((resolve) => {
    const settle = (): void => {
      process.off('exit', askToEnd);
      callOffWatch();
      if (storage !== null) forgetDatabase(storage.dataDirectory);
      resolve();
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  if (storage !== null && pid > 0) rememberDatabase(storage.dataDirectory, storage.databasePath, pid);
  letProcessEnd(child);
  return { endpoint: `http://127.0.0.1:${port}`, pid, ended, stop: () => stopChild(child, ended) };
}

/** Neither the child nor its output keeps this process running: at its exit the child ends anyway. */
function letProcessEnd(child: ChildProcess): void {
  child.unref();
  if (child.stderr instanceof Socket) child.stderr.unref();
}

/**
 * Has another process asked to end as soon as this one is gone, however it went: after `kill -9` nothing here can ask
 * any more. A shell waits at the end of a pipe that closes with this process, and then until all is written. The returned function calls it off, and
 * must be called once that process has ended, for its number may be given again. Without a shell nothing is watched.
 */
function endWithThisProcess(pid: number): () => void {
  const watch = spawn(
    'sh',
    ['-c', `cat > /dev/null; sleep ${writtenMilliseconds / 1000} || sleep 1; kill "$0"`, String(pid)],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      // Ctrl-C reaches the whole process group, and must not end the watch before what is watched.
      detached: true,
    },
  );
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  watch.unref();
  if (watch.stdin instanceof Socket) watch.stdin.unref();
  return () => {
    watch.kill('SIGKILL');
    watch.stdin.destroy();
  };
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref();
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), stopGraceMilliseconds);
  await ended;
  clearTimeout(impatience);
}

async function waitUntilReady(child: ChildProcess, database: DynamoDbLocal): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2_000);
  });
  let hasEnded = false;
  database.ended.then(() => {
    hasEnded = true;
  });
  const patienceEnds = Date.now() + startMillisecondsMax;
  while (!(await answers(database.endpoint))) {
    if (hasEnded) throw endedEarly(firstLine(complaint));
    if (Date.now() > patienceEnds) {
      await database.stop();
      throw tooSlow;
    }
    await wait(50);
  }
}

const endedEarly = (reason: string) =>
  new StartFault({
    zh: `DynamoDB Local 启动时中止：${reason}`,
    en: `DynamoDB Local ended while starting: ${reason}`,
  });

const tooSlow = new StartFault({
  zh: `DynamoDB Local 在 ${startMillisecondsMax / 1000} 秒内没有应答：请重试`,
  en: `DynamoDB Local did not answer within ${startMillisecondsMax / 1000} s: try again`,
});

/** DynamoDB Local refuses an unsigned request by name; that it does so shows that it is up, and that it is it. */
async function answers(endpoint: string): Promise<boolean> {
  try {
    const reply = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
    return (await reply.text()).includes('MissingAuthenticationToken');
  } catch {
    return false;
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] || 'it gave no reason';
}
