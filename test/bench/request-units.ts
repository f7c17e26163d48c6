import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { recalculateDistricts } from '../../functions/recalculate.ts';
import { loadCycle } from '../../functions/shared/cycle-rules.ts';
import { dependenciesOn } from '../../functions/shared/dependencies.ts';
import { createBookTable } from '../../infra/local/create-table.ts';
import { startDynamoDbLocal } from '../../infra/local/dynamodb-local.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { localAccess } from '../support/dynamodb.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';
import { meterOf, type Reading } from './request-meter.ts';

const tableName = 'kaohe-bench';
const sizes = [13, 100, 1000];
/** Component 5 is scored by itself, component 13 by places. */
const plain = '5';
const competitive = '13';

/** Prints requests and request units of a claim and of its recalculation, by cohort, on DynamoDB Local. */
export async function countRequestUnits(): Promise<void> {
  console.log('\nRequests and request units (DynamoDB Local, one claim at a time)');
  console.log('districts  step                       requests  units  by request');
  const database = await startDynamoDbLocal({ inMemory: true });
  const [client, reader] = [1, 2].map(() => new DynamoDBClient({ endpoint: database.endpoint, ...localAccess })) as [
    DynamoDBClient,
    DynamoDBClient,
  ];
  try {
    await createBookTable(client, tableName);
    for (const size of sizes) await countFor(client, reader, size);
  } finally {
    client.destroy();
    reader.destroy();
    await database.stop();
  }
}

async function countFor(client: DynamoDBClient, reader: DynamoDBClient, size: number): Promise<void> {
  const needs = dependenciesOn(client, tableName);
  const cycle = `bench-${size}`;
  const send = apiClient({ ...memoryDependencies(needs), ...needs });
  const districts = await openCycle(send, cycle, size);
  const rules = await loadCycle(needs, cycle);
  if (isRejection(rules)) throw new Error(`${cycle} was not opened`);
  await fill(send, cycle, districts.slice(0, 13));
  await recalculateDistricts(needs, rules, districts.slice(0, 13));
  const [district] = districts as [string];
  const claim = (component: string, value: string) => claimOne(send, cycle, district, component, value);
  const apply = () => recalculateDistricts(needs, rules, [district]);
  const measure = meterOf(client, reader, tableName);
  show(size, 'claim', await measure(() => claim(plain, '7')));
  show(size, 'recalculation', await measure(apply));
  await claim(competitive, '999');
  show(size, 'recalculation of places', await measure(apply));
  show(size, 'recalculation, too late', await measure(apply));
}

function show(size: number, step: string, { requests, units, byCommand }: Reading): void {
  const cells = [String(size).padStart(9), step.padEnd(25), String(requests).padStart(8), units.toFixed(1).padStart(5)];
  console.log(`${cells.join('  ')}  ${byCommand}`);
}

const admin = { role: 'admin', subject: 'bench-admin' };
const assessor = { role: 'assessor', subject: 'bench-assessor' };

async function openCycle(send: ApiClient, id: string, size: number): Promise<string[]> {
  const districts = Array.from({ length: size }, (_, at) => `d-${String(at + 1).padStart(4, '0')}`);
  const body = {
    id,
    scheme: 'east-west-70',
    year: 2030,
    timeZone: 'Asia/Shanghai',
    districts: districts.map((district) => ({ id: district, name: { zh: district, en: district } })),
    submissionsCloseAt: '2100-01-01T00:00:00+08:00',
    finalizeAt: '2100-02-01T00:00:00+08:00',
    evidenceRequired: false,
  };
  const { status, text } = await send('POST /v1/cycles', { caller: admin, body });
  if (status >= 300) throw new Error(`opening a cycle of ${size} answered ${status}: ${text}`);
  return districts;
}

async function fill(send: ApiClient, cycle: string, districts: readonly string[]): Promise<void> {
  for (const [at, district] of districts.entries()) {
    const path = `/v1/cycles/${cycle}/districts/${district}/targets`;
    await send(`PUT ${path}`, { caller: assessor, body: { targets: { [plain]: '20', [competitive]: '100' } } });
    await claimOne(send, cycle, district, competitive, String(10 + at));
  }
}

async function claimOne(
  send: ApiClient,
  cycle: string,
  district: string,
  component: string,
  value: string,
): Promise<void> {
  const caller = { role: 'district', district, subject: 'bench-portal' };
  const path = `/v1/cycles/${cycle}/districts/${district}/components/${component}/claim`;
  const { status, text } = await send(`PUT ${path}`, { caller, body: { value } });
  if (status !== 200) throw new Error(`a claim answered ${status}: ${text}`);
}
