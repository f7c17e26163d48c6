/**
 * Prints, as JSON, the product's own files in which any function is called while a claim is answered, a stream record
 * brings it to the board, and the ranking is read: over stores in memory, after a first round that loads everything. It
 * is run by Node itself, since a test runner wraps every export in functions of its own.
 */
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { recalculateFromStream } from '../../functions/recalculate/recalculate-from-stream.ts';
import { keys } from '../../lib/stores/table.ts';
import { apiClient } from './api-client.ts';
import { memoryDependencies } from './memory/dependencies.ts';

const root = `file://${join(import.meta.dirname, '../..')}/`;
const session = new Session();

async function filesThatRun(run: () => Promise<unknown>): Promise<string[]> {
  await session.post('Profiler.takePreciseCoverage');
  await run();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const called = result.filter(({ functions }) => functions.some(({ ranges }) => ranges[0]!.count > 0));
  const paths = called.flatMap(({ url }) => (url.startsWith(root) ? [url.slice(root.length)] : []));
  return paths.filter((path) => /^(?:events|functions|lib)\//.test(path)).sort();
}

const now = Date.parse('2019-06-01T00:00:00Z');
const needs = memoryDependencies({ clock: { now: () => now } });
const send = apiClient(needs);
const portal = { role: 'district', district: 'east', subject: 'portal-east' };
const admin = { role: 'admin', subject: 'admin-1' };

async function done(target: string, request: Parameters<typeof send>[1]): Promise<void> {
  const { status, text } = await send(target, request);
  if (status >= 400) throw new Error(`${target} → ${status} ${text}`);
}

let claims = 0;
function claim(): Promise<void> {
  const headers = { 'idempotency-key': `claim-${++claims}` };
  const target = 'PUT /v1/cycles/2019/districts/east/components/5/claim';
  return done(target, { caller: portal, headers, body: { value: String(claims) } });
}

async function record(): Promise<void> {
  const dynamodb = { Keys: marshall(keys.head('2019', 'east')), SequenceNumber: '1' };
  const batch = { Records: [{ eventID: 'e', eventName: 'MODIFY', dynamodb } as DynamoDBRecord] };
  const { batchItemFailures } = await recalculateFromStream(() => needs)(batch);
  if (batchItemFailures.length > 0) throw new Error('the record failed');
}

const ranking = () => done('GET /v1/cycles/2019/ranking', { caller: portal });

const districts = ['east', 'west'].map((id) => ({ id, name: { zh: id, en: id } }));
const dates = { submissionsCloseAt: '2020-01-01T00:00:00+08:00', finalizeAt: '2020-02-01T00:00:00+08:00' };
await done('POST /v1/cycles', {
  caller: admin,
  body: { id: '2019', scheme: 'east-west-70', year: 2019, districts, ...dates },
});
await done('PUT /v1/cycles/2019/districts/east/targets', {
  caller: { role: 'assessor', subject: 'assessor-1' },
  body: { targets: { 5: '20' } },
});
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const steps = { claim, record, ranking };
for (const step of Object.values(steps)) await step();
const found: Record<string, string[]> = {};
for (const [name, step] of Object.entries(steps)) found[name] = await filesThatRun(step);
process.stdout.write(JSON.stringify(found));
