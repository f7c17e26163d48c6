import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FunctionName, functions } from '../../functions/deployment.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import { createBookTable } from '../../infra/local/database/create-table.ts';
import { startDynamoDbLocal } from '../../infra/local/database/dynamodb-local.ts';
import { apiClient, type TestRequest } from '../support/api-client.ts';
import { localAccess } from '../support/dynamodb.ts';
import { memoryFiles } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { openFullCycle } from './full-cycle.ts';
import { type Measure, meterOf } from './request-meter.ts';

const sizes = [13, 100, 1000];
/** Component 5 is scored by itself, component 13 by places. */
const [plain, competitive] = ['5', '13'];

/**
 * US dollars a piece: list prices of us-east-1 on demand, without free tiers, as published in 2025 (those of the table hold
 * since 1 November 2024).
 */
const prices = {
  readUnits: 0.125e-6,
  writeUnits: 0.625e-6,
  requests: 1e-6,
  invocations: 0.2e-6,
  gigabyteSeconds: 13.3334e-6,
  events: 1e-6,
  puts: 5e-6,
  gets: 0.4e-6,
  logGigabytes: 0.5,
};
type Usage = Readonly<Record<keyof typeof prices, number>>;
const kinds = Object.keys(prices) as (keyof typeof prices)[];

/** What a year is taken to be, for each district; every component is claimed with a file and judged. */
const year = { claimsPerComponent: 2, readsPerDay: 20, days: 365 };
const perHour = { sweep: 12, 'rescan-evidence': 12, 'work-imports': 60, 'wake-webhooks': 60 };
const assumed = {
  shortSeconds: 0.05,
  sweepSecondsPerDistrict: 0.01,
  sealingSecondsPerDistrict: 0.03,
  logBytes: 1000,
  eventsPerWrite: 4,
  getsPerSweep: 3,
};

/** Something that is done once: what it takes of the table, and how long it took here. */
interface Step {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly seconds: number;
}

type StepName = 'claim' | 'assessment' | 'recalculation' | 'recalculation of places' | 'ranking' | 'sweep' | 'sealing';
type Steps = Readonly<Record<StepName, Step>>;

/** Prints what steps, an hour at rest and a year cost, by cohort. */
export async function measureCosts(): Promise<void> {
  console.log('\nOne step (DynamoDB Local; everything claimed and verified before)');
  console.log('districts  step                     read units  write units        ms   $ a million');
  const measured = await measureAll();
  console.log('\nAn hour at rest, and a year (US dollars)');
  console.log(`districts      hour      year  of which ${kinds.join(', ')}`);
  for (const [size, steps] of measured) showYear(size, steps);
  console.log(
    [
      '\nList prices of us-east-1 on demand without free tiers, 2025. A year: 25 components a district, each claimed',
      `${year.claimsPerComponent} times, with one file (a ticket, an arrival, a lock) and one judgement; each write recalculated by itself, half of them`,
      `places; ${assumed.eventsPerWrite} events a write; ${year.readsPerDay} rankings read a day and district; the cycle open all year, sealed once; no webhooks.`,
      `A sweep takes ${assumed.sweepSecondsPerDistrict} s a district, a sealing ${assumed.sealingSecondsPerDistrict} s, all else ${assumed.shortSeconds} s; ${assumed.logBytes} bytes of log an invocation. Left out:`,
      'files, traffic to the internet, storage of the table and its backups (about 60 KB a district), alarms ($0.10 each a month).',
    ].join('\n'),
  );
}

async function measureAll(): Promise<Map<number, Steps>> {
  const measured = new Map<number, Steps>();
  for (const size of sizes) {
    const steps = await measureAlone(size);
    for (const [name, step] of Object.entries(steps) as [StepName, Step][]) showStep(size, name, step);
    measured.set(size, steps);
  }
  return measured;
}

/** In a database of its own, whose memory is bounded. */
async function measureAlone(size: number): Promise<Steps> {
  const database = await startDynamoDbLocal();
  const [client, reader] = [1, 2].map(() => new DynamoDBClient({ endpoint: database.endpoint, ...localAccess })) as [
    DynamoDBClient,
    DynamoDBClient,
  ];
  try {
    return await measureSteps(client, reader, size);
  } finally {
    client.destroy();
    reader.destroy();
    await database.stop();
  }
}

async function measureSteps(client: DynamoDBClient, reader: DynamoDBClient, size: number): Promise<Steps> {
  const tableName = `kaohe-bench-${size}`;
  await createBookTable(client, tableName);
  const clock = { time: sampleNow };
  const stores = dependenciesOn(client, tableName, { now: () => clock.time });
  const memory = memoryFiles(stores.clock);
  const needs = { ...stores, ...memory, files: overriding(memory.files, { protect: async () => undefined }) };
  const { cycle } = await openFullCycle({ client, tableName }, needs, size);
  const district = cycle.districts[0]!.id;
  const base = `/v1/cycles/${cycle.id}`;
  const send = async (target: string, request: TestRequest) => {
    const { status, text, body } = await apiClient(needs)(target, request);
    if (status >= 300) throw new Error(`${target} answered ${status}: ${text}`);
    return body;
  };
  const claim = (component: string, value: string) => {
    const caller = { role: 'district', district, subject: 'bench-portal' };
    return send(`PUT ${base}/districts/${district}/components/${component}/claim`, { caller, body: { value } });
  };
  const assess = (claimRevision: number) => {
    const body = { decision: 'verify', claimRevision, reason: '属实' };
    const caller = { role: 'assessor', subject: 'bench-assessor' };
    return send(`POST ${base}/districts/${district}/components/${plain}/assessments`, { caller, body });
  };
  const apply = () => recalculateDistricts(needs, { cycle, scheme: sampleScheme }, [district]);
  const step = stepBy(meterOf(client, reader, tableName));
  // The first claim also reads the cycle, which a running function remembers; the first sweep of a day anchors.
  await claim(plain!, '6');
  await apply();
  await sweep(needs);
  clock.time += 300_000;
  const claimed = await step(() => claim(plain!, '7'));
  const recalculation = await step(apply);
  const { revision } = await claim(plain!, '8');
  const assessment = await step(() => assess(revision));
  await claim(competitive!, '99999');
  const places = await step(apply);
  const ranking = await step(() => send(`GET ${base}/ranking?basis=verified`, { caller: { role: 'auditor' } }));
  const swept = await step(() => sweep(needs));
  clock.time = Date.parse(cycle.finalizeAt);
  const sealing = await step(() => advanceCycle(needs, cycle.id));
  return {
    ...{ claim: claimed, assessment, recalculation, 'recalculation of places': places, ranking },
    ...{ sweep: swept, sealing },
  };
}

function stepBy(measure: Measure): (work: () => Promise<unknown>) => Promise<Step> {
  return async (work) => {
    let seconds = 0;
    const { units, readUnits } = await measure(async () => {
      const from = performance.now();
      await work();
      seconds = (performance.now() - from) / 1000;
    });
    return { readUnits, writeUnits: units - readUnits, seconds };
  };
}

/** An invocation of a function, for so long. */
function invocationOf(name: FunctionName, seconds = assumed.shortSeconds, step?: Step): Usage {
  const { readUnits = 0, writeUnits = 0 } = step ?? {};
  const gigabyteSeconds = (functions[name].memoryMegabytes / 1024) * seconds;
  const logGigabytes = assumed.logBytes / 1e9;
  return { ...nothing, readUnits, writeUnits, invocations: 1, gigabyteSeconds, logGigabytes };
}

const nothing = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Usage;

function sum(...parts: readonly (readonly [times: number, usage: Usage])[]): Usage {
  const of = (kind: keyof Usage) => parts.reduce((total, [times, usage]) => total + times * usage[kind], 0);
  return Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as Usage;
}

function dollarsOf(usage: Usage): number {
  return kinds.reduce((total, kind) => total + usage[kind] * prices[kind], 0);
}

/** A write with all that follows it: its recalculation, and what is published of both. */
function writeOf(write: Step, recalculation: Step): Usage {
  const published = { ...nothing, requests: 1, events: assumed.eventsPerWrite };
  return sum(
    [1, invocationOf('book-writes', assumed.shortSeconds, write)],
    [1, invocationOf('recalculate', assumed.shortSeconds, recalculation)],
    [2, invocationOf('publish')],
    [1, published],
  );
}

/** What the rhythms take while nobody does anything; each of the small ones reads one empty range. */
function hourAtRest(size: number, { sweep: swept }: Steps): Usage {
  const sweepSeconds = assumed.shortSeconds + size * assumed.sweepSecondsPerDistrict;
  const oneRead = { readUnits: 1, writeUnits: 0, seconds: assumed.shortSeconds };
  return sum(
    [perHour.sweep, { ...invocationOf('sweep', sweepSeconds, swept), gets: assumed.getsPerSweep }],
    [perHour['rescan-evidence'], invocationOf('rescan-evidence', assumed.shortSeconds, oneRead)],
    [perHour['work-imports'], invocationOf('work-imports', assumed.shortSeconds, oneRead)],
    [perHour['wake-webhooks'], invocationOf('wake-webhooks', assumed.shortSeconds, oneRead)],
  );
}

function yearOf(size: number, steps: Steps): Usage {
  const components = size * sampleScheme.components.length;
  const both = (write: Step) =>
    sum([0.5, writeOf(write, steps.recalculation)], [0.5, writeOf(write, steps['recalculation of places'])]);
  const fileWrite = writeOf(steps.claim, steps.recalculation);
  const file = { ...nothing, puts: 2, gets: 2 };
  const read = { ...invocationOf('reads', assumed.shortSeconds, steps.ranking), requests: 1 };
  return sum(
    [components * year.claimsPerComponent, both(steps.claim)],
    [components, both(steps.assessment)],
    [2 * components, fileWrite],
    [components, file],
    [size * year.readsPerDay * year.days, read],
    [24 * year.days, hourAtRest(size, steps)],
    [1, { ...invocationOf('finalize', size * assumed.sealingSecondsPerDistrict, steps.sealing), puts: size + 5 }],
  );
}

function showStep(size: number, name: StepName, { readUnits, writeUnits, seconds }: Step): void {
  const dollars = 1e6 * (readUnits * prices.readUnits + writeUnits * prices.writeUnits);
  const cells = [
    ...[String(size).padStart(9), name.padEnd(23), readUnits.toFixed(1).padStart(10)],
    ...[writeUnits.toFixed(1).padStart(11), (1000 * seconds).toFixed(0).padStart(8), dollars.toFixed(2).padStart(12)],
  ];
  console.log(cells.join('  '));
}

function showYear(size: number, steps: Steps): void {
  const hour = dollarsOf(hourAtRest(size, steps));
  const whole = yearOf(size, steps);
  const parts = kinds.map((kind) => (whole[kind] * prices[kind]).toFixed(2)).join('  ');
  console.log(
    `${String(size).padStart(9)}  ${hour.toFixed(5).padStart(8)}  ${dollarsOf(whole).toFixed(2).padStart(8)}  ${parts}`,
  );
}
