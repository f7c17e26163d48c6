import { recalculateFromStream } from '../../../functions/recalculate/recalculate-from-stream.ts';
import { sweep } from '../../../functions/sweep/sweep.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import type { Final } from '../../../lib/domain/finalization/sealing.ts';
import { readHead } from '../../../lib/stores/book-items.ts';
import { fieldsOf, keys } from '../../../lib/stores/table.ts';
import { apiClient } from '../api-client.ts';
import type { BrokenTable } from '../memory/broken-tables.ts';
import type { MemoryDependencies } from '../memory/dependencies.ts';
import type { MemoryTable } from '../memory/memory-table.ts';
import { sampleNow } from '../sample-cycle.ts';
import { SeededRandom } from '../storm/random.ts';
import { Scheduler } from '../storm/scheduler.ts';
import { StormStream } from '../storm/storm-stream.ts';
import { type FaultCounts, StormWeather } from '../storm/storm-weather.ts';
import { preparedYear, yearClosesAt, yearFinalizesAt } from './prepared-year.ts';
import {
  actAsAssessor,
  actAsHastyAdministrator,
  actAsPortal,
  actAsReopeners,
  actAsSchedule,
  actAsSweeper,
  type Order,
  repeatOrders,
  type YearEnd,
} from './year-end-actors.ts';
import { yearEndFaults } from './year-end-invariants.ts';

/** A broken variant: what the table leaves out, and stores that misbehave. */
export interface YearEndVariant {
  readonly broken?: BrokenTable;
  readonly wrap?: (needs: MemoryDependencies) => MemoryDependencies;
}

/** How a year ended. */
export interface YearEndReport {
  readonly violations: readonly string[];
  readonly faults: FaultCounts;
  /** What was recorded of the cycle, by kind. */
  readonly steps: readonly string[];
  readonly results: number;
}

/** The end of one year: everybody who writes, finalizes, sweeps and reopens, in an order and with faults by the seed. */
export async function runYearEnd(
  seed: number,
  { broken, wrap = (needs) => needs }: YearEndVariant = {},
): Promise<YearEndReport> {
  const random = new SeededRandom(seed);
  const scheduler = new Scheduler(random);
  const weather = new StormWeather(random, scheduler);
  const onBlockers: Cycle['onBlockers'] = random.pick(['hold', 'verified-only']);
  const [{ needs: plain, table }, before] = [
    await preparedYear(onBlockers, weather, broken),
    await preparedYear(onBlockers),
  ];
  // A step is a second, and the closing instant some minutes ahead.
  const clock = { now: () => sampleNow + scheduler.step * 1000 };
  const pause = (milliseconds: number) => scheduler.point(Math.ceil(milliseconds));
  const makeResultFiles: typeof plain.makeResultFiles = (snapshot) => scheduler.aside(plain.makeResultFiles(snapshot));
  const needs = wrap({ ...plain, clock, pause, makeResultFiles });
  const shared = { needs, send: apiClient(needs), scheduler, random };
  const year: YearEnd = { ...shared, acknowledged: new Map(), orders: [], isOver: false };
  const stream = new StormStream(table, weather, random);
  const [closes, finalizes] = [yearClosesAt, yearFinalizesAt].map((at) => (at - sampleNow) / 1000) as [number, number];
  const isReopening = random.chance(0.7);
  weather.state = 'rages';
  const actors = [
    ...[1, 2, 3].map(() => actAsPortal(year, 6)),
    ...[1, 2].map(() => actAsAssessor(year)),
    actAsSchedule(year, 1, closes),
    ...[1, 2].map(() => actAsSchedule(year, 1, finalizes)),
    ...(isReopening ? [actAsSchedule(year, 2, finalizes + 300)] : []),
    actAsSweeper(year),
    ...(random.chance(0.4) ? [actAsHastyAdministrator(year)] : []),
    actAsReopeners(year, isReopening),
  ];
  const recalculating = recalculateFromStream(() => needs);
  const ended = Promise.all(actors).finally(() => {
    year.isOver = true;
    weather.state = 'over';
  });
  await settle(scheduler, Promise.all([ended, stream.deliver(recalculating, scheduler)]));
  await settle(scheduler, sweep(needs));
  const repeated = await settle(scheduler, repeatOrders(year));
  const found = await settle(scheduler, yearEndFaults(needs, before.table));
  const cycle = (await settle(scheduler, plain.cycles.load('2019')))!;
  const steps = table.records.flatMap(({ key, item }) => (key.sk.startsWith('STEP#') ? [String(item.kind)] : []));
  const violations = [...found, ...lostWrites(year, table), ...disownedOrders(year.orders, repeated, table)];
  return { violations, faults: weather.counts, steps, results: cycle.sealing.revision };
}

/** Lets everybody go on until something is done. */
async function settle<T>(scheduler: Scheduler, task: Promise<T>): Promise<T> {
  task.catch(() => undefined);
  await scheduler.run();
  return task;
}

/** What was acknowledged is there; that it is sealed, the comparison of heads and result says. */
function lostWrites({ acknowledged }: YearEnd, table: MemoryTable): string[] {
  return [...acknowledged].flatMap(([district, revision]) => {
    const head = readHead(table.peek(keys.head('2019', district))!);
    return head.revision >= revision ? [] : [`revision ${revision} of ${district} was acknowledged and is not there`];
  });
}

/**
 * An order that was carried out is answered with its result when it is sent again, and no order is told of another. One
 * whose first request is still under way may be refused for what stood in the way when it was looked at.
 */
function disownedOrders(orders: readonly Order[], repeated: readonly Order[], table: MemoryTable): string[] {
  const finals = table.records.flatMap(({ key, item }) => (key.sk.startsWith('FINAL#') ? [fieldsOf<Final>(item)] : []));
  const forgotten = repeated.filter(({ comment, reply }) => {
    return reply?.status !== 200 && finals.some((sealed) => sealed.comment === comment);
  });
  const misled = [...orders, ...repeated].filter(({ reply }) => {
    return reply?.status === 200 && !finals.some(({ sha256 }) => sha256 === reply.body.sha256);
  });
  return [
    ...forgotten.map(({ comment }) => `the order "${comment}" was carried out and is refused for it`),
    ...misled.map(({ comment }) => `"${comment}" was told of another result`),
  ];
}
