import '../support/quiet.ts';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { sweep } from '../../functions/sweep/sweep.ts';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { apiClient } from '../support/api-client.ts';
import { localAccess, useDynamoDbLocal } from '../support/dynamodb.ts';
import { injectFaults } from '../support/fault-middleware.ts';
import { memoryFiles } from '../support/memory/dependencies.ts';
import { firstBoard, sampleCycle, sampleScheme } from '../support/sample-cycle.ts';
import { admin, brief, cycleBody } from '../support/sample-service.ts';

const freshTable = useDynamoDbLocal();
const other = { role: 'admin', subject: 'admin-2' };
const base = '/v1/cycles/2019';
const until = '2999-06-01T00:00:00Z';

/** A cycle of one district that may be sealed as it is, behind a client whose replies to writes can be lost. */
async function opened() {
  const { endpoint, tableName } = await freshTable();
  const client = new DynamoDBClient({ endpoint, ...localAccess });
  const stores = dependenciesOn(client, tableName);
  const needs = { ...memoryFiles(stores.clock), ...stores };
  const cycle: Cycle = {
    ...sampleCycle('2019', 1),
    onBlockers: 'verified-only',
    submissionsCloseAt: until,
    finalizeAt: until,
  };
  await stores.cycles.create(cycle, firstBoard(cycle), null);
  return { needs, client, tableName, send: apiClient(needs) };
}

type Opened = Awaited<ReturnType<typeof opened>>;

async function finalized(): Promise<Opened> {
  const it = await opened();
  expect(brief(await it.send(`POST ${base}/finalization`, { caller: admin, body: {} }))).toBe('200');
  return it;
}

const reopening = { scope: { districts: ['d-001'], components: null }, reason: '数据有误', until };

/** What is sent under one key, on what, how it is answered, and how many transactions it takes at most. */
const writes: [string, () => Promise<Opened>, (it: Opened) => Promise<readonly [string, object]>, string][] = [
  [
    'opening a cycle',
    opened,
    async () => [
      'POST /v1/cycles',
      { body: { ...cycleBody, id: '2020', submissionsCloseAt: until, finalizeAt: until } },
    ],
    '201',
  ],
  [
    'loading a scheme',
    opened,
    async () => ['PUT /v1/schemes/another', { body: { ...sampleScheme.document, id: 'another' } }],
    '201',
  ],
  ['finalizing now', opened, async () => [`POST ${base}/finalization`, { body: {} }], '200'],
  ['asking for a reopening', finalized, async () => [`POST ${base}/reopenings`, { body: reopening }], '201'],
  [
    'approving a reopening',
    finalized,
    async ({ send }) => {
      const asked = await send(`POST ${base}/reopenings`, { caller: other, body: reopening });
      return [`POST ${base}/reopenings/${asked.body.id}/approval`, {}];
    },
    '200',
  ],
];

it.each(writes)(
  '%s on DynamoDB, with the reply of each transaction lost in turn, is carried out once and answered',
  async (_, open, ask, answer) => {
    let lost = 0;
    for (let lostAt = 1, isLost = true; isLost; lostAt++) {
      const it = await open();
      const [target, request] = await ask(it);
      const headers = { 'idempotency-key': 'once-only' };
      const send = () => it.send(target, { caller: admin, headers, ...request });
      isLost = false;
      injectFaults(it.client, ({ command, nth }) => {
        if (command !== 'TransactWriteItemsCommand' || nth !== lostAt) return null;
        isLost = true;
        return 'lose-reply';
      });
      const first = await send();
      injectFaults(it.client, () => null);
      if (isLost) lost += 1;
      await sweep(it.needs);
      const again = await send();
      expect([lostAt, brief(again)]).toEqual([lostAt, answer]);
      if (first.status < 400) expect([lostAt, again.text]).toEqual([lostAt, first.text]);
      const third = await send();
      expect([third.text, third.headers['idempotent-replayed']]).toEqual([again.text, 'true']);
      it.client.destroy();
    }
    expect(lost).toBeGreaterThan(0);
  },
  60_000,
);

it('a reply is kept for as long as it says by the clock that the service goes by, whatever the machine’s', async () => {
  const { endpoint, tableName } = await freshTable();
  const clock = { time: Date.parse('2019-11-01T00:00:00Z'), now: () => clock.time };
  const { replies } = dependenciesOn(new DynamoDBClient({ endpoint, ...localAccess }), tableName, clock);
  const expiresAt = clock.time / 1000 + 60;
  await replies.save({
    id: 'key',
    fingerprint: 'request',
    expiresAt,
    status: 200,
    body: '{}',
    etag: null,
    location: null,
  });
  expect(await replies.load('key')).toMatchObject({ fingerprint: 'request' });
  clock.time += 60_000;
  expect(await replies.load('key')).toBeNull();
});
