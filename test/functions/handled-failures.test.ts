import '../support/quiet.ts';
import type { DynamoDBRecord, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import { deliverFromQueue } from '../../functions/deliver-webhooks/deliver-webhooks.ts';
import { finalizeFromQueue } from '../../functions/finalize/finalize-from-queue.ts';
import { publish } from '../../functions/publish/publish.ts';
import { recalculateFromStream } from '../../functions/recalculate/recalculate-from-stream.ts';
import * as metrics from '../../functions/telemetry/metrics.ts';
import { streamHandler } from '../../functions/triggers/stream-handler.ts';
import { admin, assessor, cycleBody, type SampleService, sampleService } from '../support/sample-service.ts';

vi.mock('../../functions/telemetry/metrics.ts', { spy: true });

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});
afterEach(() => vi.clearAllMocks());

/** Which numbers were reported, and how often something of it was. */
function counted(): Record<string, number> {
  const calls = Object.entries(metrics).map(([name, count]) => [name, vi.mocked<(...given: never[]) => void>(count)]);
  return Object.fromEntries(
    calls.flatMap(([name, spy]) => {
      const { length } = (spy as ReturnType<typeof vi.fn>).mock.calls;
      return length > 0 ? [[name, length]] : [];
    }),
  );
}

const message = (body: string) => ({ Records: [{ messageId: 'm', body }] }) as SQSEvent;
const unknown = { eventID: 'e', eventName: 'MODIFY', dynamodb: { SequenceNumber: '1' } } as DynamoDBRecord;
const failing = () => Promise.reject(new Error('broken'));

it('a record of the stream that fails is counted, since its invocation succeeds', async () => {
  const handler = streamHandler(([entry]) => [{ first: entry!.record, run: failing }]);
  expect(await handler({ Records: [unknown] })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  expect(counted()).toEqual({ countStreamTaskFailures: 1 });
});

it('a record of the stream that can not be read is counted by whoever passes it over', async () => {
  const bus = { publish: async () => undefined };
  expect(await recalculateFromStream(() => service.needs)({ Records: [unknown] })).toEqual({ batchItemFailures: [] });
  expect(
    await publish(
      () => service.needs,
      () => bus,
    )({ Records: [unknown] }),
  ).toEqual({ batchItemFailures: [] });
  expect(counted()).toEqual({ countSkippedRecords: 2 });
});

it('a message to the finalizer that fails is counted', async () => {
  const { batchItemFailures } = await finalizeFromQueue(() => service.needs, message('{}'));
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'm' }]);
  expect(counted()).toEqual({ countFinalizationFailures: 1 });
});

it('a fault of ours in a delivery is counted', async () => {
  const { batchItemFailures } = await deliverFromQueue(() => service.needs, message('{'));
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'm' }]);
  expect(counted()).toEqual({ countWebhookFaults: 1 });
});

it('a large import that a fault interrupts is counted, and its request answered', async () => {
  const ids = Array.from({ length: 151 }, (_, at) => `d-${at}`);
  const districts = ids.map((id) => ({ id, name: { zh: id, en: id }, group: null }));
  await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: '2020', districts } });
  service.needs.books.append = failing;
  const headers = { 'content-type': fileMediaTypes.csv };
  const body = `district,component,target\n${ids.map((id) => `${id},5,20\n`).join('')}`;
  const begun = await service.send('POST /v1/cycles/2020/imports', { caller: assessor, body, headers });
  expect(begun.status).toBe(202);
  expect(counted()).toEqual({ countInterruptedImports: 1 });
});
