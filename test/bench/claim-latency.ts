import { setTimeout as wait } from 'node:timers/promises';
import type { LocalClient } from '../support/local-client.ts';
import { onOwnLocalRun, openCycle } from './own-local-run.ts';
import { quantile } from './quantile.ts';
import { RankingWatch } from './ranking-watch.ts';

/** Writers at the same time, each with a book of its own, and how many claims each makes, one after the other. */
interface Crowd {
  readonly writers: number;
  readonly districts: number;
  readonly claimsEach: number;
}

const crowds: readonly Crowd[] = [
  { writers: 1, districts: 13, claimsEach: 100 },
  { writers: 20, districts: 100, claimsEach: 20 },
  { writers: 100, districts: 100, claimsEach: 10 },
];
/** About as many districts as one request can open. */
const largest: Crowd = { writers: 1, districts: 3000, claimsEach: 30 };
const component = '13';
const pauseMilliseconds = 100;

/**
 * Prints how long it takes from the answer to a claim until the ranking shows it, on a local run of its own: for one
 * writer, and for many at the same time, each of whom claims again as soon as the last claim is shown.
 */
export async function measureClaimLatency(measured = crowds): Promise<void> {
  console.log('\nFrom the answer to a claim until the ranking shows it (local run; milliseconds)');
  console.log('writers  districts  claims  claims/s     p50     p95     max   answer p50     p95   opened in');
  await onOwnLocalRun(async (client) => {
    for (const crowd of measured) console.log(await measureCrowd(client, crowd));
  });
}

/** The same, and of as many districts as a cycle may have. */
export function measureAllClaimLatencies(): Promise<void> {
  return measureClaimLatency([...crowds, largest]);
}

/** What one claim took: until its answer, and from there until the ranking showed it. */
interface Timing {
  readonly answered: number;
  readonly shown: number;
}

async function measureCrowd(client: LocalClient, { writers, districts, claimsEach }: Crowd) {
  const cycle = `bench-${writers}-${districts}`;
  const ids = Array.from({ length: districts }, (_, at) => `d-${String(at + 1).padStart(4, '0')}`);
  const openedAt = performance.now();
  await openCycle(client, cycle, ids);
  const opened = performance.now() - openedAt;
  // What is made at first use is made before anything is measured, and every district is on the board.
  for (let at = 0; at < ids.length; at += 100)
    await Promise.all(ids.slice(at, at + 100).map((district) => claim(client, cycle, district, '1')));
  const watch = new RankingWatch(client, cycle);
  const begunAt = performance.now();
  const timings = await Promise.all(
    ids.slice(0, writers).map((_, writer) => claimRepeatedly(client, watch, { cycle, ids, writer, claimsEach })),
  );
  const seconds = (performance.now() - begunAt) / 1000;
  await watch.stop();
  return line({ writers, districts }, timings.flat(), seconds, opened);
}

/** Each writer keeps to its own book: what is measured is many books, not many writers of one. */
async function claimRepeatedly(
  client: LocalClient,
  watch: RankingWatch,
  { cycle, ids, writer, claimsEach }: { cycle: string; ids: readonly string[]; writer: number; claimsEach: number },
): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (let at = 0; at < claimsEach; at++) {
    // Every claim is a new value for a component with places, so that every recalculation has something to do.
    const value = String(2 + at * ids.length + writer);
    const sentAt = performance.now();
    const { revision, district } = await claim(client, cycle, ids[writer]!, value);
    const answeredAt = performance.now();
    const shownAt = await watch.shows(district, revision);
    timings.push({ answered: answeredAt - sentAt, shown: Math.max(0, shownAt - answeredAt) });
    await wait(Math.random() * pauseMilliseconds);
  }
  return timings;
}

function line(
  { writers, districts }: Pick<Crowd, 'writers' | 'districts'>,
  timings: readonly Timing[],
  seconds: number,
  opened: number,
): string {
  const [shown, answered] = [timings.map((each) => each.shown), timings.map((each) => each.answered)];
  const cells: [string | number, number][] = [
    [writers, 7],
    [districts, 9],
    [timings.length, 6],
    [(timings.length / seconds).toFixed(0), 8],
    [quantile(shown, 0.5).toFixed(0), 6],
    [quantile(shown, 0.95).toFixed(0), 6],
    [quantile(shown, 1).toFixed(0), 6],
    [quantile(answered, 0.5).toFixed(0), 11],
    [quantile(answered, 0.95).toFixed(0), 6],
    [opened.toFixed(0), 10],
  ];
  return cells.map(([cell, width]) => String(cell).padStart(width)).join('  ');
}

function claim(client: LocalClient, cycle: string, district: string, value: string) {
  const path = `/v1/cycles/${cycle}/districts/${district}/components/${component}/claim`;
  const portal = { role: 'district', district, subject: `bench-${district}` } as const;
  return client.expect<{ revision: number; district: string }>(portal, 'PUT', path, { value });
}
