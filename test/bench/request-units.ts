import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import { createBookTable } from '../../infra/local/database/create-table.ts';
import { startDynamoDbLocal } from '../../infra/local/database/dynamodb-local.ts';
import { apiClient, type TestReply } from '../support/api-client.ts';
import { localAccess } from '../support/dynamodb.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';
import { sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { openFullCycle } from './full-cycle.ts';
import { meterOf, type Reading } from './request-meter.ts';

const sizes = [13, 100, 1000];
/** Component 5 is scored by itself, component 13 by places. */
const plain = '5';
const competitive = '13';

/** Prints requests and request units of a claim and of its recalculation, by cohort, on DynamoDB Local. */
export async function countRequestUnits(): Promise<void> {
  console.log(
    '\nRequests and request units (DynamoDB Local, one claim at a time, everything claimed and verified before)',
  );
  console.log('districts  step                       requests  units  by request');
  const database = await startDynamoDbLocal();
  const [client, reader] = [1, 2].map(() => new DynamoDBClient({ endpoint: database.endpoint, ...localAccess })) as [
    DynamoDBClient,
    DynamoDBClient,
  ];
  try {
    for (const size of sizes) await countFor(client, reader, size);
  } finally {
    client.destroy();
    reader.destroy();
    await database.stop();
  }
}

async function countFor(client: DynamoDBClient, reader: DynamoDBClient, size: number): Promise<void> {
  const tableName = `kaohe-bench-${size}`;
  await createBookTable(client, tableName);
  const needs = { ...dependenciesOn(client, tableName), clock: { now: () => sampleNow } };
  const { cycle } = await openFullCycle({ client, tableName }, needs, size);
  const district = cycle.districts[0]!.id;
  const send = apiClient({ ...memoryDependencies(needs), ...needs });
  const claim = async (component: string, value: string): Promise<void> => {
    const caller = { role: 'district', district, subject: 'bench-portal' };
    const path = `/v1/cycles/${cycle.id}/districts/${district}/components/${component}/claim`;
    const { status, text } = await send(`PUT ${path}`, { caller, body: { value } });
    if (status !== 200) throw new Error(`a claim answered ${status}: ${text}`);
  };
  const apply = () => recalculateDistricts(needs, { cycle, scheme: sampleScheme }, [district]);
  const measure = meterOf(client, reader, tableName);
  // The first claim also reads the cycle, which a running function remembers.
  await claim(plain, '6');
  await apply();
  show(size, 'claim', await measure(() => claim(plain, '7')));
  show(size, 'recalculation', await measure(apply));
  await claim(competitive, '99999');
  show(size, 'recalculation of places', await measure(apply));
  show(size, 'recalculation, too late', await measure(apply));
  await showRanking(size, (headers) => send(`GET /v1/cycles/${cycle.id}/ranking`, { caller: auditor, headers }));
}

const auditor = { role: 'auditor', subject: 'bench-auditor' };

/** What of a ranking goes over the wire, and how long its answer takes, as it is and compressed; the best of five. */
async function showRanking(size: number, ask: (headers: Record<string, string>) => Promise<TestReply>): Promise<void> {
  for (const form of ['identity', 'gzip']) {
    const times: number[] = [];
    let bytes = 0;
    for (let round = 0; round < 5; round++) {
      const from = performance.now();
      bytes = (await ask({ 'accept-encoding': form })).sentBytes;
      times.push(performance.now() - from);
    }
    console.log(`${String(size).padStart(9)}  ranking, ${form}: ${bytes} bytes, ${Math.min(...times).toFixed(1)} ms`);
  }
}

function show(size: number, step: string, { requests, units, byCommand }: Reading): void {
  const cells = [String(size).padStart(9), step.padEnd(25), String(requests).padStart(8), units.toFixed(1).padStart(5)];
  console.log(`${cells.join('  ')}  ${byCommand}`);
}
