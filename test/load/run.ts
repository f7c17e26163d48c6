import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startDynamoDbLocal } from '../../infra/local/database/dynamodb-local.ts';
import { measureClaimLatency } from '../bench/claim-latency.ts';
import { onOwnLocalRun, openCycle } from '../bench/own-local-run.ts';
import type { LocalClient } from '../support/local-client.ts';
import { heading, Portals } from './portals.ts';
import { type Traffic, WatchedDatabase } from './watched-database.ts';

/**
 * `npm run load`: the night before a deadline, and one noisy portal among quiet ones, on a local run of its own; `-- --short`
 * for a tenth of the time. Prints what it took. Fails if anything that was acknowledged is lost, or differs from its rebuild.
 */
const isShort = process.argv.includes('--short');
/** Claims of a district in ten minutes, which come at any moment, and ten times as densely for five seconds a minute. */
const [nightMinutes, claimsInTenMinutes, burstSeconds, burstTimes] = [isShort ? 1 : 10, 50, 5, 10];
const noisySeconds = isShort ? 10 : 60;
/** As the stack has it. */
const requestsPerSecond = '50';

async function night(client: LocalClient, database: WatchedDatabase): Promise<string[]> {
  const ids = districts(100);
  await openCycle(client, 'night', ids);
  const portals = new Portals(client, 'night');
  await Promise.all(ids.map((district) => portals.claim(district)));
  portals.line('');
  await database.read();
  const perSecond = (ids.length * claimsInTenMinutes) / 600;
  const underWay: Promise<void>[] = [];
  const faults: unknown[] = [];
  const endsAt = performance.now() + nightMinutes * 60_000;
  for (let next = performance.now(); next < endsAt; ) {
    const second = ((next - endsAt) / 1000 + nightMinutes * 60) % 60;
    const rate = second >= 60 - burstSeconds ? perSecond * burstTimes : perSecond;
    next += (-Math.log(1 - Math.random()) * 1000) / rate;
    await wait(Math.max(0, next - performance.now()));
    const district = ids[Math.floor(Math.random() * ids.length)]!;
    underWay.push(portals.claim(district).catch((fault: unknown) => void faults.push(fault)));
  }
  await Promise.all(underWay);
  console.log(portals.line(`deadline night, ${ids.length} districts`));
  tell(await database.read(), underWay.length, portals);
  return [...faults.map(String), ...(await portals.missing())];
}

async function noise(client: LocalClient, database: WatchedDatabase): Promise<string[]> {
  const ids = districts(20);
  await openCycle(client, 'noise', ids);
  const [quiet, noisy] = [new Portals(client, 'noise'), new Portals(client, 'noise')];
  const [noisyDistrict, ...others] = ids as [string, ...string[]];
  await Promise.all(others.map((district) => quiet.claim(district)));
  quiet.line('');
  await database.read();
  const quietly = async () => {
    const endsAt = performance.now() + noisySeconds * 1000;
    const each = async (district: string) => {
      while (performance.now() < endsAt) {
        await quiet.claim(district);
        await wait(500 + 1000 * Math.random());
      }
    };
    await Promise.all(others.map(each));
  };
  await quietly();
  console.log(quiet.line('19 quiet portals alone'));
  let isOver = false;
  const loudly = Array.from({ length: 32 }, async () => {
    while (!isOver) await noisy.claim(noisyDistrict);
  });
  await quietly();
  isOver = true;
  console.log(quiet.line('19 quiet portals beside a noisy one'));
  await Promise.all(loudly);
  console.log(noisy.line('the noisy one, 32 requests at once'));
  tell(await database.read(), null, noisy);
  return [...(await quiet.missing()), ...(await noisy.missing())];
}

function districts(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `d-${String(at + 1).padStart(3, '0')}`);
}

function tell({ requests, conflicts, readUnits, writeUnits }: Traffic, claims: number | null, { refusals }: Portals) {
  const each =
    claims === null ? '' : ` (${(readUnits / claims).toFixed(1)} and ${(writeUnits / claims).toFixed(1)} a claim)`;
  console.log(`  requests of the table ${requests}, of them refused for a conflict ${conflicts}`);
  console.log(`  read units ${readUnits.toFixed(0)}, write units ${writeUnits.toFixed(0)}${each}`);
  console.log(`  answers 429: ${refusals.get(429) ?? 0}, 503: ${refusals.get(503) ?? 0}`);
}

const [processor] = cpus();
console.log(
  `${processor?.model}, ${cpus().length} processors, load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}`,
);
const directory = mkdtempSync(join(tmpdir(), 'kaohe-load-'));
const database = await startDynamoDbLocal(directory);
const watched = await WatchedDatabase.before(database.endpoint);
const lost: string[] = [];
try {
  console.log(`\n${heading}`);
  const settings = { DYNAMODB_ENDPOINT: watched.endpoint, PORTAL_REQUESTS_PER_SECOND: requestsPerSecond };
  await onOwnLocalRun(async (client) => {
    lost.push(...(await night(client, watched)), ...(await noise(client, watched)));
  }, settings);
} finally {
  await watched.stop();
  await database.stop();
  rmSync(directory, { recursive: true, force: true });
}
await measureClaimLatency();
console.log(lost.length === 0 ? '\nNothing was lost.' : `\nLost:\n${lost.join('\n')}`);
process.exitCode = lost.length === 0 ? 0 : 1;
