import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach } from 'vitest';
import { endProcess, findProcess } from '../../infra/local/database/running-process.ts';
import { LocalClient } from './local-client.ts';
import { until } from './until.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const readyLine = /^ready (http:\/\/127\.0\.0\.1:\d+)$/m;

/** How a child ended and what it had said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The local run as a process of its own, as `npm start` starts it. */
export interface LocalRun {
  readonly url: string;
  readonly client: LocalClient;
  readonly dataDirectory: string;
  /** What it has printed so far. */
  output(): string;
  /** Sends Ctrl-C, as often as asked, and waits for the end. */
  stop(times?: number): Promise<Ended>;
  /** Kills the process, and it alone, without a warning. */
  kill9(): Promise<void>;
}

export interface LocalRunOptions {
  readonly dataDirectory?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** What `useLocalRuns` gives to the tests of a file. */
export interface LocalRuns {
  /** A directory that is removed after the tests. */
  newDirectory(): string;
  /** Starts a run without the demo on a free port, and resolves when it is ready. */
  start(options?: LocalRunOptions): Promise<LocalRun>;
  /** Sends Ctrl-C to a run that has started its database and is not ready yet. */
  interruptStart(dataDirectory: string): Promise<Ended>;
  /** Runs a script of the project to its end. */
  runToEnd(script: string, environment: NodeJS.ProcessEnv, args?: readonly string[]): Promise<Ended>;
}

/** Call it once, at the top of a file: whatever still runs when its tests are over is ended, the databases too. */
export function useLocalRuns(): LocalRuns {
  const children: Child[] = [];
  const passing: Child[] = [];
  const directories: string[] = [];
  const newDirectory = () => {
    const directory = mkdtempSync(join(tmpdir(), 'kaohe-e2e-'));
    directories.push(directory);
    return directory;
  };
  const dataDirectories = new Set<string>();
  const launch = (script: string, environment: NodeJS.ProcessEnv, args: readonly string[] = []) => {
    const child = startScript([script, ...args], { DEMO: 'off', PORT: '0', ...environment });
    children.push(child);
    if (environment.DATA_DIR) dataDirectories.add(environment.DATA_DIR);
    return child;
  };
  afterEach(async ({ task }) => {
    // What a test runs to its end is over by now, unless the test itself ran out of time.
    await Promise.all(passing.splice(0).map((child) => killAndWait(child.process)));
    if (task.result?.state === 'fail') for (const { complaints } of children) console.error(complaints());
  });
  afterAll(async () => {
    await Promise.all(children.map((child) => killAndWait(child.process)));
    for (const directory of dataDirectories) await endDatabase(directory);
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  return {
    newDirectory,
    start: async ({ dataDirectory = newDirectory(), environment = {} } = {}) =>
      ready(launch('infra/local/run.ts', { ...environment, DATA_DIR: dataDirectory }), dataDirectory),
    interruptStart: async (dataDirectory) => {
      const child = launch('infra/local/run.ts', { DATA_DIR: dataDirectory });
      passing.push(child);
      while (databaseOf(dataDirectory) === null && child.process.exitCode === null) await wait(5);
      child.process.kill('SIGINT');
      return child.ended;
    },
    runToEnd: (script, environment, args) => {
      const child = launch(script, environment, args);
      passing.push(child);
      return child.ended;
    },
  };
}

/** What `npm start` prints with its demo, up to what can be tried, once it is all there. */
export async function welcomeOf(run: LocalRun): Promise<string> {
  const isThere = () => run.output().includes('/docs\n') && run.output();
  for (const days of demoMilestones)
    await until(`the demo is at day ${days}`, () => isThere() || demoDays(run) >= days);
  return until(() => `there is a welcome: ${run.output()}`, isThere);
}

/** Of the 230 days that the demo is about: each is waited for with the patience of one wait. */
const demoMilestones = [30, 208, 216, 223];

/** Milliseconds for a test that waits until a demo is built: more work than any other wait, on a busy machine, too. */
export const demoTimeout = 600_000;

/** How many days of its demo a run has behind it. */
export function demoDays({ dataDirectory }: Pick<LocalRun, 'dataDirectory'>): number {
  const file = join(dataDirectory, 'demo-days');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

/** The process id of the database that runs on a data directory; `null` if there is none. */
export function databaseOf(dataDirectory: string): number | null {
  try {
    const { pid } = JSON.parse(readFileSync(join(dataDirectory, 'dynamodb-local.pid'), 'utf8')) as { pid: number };
    return findProcess(pid)?.commandLine.includes(dataDirectory) ? pid : null;
  } catch {
    return null;
  }
}

interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  output(): string;
  /** Standard error. */
  complaints(): string;
}

/** With this very Node: the one that runs the tests is the one that the project is made for. */
function startScript(command: readonly string[], environment: NodeJS.ProcessEnv): Child {
  const { DYNAMODB_ENDPOINT: _, ...inherited } = process.env;
  // As from `npm start`, it ends when its parent is gone: a test run that is killed leaves no system behind.
  const env = { ...inherited, npm_lifecycle_event: 'start', ...environment };
  const child = spawn(process.execPath, command, { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { process: child, ended, output: () => stdout, complaints: () => stderr };
}

async function ready({ process: child, ended, output }: Child, dataDirectory: string): Promise<LocalRun> {
  const url = await waitForReady(output, ended);
  return {
    url,
    client: new LocalClient(url),
    dataDirectory,
    output,
    stop: (times = 1) => {
      for (let time = 0; time < times; time++) child.kill('SIGINT');
      return ended;
    },
    kill9: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function waitForReady(output: () => string, ended: Promise<Ended>): Promise<string> {
  let end: Ended | undefined;
  void ended.then((how) => {
    end = how;
  });
  return until(
    () => `the local run is ready: ${output()}`,
    () => {
      if (end) throw new Error(`the local run ended with code ${end.code}: ${end.stderr}`);
      return readyLine.exec(output())?.[1];
    },
  );
}

async function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function endDatabase(dataDirectory: string): Promise<void> {
  const pid = databaseOf(dataDirectory);
  if (pid !== null) await endProcess(pid, 0);
}
