import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  ScanCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { rankingAt, standings } from '../support/await-applied.ts';
import { City } from '../support/city.ts';
import { until } from '../support/until.ts';
import { Account, type AccountStorage, openStorage } from './account/account.ts';
import { CloudClock } from './account/cloud-clock.ts';
import { restoredTable } from './account/template.ts';

const auditor = { role: 'auditor', subject: 'auditor' } as const;
const [cycle, path] = ['2030', '/v1/cycles/2030'];
const day = 24 * 3_600_000;

const clock = new CloudClock();
let storage: AccountStorage;
let lost: Account;
let restored: Account | undefined;
/** The last version of the feed that a reader saw before the table was lost. */
let seen: { readonly version: number; readonly asOf: string };
let itemsOfOld: number;

interface Integrity {
  readonly lastComparison: { readonly auditBreaks: readonly { readonly district: string }[] } | null;
}

async function everything(of: Account, TableName: string): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await of.database.send(new ScanCommand({ TableName, ExclusiveStartKey: start, ConsistentRead: true }));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/** As DynamoDB restores a table: under another name, without a stream; whoever restores it turns that on. */
async function restore({ database, tableName }: Account, items: readonly Record<string, AttributeValue>[]) {
  const { Table } = await database.send(new DescribeTableCommand({ TableName: tableName }));
  const { KeySchema, AttributeDefinitions } = Table!;
  const made = { TableName: restoredTable, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' } as const;
  await database.send(new CreateTableCommand(made));
  for (let at = 0; at < items.length; at += 25) {
    const RequestItems = { [restoredTable]: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })) };
    await database.send(new BatchWriteItemCommand({ RequestItems }));
  }
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  await database.send(new UpdateTableCommand({ TableName: restoredTable, StreamSpecification }));
}

beforeAll(async () => {
  storage = await openStorage();
  lost = await Account.open({ assembly: inject('assembly'), storage, clock });
});
afterAll(async () => {
  await lost?.close();
  await restored?.close();
  await storage?.close();
});

describe('a table that was restored to an earlier moment', () => {
  it('is a copy of the moment, and has not what came after', async () => {
    const city = new City(lost.client);
    await city.openCycle(cycle);
    const { revision } = await city.claim(cycle, 'xihu', '13', '10');
    await rankingAt(lost.client, cycle, `xihu@${revision}`);
    lost.lambda.find('recalculate').trouble = 'throttle';
    const behind = await city.claim(cycle, 'gongshu', '13', '20');
    const moment = await everything(lost, lost.tableName);
    lost.lambda.find('recalculate').trouble = null;
    await rankingAt(lost.client, cycle, `gongshu@${behind.revision}`);
    const after = await city.claim(cycle, 'xihu', '13', '12');
    const { version, asOf } = await rankingAt(lost.client, cycle, `xihu@${after.revision}`);
    seen = { version, asOf };
    clock.leap(clock.now() + day);
    await lost.pass(6);
    await restore(lost, moment);
    itemsOfOld = (await everything(lost, lost.tableName)).length;
    expect(itemsOfOld).toBeGreaterThan(moment.length);
    await lost.close();
    restored = await Account.open({ assembly: inject('assembly'), template: 'restored', storage, clock });
    expect(restored.tableName).toBe(restoredTable);
    const { score } = await new City(restored.client).scoreOf(cycle, 'xihu', 'claimed');
    expect(score).toBe('3.00');
  });

  it('tells a reader of the feed who has seen more to read anew', async () => {
    const { version, asOf } = seen;
    const query = `${path}/changes?after=${version}&at=${encodeURIComponent(asOf)}`;
    const { status, body } = await restored!.client.send<{ type: string }>(auditor, 'GET', query);
    expect([status, body.type]).toEqual([410, '/problems/resync-needed']);
  });

  it('is repaired where the copy was taken between a claim and its recalculation', async () => {
    await restored!.pass(6);
    const ranking = await rankingAt(restored!.client, cycle, 'gongshu@1');
    expect(standings(ranking).slice(0, 2)).toEqual([
      [1, 'gongshu', '3.00'],
      [1, 'xihu', '3.00'],
    ]);
  });

  it('is told by the anchors to lack something, with an alarm', async () => {
    await restored!.pass(6);
    const report = await until('a comparison was kept', async () => {
      const { lastComparison } = await restored!.client.expect<Integrity>(auditor, 'GET', `${path}/integrity`);
      return lastComparison;
    });
    expect(report.auditBreaks).toMatchObject([{ district: 'xihu' }]);
    expect(restored!.alarms.raised).toContain('Sweeper/Divergence');
  });

  it('takes claims, ranks them as its stream tells, and leaves the other table as it is', async () => {
    const { revision } = await new City(restored!.client).claim(cycle, 'binjiang', '13', '30');
    const ranking = await rankingAt(restored!.client, cycle, `binjiang@${revision}`);
    expect(standings(ranking)).toContainEqual([1, 'binjiang', '3.00']);
    expect(await everything(restored!, lost.tableName)).toHaveLength(itemsOfOld);
    expect(restored!.authority.refusals).toEqual([]);
  });
});
