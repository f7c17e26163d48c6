import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LocalClient } from '../support/local-client.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Measures on a local run of its own, without the demo, which is gone afterwards. */
export async function onOwnLocalRun(
  measure: (client: LocalClient, url: string) => Promise<void>,
  settings: NodeJS.ProcessEnv = {},
): Promise<void> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'kaohe-bench-'));
  // As `npm start` runs: it ends with its parent, also where that is killed.
  const own = { npm_lifecycle_event: 'start', PORT: '0', DEMO: 'off', DATA_DIR: dataDirectory };
  const environment = { ...process.env, ...own, ...settings };
  const child = spawn(process.execPath, ['infra/local/run.ts'], {
    cwd: projectRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await readyAddress(child);
    await measure(new LocalClient(url), url);
  } finally {
    if (child.exitCode === null && child.kill('SIGINT')) await once(child, 'close');
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/** Opens a cycle of districts that hand in without evidence. */
export function openCycle(client: LocalClient, cycle: string, ids: readonly string[]) {
  return client.expect({ role: 'admin' }, 'POST', '/v1/cycles', {
    id: cycle,
    scheme: 'east-west-70',
    year: 2030,
    timeZone: 'Asia/Shanghai',
    districts: ids.map((id) => ({ id, name: { zh: id, en: id } })),
    submissionsCloseAt: '2100-01-01T00:00:00+08:00',
    finalizeAt: '2100-02-01T00:00:00+08:00',
    evidenceRequired: false,
  });
}

async function readyAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface(child.stdout!)) {
    const url = /^ready (http:\S+)$/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('the local run ended before it was ready');
}
