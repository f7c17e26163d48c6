import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { admin, assessor, City } from '../support/city.ts';
import { PortalUploads, putBytes } from '../support/portal-uploads.ts';
import { until } from '../support/until.ts';
import { pdfNumber } from '../support/uploads.ts';
import { Account } from './account/account.ts';
import { Clamd } from './account/clamd.ts';
import type { DeployedFunction } from './account/lambda.ts';
import type { SynthesizedTemplate } from './account/template.ts';

const hour = 3_600_000;
const day = 24 * hour;

let account: Account;
let city: City;
let clamd: Clamd;
/** So many minutes hold a whole period of nearly every alarm, whenever they begin. */
const aPeriod = 6;
/** Every alarm that any fault has raised. */
const everRaised = new Set<string>();
let cycles = 0;

/** Opens a cycle of its own, with dates far off unless the days say otherwise. */
async function newCycle({
  closesInDays = 40,
  ...more
}: { closesInDays?: number } & Parameters<City['openCycle']>[1] = {}) {
  const id = `cycle-${++cycles}`;
  const closesAt = account.clock.now() + closesInDays * day;
  const dates = { submissionsCloseAt: iso(closesAt), finalizeAt: iso(closesAt + hour) };
  await city.openCycle(id, { ...dates, ...more });
  return { id, finalizeAt: Math.ceil((closesAt + hour) / 1000) * 1000 };
}

const iso = (at: number) => new Date(Math.ceil(at / 1000) * 1000).toISOString();
const lambda = (name: string) => account.lambda.find(name);

/** Does something while functions are in trouble. */
async function whileIn(trouble: DeployedFunction['trouble'], names: readonly string[], work: () => Promise<unknown>) {
  for (const name of names) lambda(name).trouble = trouble;
  try {
    await work();
  } finally {
    for (const name of names) lambda(name).trouble = null;
  }
}

/** Does something while functions lack rights that the template gives them. */
async function without(names: readonly string[], action: string, work: () => Promise<unknown>): Promise<void> {
  const back = names.map((name) => account.authority.withdraw(lambda(name).roleArn, action));
  try {
    await work();
  } finally {
    for (const giveBack of back) giveBack();
  }
}

const named = (pattern: RegExp) => account.alarms.names.filter((name) => pattern.test(name));

/** Lets a queue hand out its messages again and again, until it gives them up. */
async function untilGivenUp(queueOf: string, work: string): Promise<void> {
  const mapping = account.stack.find(
    'AWS::Lambda::EventSourceMapping',
    ({ properties }) =>
      properties.FunctionName === lambda(queueOf).deployed.ref && /:sqs:/.test(properties.EventSourceArn),
  );
  const queue = account.queues.find(mapping.properties.EventSourceArn);
  const letters = account.queues.find(queue.deployed.properties.RedrivePolicy.deadLetterTargetArn);
  await until(`${work} is given up`, () => {
    if (queue.visible === 0)
      account.clock.leap(account.clock.now() + queue.deployed.properties.VisibilityTimeout * 1000);
    return letters.messages.length > 0;
  });
  await account.pass(aPeriod);
  letters.messages.length = 0;
}

async function verifiedFile(district: string): Promise<void> {
  const cycle = await newCycle();
  const uploads = new PortalUploads(account.client, cycle.id, district);
  const file = await uploads.handIn(pdfNumber(++cycles));
  expect(file.state).toBe('stored');
  const { body } = await uploads.claim('5', '16', [file.id]);
  await city.assess(cycle.id, district, '5', { decision: 'verify', claimRevision: body.revision });
}

/** The functions that scan files reach a scanner in their network, which needs no template of its own. */
function giveScanner({ Resources }: SynthesizedTemplate): void {
  for (const [id, { Properties }] of Object.entries(Resources)) {
    const { Environment } = (Properties ?? {}) as { Environment?: { Variables: Record<string, string> } };
    if (Environment && /^(?:register|rescan)evidence/.test(id))
      Environment.Variables.CLAMD_ADDRESS = `127.0.0.1:${clamd.port}`;
  }
}

beforeAll(async () => {
  clamd = await Clamd.open();
  account = await Account.open({ assembly: inject('assembly'), alter: giveScanner });
  city = new City(account.client);
});
afterAll(async () => {
  await account?.close();
  clamd?.close();
});
beforeEach(() => account.alarms.raised.clear());
afterEach(() => {
  for (const name of account.alarms.raised) everRaised.add(name);
});

/** What a fault raises, whatever else it does. */
function raises(names: readonly string[]): void {
  expect(names.filter((name) => !account.alarms.raised.has(name))).toEqual([]);
}

describe('an account at rest', () => {
  it('raises nothing', async () => {
    await newCycle();
    await account.pass(2 * aPeriod);
    expect([...account.alarms.raised]).toEqual([]);
  });
});

describe('what alarms watch', () => {
  it('functions that end in the middle', async () => {
    const names = account.lambda.all.map(({ name }) => name);
    await whileIn('crash', names, () => Promise.all(names.map((name) => lambda(name).invoke({}))));
    await account.pass(aPeriod);
    raises(names.map((name) => `${name}/Errors`));
  });

  it('functions that may not begin', async () => {
    const names = account.lambda.all.map(({ name }) => name);
    await whileIn('throttle', names, () => Promise.allSettled(names.map((name) => lambda(name).invoke({}))));
    await account.pass(aPeriod);
    raises(names.map((name) => `${name}/Throttles`));
  });

  it('rhythms that stand still', async () => {
    for (const { deployed } of account.lambda.all) account.bus.stopped.add(deployed.arn);
    await account.pass(3 * aPeriod + 2);
    account.bus.stopped.clear();
    raises(named(/\/Silence$/));
  });

  it('readers of the stream that fall behind, and what they give up if it cannot be kept', async () => {
    const readers = ['recalculate', 'publish'];
    const { id } = await newCycle();
    await until('nothing is left to read', async () => (await city.scoreOf(id, 'xihu', 'claimed')).score === '0.00');
    const fallBehind = async () => {
      await city.claim(id, 'xihu', '13', '10');
      for (let minute = 0; minute < 6; minute++) {
        const tried = readers.map((name) => lambda(name).failures.length);
        await until('both have tried', () =>
          readers.every((name, place) => lambda(name).failures.length > tried[place]!),
        );
        await account.pass(1);
      }
      const isLost = (name: string) =>
        account.metrics
          .names()
          .some((metric) => /DestinationDeliveryFailures/.test(metric) && metric.includes(lambda(name).deployed.ref));
      await until('both have given up', () => readers.every(isLost));
    };
    await without(readers, '*', () => whileIn('crash', readers, fallBehind));
    await account.pass(aPeriod);
    raises(readers.flatMap((name) => [`${name}/IteratorAge`, `${name}/LostFailures`]));
  });

  it('failures that are dealt with: of records, steps, deliveries, and records that cannot be read', async () => {
    const body = { url: 'https://receiver.test/hook', types: ['ClaimSubmitted'] };
    await account.client.expect(admin, 'PUT', '/v1/webhooks/own-faults', body);
    const { id, finalizeAt } = await newCycle({ closesInDays: 1 });
    const says = (name: string, words: string) => () => lambda(name).lines.some((line) => line.includes(words));
    await without(['recalculate', 'deliver-webhooks', 'finalize'], 'dynamodb:*', async () => {
      await city.claim(id, 'xihu', '13', '10');
      await until('a record has failed', says('recalculate', 'stream task failed'));
      await until('a delivery has failed', says('deliver-webhooks', 'a webhook could not be served'));
      account.clock.leap(finalizeAt - hour);
      await until('a step has failed', says('finalize', 'finalization failed'));
    });
    const unreadable = { pk: { S: `CYCLE#${id}` }, sk: { S: 'CHANGE#of-another-version' } };
    await account.database.send(new PutItemCommand({ TableName: account.tableName, Item: unreadable }));
    await until('a record was skipped', says('publish', 'stream record skipped'));
    await account.pass(aPeriod);
    raises(named(/StreamTaskFailures|SkippedRecords|FinalizationFailures|WebhookFaults/));
    await account.client.expect(admin, 'DELETE', '/v1/webhooks/own-faults');
  });

  it('a large import that a fault has stopped, which goes on within a minute', async () => {
    const districts = Array.from({ length: 160 }, (_, at) => ({
      id: `d-${at}`,
      name: { zh: `${at}区`, en: `d-${at}` },
    }));
    const { id } = await newCycle({ districts });
    const table = `district,component,target\n${districts.map((district) => `${district.id},5,20\n`).join('')}`;
    const headers = { authorization: `Bearer ${await account.client.token(assessor)}`, 'content-type': 'text/csv' };
    let location = '';
    await without(['imports'], 'dynamodb:UpdateItem', async () => {
      const request = { method: 'POST', headers, body: table };
      const answer = await fetch(`${account.client.url}/v1/cycles/${id}/imports`, request);
      expect(answer.status).toBe(202);
      location = answer.headers.get('location')!;
    });
    await until('the import is over', async () => {
      await account.pass(1);
      const { state } = await account.client.expect<{ state: string }>(assessor, 'GET', location);
      return state === 'done';
    });
    await account.pass(aPeriod);
    raises(['InterruptedImports']);
  });

  it('batches that were given up and kept, which are announced', async () => {
    const { id } = await newCycle();
    const before = account.bus.notified.length;
    await whileIn('crash', ['recalculate'], async () => {
      await city.claim(id, 'xihu', '13', '10');
      await until('the batch is announced', () => account.bus.notified.length > before);
    });
    expect(account.bus.notified.at(-1)).toMatch(/^"?A batch of the stream was given up/);
    // What was given up the sweeper heals.
    await account.pass(aPeriod);
    await until('the score is there', async () => (await city.scoreOf(id, 'xihu', 'claimed')).score === '3.00');
  });

  it('uploads that cannot be registered, and verifications whose evidence cannot be locked', async () => {
    await whileIn('crash', ['register-evidence', 'protect-evidence'], async () => {
      const { id } = await newCycle();
      const { body } = await new PortalUploads(account.client, id, 'xihu').announce(pdfNumber(++cycles));
      await putBytes(body.upload, pdfNumber(cycles));
      const { revision } = await city.claim(id, 'xihu', '13', '10');
      await city.assess(id, 'xihu', '13', { decision: 'verify', claimRevision: revision });
      await until('both are kept', () => {
        const isKept = (name: string) =>
          account.queues.all.some((queue) => queue.deployed.path.includes(name) && queue.messages.length > 0);
        return isKept('Unregistered') && isKept('Unprotected');
      });
    });
    await account.pass(aPeriod);
    raises(['EvidencePipeline/Unregistered/NotEmpty', 'EvidencePipeline/Unprotected/NotEmpty']);
    for (const queue of account.queues.all)
      if (/Unregistered|Unprotected/.test(queue.deployed.path)) queue.messages.length = 0;
  });

  it('a webhook that cannot be served, and one whose receiver takes nothing for three days', async () => {
    const body = { url: 'https://receiver.test/hook', types: ['ClaimSubmitted'] };
    await account.client.expect(admin, 'PUT', '/v1/webhooks/receiver', body);
    const { id } = await newCycle();
    await whileIn('crash', ['deliver-webhooks'], async () => {
      await city.claim(id, 'xihu', '13', '10');
      await untilGivenUp('deliver-webhooks', 'the delivery');
    });
    raises(named(/Unserved.NotEmpty/));
    account.internet.status = 500;
    await account.pass(2);
    const isDisabled = async () =>
      (await account.client.expect<{ state: string }>(admin, 'GET', '/v1/webhooks/receiver')).state === 'disabled';
    await until('the webhook is disabled', async () => {
      account.clock.leap(account.clock.now() + 9 * hour);
      await account.pass(1);
      return isDisabled();
    });
    await account.pass(aPeriod);
    account.internet.status = 204;
    raises(['WebhookDeliveries/Disabled']);
  });

  it('dates whose steps keep failing, and schedules that may not send', async () => {
    const { finalizeAt } = await newCycle({ closesInDays: 1 });
    await whileIn('crash', ['finalize'], async () => {
      account.clock.leap(finalizeAt - hour);
      await untilGivenUp('finalize', 'the step');
    });
    raises(named(/Unfinished.NotEmpty/));
    const sender = [...account.scheduler.schedules.values()][0]!.target.RoleArn;
    const giveBack = account.authority.withdraw(sender, 'sqs:SendMessage');
    account.clock.leap(finalizeAt + 41 * day);
    giveBack();
    await account.pass(aPeriod);
    raises(['CycleSchedules/Dropped']);
  });

  it('a table that refuses reads or writes', async () => {
    account.table.throttles = 'reads';
    expect((await account.client.send(assessor, 'GET', '/v1/cycles')).status).toBe(503);
    account.table.throttles = 'writes';
    expect((await account.client.send(admin, 'POST', '/v1/cycles', {})).status).toBe(422);
    await expect(newCycle()).rejects.toThrow('503');
    account.table.throttles = null;
    await account.pass(aPeriod);
    raises(['Books/ReadThrottleEvents', 'Books/WriteThrottleEvents']);
  });

  it('answers of 5xx', async () => {
    await whileIn('crash', ['reads'], async () => {
      for (let request = 0; request < 5; request++)
        expect((await account.client.send(assessor, 'GET', '/v1/cycles')).status).toBe(500);
    });
    await account.pass(aPeriod);
    raises(['PublicApi/ServerErrors']);
  });

  it('callers who are refused, and writes that take long, for a quarter of an hour', async () => {
    const { id } = await newCycle();
    for (let period = 0; period < 4; period++) {
      account.gateway.isOverrun = true;
      const statuses = await Promise.all(Array.from({ length: 100 }, () => fetch(`${account.client.url}/v1/health`)));
      expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([429]));
      account.gateway.isOverrun = false;
      account.table.slowMilliseconds = 1600;
      await city.claim(id, 'xihu', '13', String(period));
      account.table.slowMilliseconds = 0;
      await account.pass(5);
    }
    raises(['PublicApi/TooManyRequests', 'PublicApi/SlowWrites']);
  });

  it('scans that stay unfinished, and files that stay unlocked', async () => {
    account.files.isBroken = ({ action, resource }) =>
      action === 's3:PutObjectRetention' && resource.includes('/evidence/');
    await verifiedFile('xihu');
    clamd.isDown = true;
    const { id } = await newCycle();
    const uploads = new PortalUploads(account.client, id, 'xihu');
    const { body } = await uploads.announce(pdfNumber(++cycles));
    await putBytes(body.upload, pdfNumber(cycles));
    await until('the scan is unfinished', async () => (await uploads.show(body.id)).state === 'pending');
    account.clock.leap(account.clock.now() + 31 * 60_000);
    await account.pass(2 * aPeriod);
    raises(['EvidencePipeline/OverdueScans', 'EvidencePipeline/UnlockedEvidence']);
    account.files.isBroken = () => false;
    clamd.isDown = false;
    await account.pass(2 * aPeriod);
    expect(await uploads.examined(body.id)).toMatchObject({ state: 'stored' });
  });

  it('a scheduler that takes no schedules', async () => {
    account.scheduler.isDown = true;
    await newCycle();
    await account.pass(3 * aPeriod);
    account.scheduler.isDown = false;
    raises(['Sweeper/UnsetWakeUps']);
  });

  it('a cycle that is held, and late', async () => {
    const { id, finalizeAt } = await newCycle({ closesInDays: 1, onBlockers: 'hold' });
    await city.claim(id, 'xihu', '13', '10');
    account.clock.leap(finalizeAt + 31 * 60_000);
    await account.pass(2 * aPeriod);
    raises(['Sweeper/Held', 'Sweeper/Late']);
  });

  it('a sealed result without files', async () => {
    account.files.isBroken = ({ action, resource }) => action === 's3:PutObject' && resource.includes('/final/');
    const { finalizeAt } = await newCycle({ closesInDays: 1, onBlockers: 'verified-only' });
    account.clock.leap(finalizeAt);
    await account.pass(3 * aPeriod);
    account.files.isBroken = () => false;
    raises(['Sweeper/Unexported']);
  });

  it('an audit chain with a hole, and a book that is gone', async () => {
    const [broken, emptied] = [await newCycle(), await newCycle()];
    for (const { id } of [broken, emptied]) for (const value of ['10', '11']) await city.claim(id, 'xihu', '13', value);
    await account.pass(aPeriod);
    const remove = (pk: string, sk: string) =>
      account.database.send(
        new DeleteItemCommand({ TableName: account.tableName, Key: { pk: { S: pk }, sk: { S: sk } } }),
      );
    const entries = await auditKeys(`BOOK#${broken.id}#xihu`);
    await remove(`BOOK#${broken.id}#xihu`, entries[0]!);
    await remove(`BOOK#${emptied.id}#xihu`, 'HEAD');
    await account.pass(2 * aPeriod);
    raises(['Sweeper/Divergence', 'Sweeper/MissingBook']);
  });

  it('is every alarm of the template, and each can be raised', () => {
    expect([...everRaised].sort()).toEqual(account.alarms.names);
  });
});

async function auditKeys(pk: string): Promise<string[]> {
  const query = new QueryCommand({
    TableName: account.tableName,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': { S: pk }, ':sk': { S: 'AUDIT#' } },
  });
  const { Items = [] } = await account.database.send(query);
  return Items.map(({ sk }) => sk!.S!);
}
