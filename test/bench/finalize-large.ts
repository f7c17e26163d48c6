import '../support/quiet.ts';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FinalDependencies } from '../../functions/protocols/dependencies.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import { createBookTable } from '../../infra/local/database/create-table.ts';
import { startDynamoDbLocal } from '../../infra/local/database/dynamodb-local.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { localAccess } from '../support/dynamodb.ts';
import { memoryFiles } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { sampleScheme } from '../support/sample-cycle.ts';
import { openFullCycle } from './full-cycle.ts';
import { type Measure, meterOf } from './request-meter.ts';

/** What was measured: finalizing one cycle in which everything is claimed and verified. */
export interface FinalizeMeasurement {
  readonly districts: number;
  readonly components: number;
  readonly auditEntries: number;
  /** From the first read to the result sealed and exported. */
  readonly seconds: number;
  readonly memoryMegabytesMax: number;
  readonly snapshotSizeBytes: number;
  readonly files: number;
  readonly requests: number;
  /** Of the table, as DynamoDB bills them. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

const tableName = 'kaohe-bench';

/**
 * Finalizes a made-up cohort on DynamoDB Local, which is slower than the service; files go into memory. The board has
 * applied everything before, as the stream does.
 */
export async function benchFinalize(districts: number): Promise<FinalizeMeasurement> {
  const database = await startDynamoDbLocal();
  const [client, reader] = [1, 2].map(() => new DynamoDBClient({ endpoint: database.endpoint, ...localAccess })) as [
    DynamoDBClient,
    DynamoDBClient,
  ];
  try {
    await createBookTable(client, tableName);
    const stores = dependenciesOn(client, tableName);
    const memory = memoryFiles(stores.clock);
    // A bucket in which every file is, and can be locked.
    const files = overriding(memory.files, { protect: async () => undefined });
    const needs: FinalDependencies = { ...stores, ...memory, files };
    const { cycle, auditEntries } = await openFullCycle({ client, tableName }, needs, districts);
    return { ...(await finalize(meterOf(client, reader, tableName), needs, cycle)), auditEntries };
  } finally {
    client.destroy();
    reader.destroy();
    await database.stop();
  }
}

async function finalize(measure: Measure, needs: FinalDependencies, { id }: Cycle) {
  let memoryBytesMax = 0;
  const watch = () => {
    memoryBytesMax = Math.max(memoryBytesMax, process.memoryUsage().rss);
  };
  const timer = setInterval(watch, 20);
  const from = performance.now();
  let outcome = '';
  const { requests, units, readUnits } = await measure(async () => {
    outcome = await advanceCycle(needs, id);
  });
  const seconds = (performance.now() - from) / 1000;
  watch();
  clearInterval(timer);
  if (outcome !== 'done') throw new Error(`the finalization ended with ${outcome}`);
  const { districts, sealing } = (await needs.cycles.load(id))!;
  const final = (await needs.seals.load(id, sealing.revision))!;
  const links = (needs.results as ReturnType<typeof memoryFiles>['results']).all();
  return {
    districts: districts.length,
    components: sampleScheme.components.length,
    seconds,
    memoryMegabytesMax: Math.round(memoryBytesMax / 1024 ** 2),
    snapshotSizeBytes: Buffer.byteLength(await needs.seals.read(final)),
    files: links.size,
    requests,
    readUnits,
    writeUnits: units - readUnits,
  };
}
