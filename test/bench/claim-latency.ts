import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalClient } from '../../infra/local/local-client.ts';
import { quantile } from './quantile.ts';

const claims = 100;
const districts = Array.from({ length: 13 }, (_, at) => `d-${String(at + 1).padStart(2, '0')}`);
const cycle = 'bench';
const pollMilliseconds = 2;
const patienceMilliseconds = 10_000;
const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Prints how long it takes from the answer to a claim until the ranking shows it, on a local run of its own. */
export async function measureClaimLatency(): Promise<void> {
  console.log(
    `\nFrom the answer to a claim until the ranking shows it (local run, ${claims} claims one after the other)`,
  );
  const dataDirectory = mkdtempSync(join(tmpdir(), 'kaohe-bench-'));
  const environment = { ...process.env, PORT: '0', DEMO: 'off', DATA_DIR: dataDirectory };
  const child = spawn(process.execPath, ['infra/local/run.ts'], {
    cwd: projectRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const client = new LocalClient(await readyAddress(child));
    await openCycle(client);
    const milliseconds: number[] = [];
    for (let at = 0; at < claims; at++) milliseconds.push(await latencyOf(client, at));
    const at = (share: number) => `${quantile(milliseconds, share).toFixed(0)} ms`;
    console.log(`p50 ${at(0.5)}  p95 ${at(0.95)}  max ${at(1)}`);
  } finally {
    if (child.exitCode === null && child.kill('SIGINT')) await once(child, 'close');
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

async function readyAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface(child.stdout!)) {
    const url = /^ready (http:\S+)$/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('the local run ended before it was ready');
}

async function openCycle(client: LocalClient): Promise<void> {
  await client.expect({ role: 'admin' }, 'POST', '/v1/cycles', {
    id: cycle,
    scheme: 'east-west-70',
    year: 2030,
    timeZone: 'Asia/Shanghai',
    districts: districts.map((id) => ({ id, name: { zh: id, en: id } })),
    submissionsCloseAt: '2100-01-01T00:00:00+08:00',
    finalizeAt: '2100-02-01T00:00:00+08:00',
    evidenceRequired: false,
  });
}

/** Every claim is a new value for a component with places, so that every recalculation has something to do. */
async function latencyOf(client: LocalClient, at: number): Promise<number> {
  const district = districts[at % districts.length]!;
  const path = `/v1/cycles/${cycle}/districts/${district}/components/13/claim`;
  const caller = { role: 'district', district } as const;
  const { revision } = await client.expect<{ revision: number }>(caller, 'PUT', path, { value: String(at + 1) });
  const answeredAt = performance.now();
  const ranking = `/v1/cycles/${cycle}/ranking?basis=claimed&min=${district}@${revision}`;
  while (performance.now() < answeredAt + patienceMilliseconds) {
    const { status } = await client.send({ role: 'auditor' }, 'GET', ranking);
    if (status === 200) return performance.now() - answeredAt;
    await wait(pollMilliseconds);
  }
  throw new Error(`the ranking did not show ${district}@${revision} in time`);
}
