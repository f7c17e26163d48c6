import '../quiet.ts';
import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import { recalculateFromStream } from '../../../functions/recalculate/recalculate-from-stream.ts';
import { type SweepReport, sweep } from '../../../functions/sweep/sweep.ts';
import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { Head } from '../../../lib/domain/book.ts';
import { apiClient } from '../api-client.ts';
import { MemoryDatabase } from '../memory/database.ts';
import { memoryDependencies } from '../memory/dependencies.ts';
import type { Guard } from '../memory/guards.ts';
import { firstBoard, sampleCycle, sampleNow } from '../sample-cycle.ts';
import { faultsAtRest } from './invariants.ts';
import { SeededRandom } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { actAsClient, type Clients, type WantedWrite } from './storm-clients.ts';
import { actAsReader } from './storm-readers.ts';
import { StormStream } from './storm-stream.ts';
import { type FaultCounts, isOfTheStorm, StormWeather } from './storm-weather.ts';

/** A broken variant: guards that don't hold, and stores that misbehave. */
export interface Variant {
  readonly broken?: readonly Guard[];
  readonly wrap?: (needs: AllDependencies, database: MemoryDatabase) => AllDependencies;
}

/** How a run ended. */
export interface StormReport {
  readonly violations: readonly string[];
  readonly faults: FaultCounts;
  readonly steps: number;
  readonly writes: number;
  readonly versions: number;
}

const districts = 3;

/** One run: clients, readers, recalculations, sweeps and a gatekeeper in an order and with faults that follow from the seed. */
export async function runStorm(
  seed: number,
  { broken = [], wrap = (needs) => needs }: Variant = {},
): Promise<StormReport> {
  const random = new SeededRandom(seed);
  const scheduler = new Scheduler(random);
  const weather = new StormWeather(random, scheduler);
  const database = new MemoryDatabase(weather, broken);
  const clock = { now: () => sampleNow + scheduler.step };
  const pause = (milliseconds: number) => scheduler.point(Math.ceil(milliseconds));
  const needs = wrap(memoryDependencies({ clock, database, pause }), database);
  const cycle = sampleCycle('2019', districts);
  await needs.cycles.create(cycle, firstBoard(cycle), null);
  const ids = cycle.districts.map(({ id }) => id);
  const wanted: WantedWrite[] = [];
  const clients: Clients = {
    send: apiClient(needs),
    scheduler,
    random,
    districts: ids,
    components: ['1', '5', '13'],
    wanted,
    acknowledged: new Map(),
  };
  const stream = new StormStream(database, weather, random);
  const violations: string[] = [];
  weather.state = 'rages';

  const scores = new Map<string, string>();
  const actors = [
    ...[1, 2, 3].map(() => actAsClient(clients, 4 + random.below(4))),
    actAsReader(clients, scores, 12).then((found) => violations.push(...found)),
    actAsSweeper(needs, scheduler, random, violations),
    ...(random.chance(0.7) ? [actAsGatekeeper(database, ids, scheduler, random)] : []),
  ];
  const pollers = [1, 2].map(() =>
    stream.deliver(
      recalculateFromStream(() => needs),
      scheduler,
    ),
  );
  const ended = Promise.all(actors).then(() => {
    weather.state = 'over';
  });
  const all = Promise.all([ended, ...pollers]);
  all.catch(() => undefined);
  await scheduler.run();
  await all;

  const final = sweep(needs);
  final.catch(() => undefined);
  if (stream.lost === 0) violations.push(...faultsAtRest(database, ids, wanted));
  await scheduler.run();
  const report = await final;
  violations.push(...sweepFaults(report));
  if (stream.lost === 0 && report.cycles.some(({ healed }) => healed.length > 0))
    violations.push('a sweep had to heal although no record was lost');
  violations.push(...faultsAtRest(database, ids, wanted));
  const versions = (database.peek(keys.board('2019')) as { version: number }).version;
  return { violations, faults: weather.counts, steps: scheduler.step, writes: wanted.length, versions };
}

/** A sweep may find districts behind; it must never find a difference. */
function sweepFaults({ cycles }: SweepReport): string[] {
  return cycles.flatMap(({ comparison }) => [
    ...comparison.differences.map(({ column, district }) => `a sweep found a difference: ${column} of ${district}`),
    ...comparison.auditBreaks.map(
      ({ district, fault }) => `a sweep found a broken audit chain: ${fault} of ${district}`,
    ),
  ]);
}

async function actAsSweeper(
  needs: AllDependencies,
  scheduler: Scheduler,
  random: SeededRandom,
  violations: string[],
): Promise<void> {
  for (let swept = 0; swept < 3; swept++) {
    await scheduler.point(40 + random.below(200));
    try {
      violations.push(...sweepFaults(await sweep(needs)));
    } catch (fault) {
      if (!isOfTheStorm(fault)) throw fault;
    }
  }
}

/** Closes portals' gates again and again, as finalization does; a reopening begins the next epoch. */
async function actAsGatekeeper(
  database: MemoryDatabase,
  ids: readonly string[],
  scheduler: Scheduler,
  random: SeededRandom,
): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await scheduler.point(20 + random.below(120));
    await setGates(database, ids, (head) => ({ ...head, portalGate: 'closed' }));
    if (random.chance(0.1)) return;
    await scheduler.point(random.below(10));
    await setGates(database, ids, (head) => ({ ...head, portalGate: 'open', epoch: head.epoch + 1 }));
  }
}

async function setGates(database: MemoryDatabase, ids: readonly string[], next: (head: Head) => Head): Promise<void> {
  for (const id of ids) {
    for (let isDone = false; !isDone; ) {
      const epoch = (database.peek(keys.head('2019', id)) as Head).epoch;
      const isStill = (stored: object | undefined) => (stored as Head).epoch === epoch;
      const write = {
        key: keys.head('2019', id),
        next: (head: object | undefined) => next(head as Head),
        when: { 'gatekeeper-epoch': isStill },
      };
      await database.transact([write]).catch((fault) => {
        if (!isOfTheStorm(fault)) throw fault;
      });
      const head = database.peek(keys.head('2019', id)) as Head;
      isDone = head.portalGate === next(head).portalGate;
    }
  }
}
