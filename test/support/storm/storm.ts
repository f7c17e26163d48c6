import { readHead } from '../../../lib/stores/book-items.ts';
import { is, keys } from '../../../lib/stores/table.ts';
import '../quiet.ts';
import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import { recalculateFromStream } from '../../../functions/recalculate/recalculate-from-stream.ts';
import { type SweepReport, sweep } from '../../../functions/sweep/sweep.ts';
import type { Head } from '../../../lib/domain/book.ts';
import { apiClient } from '../api-client.ts';
import type { BrokenTable } from '../memory/broken-tables.ts';
import { memoryDependencies } from '../memory/dependencies.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { firstBoard, sampleCycle, sampleNow } from '../sample-cycle.ts';
import { peekBoard } from '../stored-board.ts';
import { faultsAtRest } from './invariants.ts';
import { SeededRandom } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { actAsClient, type Clients, type WantedWrite } from './storm-clients.ts';
import { actAsFollower, actAsReader } from './storm-readers.ts';
import { StormStream } from './storm-stream.ts';
import { type FaultCounts, isOfTheStorm, StormWeather } from './storm-weather.ts';

/** A broken variant: what the table leaves out or takes for an answer, and stores that misbehave. */
export interface Variant {
  readonly broken?: BrokenTable;
  readonly isConflictAnAnswer?: boolean;
  readonly wrap?: (needs: AllDependencies, table: MemoryTable) => AllDependencies;
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
  { broken, isConflictAnAnswer = false, wrap = (needs) => needs }: Variant = {},
): Promise<StormReport> {
  const random = new SeededRandom(seed);
  const scheduler = new Scheduler(random);
  const weather = new StormWeather(random, scheduler, true);
  const table = new MemoryTable(weather, isConflictAnAnswer);
  const clock = { now: () => sampleNow + scheduler.step };
  const pause = (milliseconds: number) => scheduler.point(Math.ceil(milliseconds));
  const needs = wrap(memoryDependencies({ clock, table, pause, ...(broken && { broken }) }), table);
  const cycle = sampleCycle('2019', districts);
  await needs.cycles.create(cycle, firstBoard(cycle), null);
  // A block for each district, so that there is something to tear.
  table.alter(keys.board('2019'), { rowsPerBlock: 1 });
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
  const stream = new StormStream(table, weather, random);
  const violations: string[] = [];
  weather.state = 'rages';

  const scores = new Map<string, string>();
  const actors = [
    ...[1, 2, 3].map(() => actAsClient(clients, 4 + random.below(4))),
    actAsReader(clients, scores, 12).then((found) => violations.push(...found)),
    ...(random.chance(0.5) ? [actAsFollower(clients, scores, 12).then((found) => violations.push(...found))] : []),
    actAsSweeper(needs, scheduler, random, violations),
    ...(random.chance(0.7) ? [actAsGatekeeper(table, ids, scheduler, random)] : []),
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
  if (stream.lost === 0) violations.push(...faultsAtRest(table, ids, wanted));
  await scheduler.run();
  const report = await final.catch((fault: unknown) => {
    if (!isOfTheStorm(fault)) throw fault;
    violations.push('a sweep can’t read a book although nothing moves any more');
    return { cycles: [], notReached: [] };
  });
  violations.push(...sweepFaults(report));
  if (stream.lost === 0 && report.cycles.some(({ healed }) => healed.length > 0))
    violations.push('a sweep had to heal although no record was lost');
  violations.push(...faultsAtRest(table, ids, wanted));
  const versions = peekBoard(table, '2019').version;
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
  table: MemoryTable,
  ids: readonly string[],
  scheduler: Scheduler,
  random: SeededRandom,
): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await scheduler.point(20 + random.below(120));
    await setGates(table, ids, () => ({ portalGate: 'closed' }));
    if (random.chance(0.1)) return;
    await scheduler.point(random.below(10));
    await setGates(table, ids, ({ epoch }) => ({ portalGate: 'open', epoch: epoch + 1 }));
  }
}

async function setGates(
  table: MemoryTable,
  ids: readonly string[],
  next: (head: Head) => Partial<Head>,
): Promise<void> {
  const headOf = (id: string) => readHead(table.peek(keys.head('2019', id))!);
  for (const id of ids) {
    for (let isDone = false; !isDone; ) {
      const set = next(headOf(id));
      const when = [is('epoch', headOf(id).epoch)];
      await table.transact([{ update: keys.head('2019', id), set, when }]).catch((fault) => {
        if (!isOfTheStorm(fault)) throw fault;
      });
      isDone = headOf(id).portalGate === set.portalGate;
    }
  }
}
