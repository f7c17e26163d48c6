import '../support/quiet.ts';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { writeOnceFilesIn } from '../../functions/wiring/bucket-adapters.ts';
import { makeResultFiles } from '../../functions/wiring/final-dependencies.ts';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import { anchorText } from '../../lib/domain/anchor.ts';
import { genesis } from '../../lib/domain/book.ts';
import { type AuditEntry, chained } from '../../lib/domain/book-change.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { keys } from '../../lib/stores/table.ts';
import { readAnchor } from '../../lib/verifier/check-witnesses.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { apiClient } from '../support/api-client.ts';
import { useDynamoDbLocal } from '../support/dynamodb.ts';
import { type S3Fixture, startFixture } from '../support/local-s3.ts';
import { memoryFiles } from '../support/memory/dependencies.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';

const freshTable = useDynamoDbLocal();
const day = 86_400_000;
const finalizeAt = sampleNow + 3 * day;
const bookOfFirst = keys.head('2019', 'd-001').pk;

let s3: S3Fixture;
beforeAll(async () => {
  s3 = await startFixture({ buckets: [] });
});
afterAll(() => s3.dispose());

type Item = Record<string, unknown> & { readonly sk: string };

/** Somebody who can write whatever they like into the table, and nothing into the write-once bucket. */
class Forger {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  async items(from = ' '): Promise<Item[]> {
    const { Items } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': bookOfFirst, ':from': from },
        ConsistentRead: true,
      }),
    );
    return Items as Item[];
  }

  async entries(): Promise<AuditEntry[]> {
    const found = (await this.items()).filter(({ sk }) => sk.startsWith('AUDIT#'));
    return found.map(({ pk: _, sk: __, ...entry }) => entry as unknown as AuditEntry);
  }

  async put(item: object): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName: this.#table, Item: { pk: bookOfFirst, ...item } }));
  }

  async remove(sk: string): Promise<void> {
    await this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { pk: bookOfFirst, sk } }));
  }

  /** Stores an entry at a place in the chain. */
  async putEntry(revision: number, entry: AuditEntry): Promise<void> {
    await this.put({ ...keys.audit('2019', 'd-001', revision), ...entry });
  }

  async setHead(fields: object): Promise<void> {
    const head = (await this.items('HEAD')).find(({ sk }) => sk === 'HEAD')!;
    await this.put({ ...head, ...fields });
  }
}

/** A swept and anchored cycle of two districts with four claims of the first, on the real stores. */
async function anchored() {
  const bucket = `results-${Math.random()}`;
  await s3.restart({ buckets: [{ name: bucket, requireIfNoneMatchPrefix: '' }] });
  const { client, tableName } = await freshTable();
  const clock = { time: sampleNow };
  const now = { clock: { now: () => clock.time } };
  const stores = dependenciesOn(client, tableName);
  const needs = {
    ...memoryFiles(now.clock),
    ...stores,
    ...now,
    ...writeOnceFilesIn(bucket, 1, s3.client),
    makeResultFiles,
  };
  const cycle: Cycle = {
    ...sampleCycle('2019', 2),
    onBlockers: 'verified-only',
    createdAt: new Date(sampleNow).toISOString(),
    submissionsCloseAt: new Date(finalizeAt - day).toISOString(),
    finalizeAt: new Date(finalizeAt).toISOString(),
  };
  await needs.cycles.create(cycle, firstBoard(cycle), null);
  const send = apiClient(needs);
  const claim = async (component: string, value: string) => {
    const caller = { role: 'district', district: 'd-001' };
    const target = `PUT /v1/cycles/2019/districts/d-001/components/${component}/claim`;
    expect((await send(target, { caller, body: { value } })).status).toBe(200);
  };
  const forger = new Forger(DynamoDBDocumentClient.from(client), tableName);
  for (const [component, value] of [
    ['5', '10'],
    ['6', '12'],
    ['5', '14'],
  ] as const)
    await claim(component, value);
  const before = await forger.items();
  await claim('13', '18');
  await sweep(needs);
  const integrity = async () => {
    return (await send('GET /v1/cycles/2019/integrity', { caller: { role: 'auditor' } })).body;
  };
  return { needs, clock, forger, before, claim, integrity };
}

type Anchored = Awaited<ReturnType<typeof anchored>>;

/** What a forger does, and where the chain is said not to hold. */
const forgeries: Record<string, [forge: (it: Anchored) => Promise<void>, revision: number, fault: string]> = {
  'edits an entry': [
    async ({ forger }) => {
      const [, second] = await forger.entries();
      await forger.putEntry(2, { ...second!, by: 'somebody-else' });
    },
    2,
    'altered-entry',
  ],
  'drops an entry': [async ({ forger }) => forger.remove(keys.audit('2019', 'd-001', 2).sk), 2, 'missing-entry'],
  'swaps two entries': [
    async ({ forger }) => {
      const [, second, third] = await forger.entries();
      await forger.putEntry(2, third!);
      await forger.putEntry(3, second!);
    },
    2,
    'missing-entry',
  ],
  'rewrites the whole chain with its head': [
    async ({ forger }) => {
      let previous = genesis;
      for (const { hash: _, ...entry } of await forger.entries()) {
        const by = entry.revision === 2 ? 'somebody-else' : entry.by;
        const forged = chained({ ...entry, by, previous });
        await forger.putEntry(forged.revision, forged);
        previous = forged.hash;
      }
      await forger.setHead({ auditHead: previous });
    },
    4,
    'altered-entry',
  ],
  'puts the whole book back to what it was before the last write': [
    async ({ forger, before }) => {
      const kept = new Set(before.map(({ sk }) => sk));
      for (const { sk } of await forger.items()) if (!kept.has(sk)) await forger.remove(sk);
      for (const item of before) await forger.put(item);
    },
    4,
    'missing-entry',
  ],
  'cuts the tail with the head, and leaves the input behind': [
    async ({ forger, before }) => {
      await forger.remove(keys.audit('2019', 'd-001', 4).sk);
      await forger.put(before.find(({ sk }) => sk === 'HEAD')!);
    },
    4,
    'missing-entry',
  ],
  'puts an older head in its place': [
    async ({ forger, before }) => forger.put(before.find(({ sk }) => sk === 'HEAD')!),
    4,
    'missing-entry',
  ],
};

describe.each(Object.entries(forgeries))('who %s', (_, [forge, revision, fault]) => {
  const auditBreaks = [{ district: 'd-001', revision, fault }];

  it('is found by the next sweep, and by every later one; no anchor is kept of it', async () => {
    const it = await anchored();
    expect(await it.integrity()).toMatchObject({ status: 'equal', lastComparison: { auditEntriesChecked: 4 } });
    await forge(it);
    for (const time of [sampleNow + 300_000, sampleNow + day]) {
      it.clock.time = time;
      await sweep(it.needs).catch(() => undefined);
      expect(await it.integrity()).toMatchObject({ status: 'different', lastComparison: { auditBreaks } });
    }
    expect(await it.needs.anchors.load('2019', '2019-12-31.json')).not.toBeNull();
    expect(await it.needs.anchors.load('2019', '2020-01-01.json')).toBeNull();
  });

  it('keeps the cycle from being sealed, days after the last anchor', async () => {
    const it = await anchored();
    await forge(it);
    it.clock.time = finalizeAt;
    await expect(advanceCycle(it.needs, '2019')).rejects.toThrow();
    expect(await it.needs.seals.load('2019', 1)).toBeNull();
    // Not by a sweep either, which says why.
    await sweep(it.needs).catch(() => undefined);
    expect(await it.integrity()).toMatchObject({ status: 'different', lastComparison: { auditBreaks } });
    expect(['open', 'closing']).toContain((await it.needs.cycles.load('2019'))?.state);
    expect(await it.needs.seals.load('2019', 1)).toBeNull();
  });
});

describe('an untouched cycle', () => {
  it('is anchored every day and at its closing, and its result agrees with each anchor', async () => {
    const it = await anchored();
    it.clock.time = sampleNow + day;
    await it.claim('6', '13');
    await sweep(it.needs);
    it.clock.time = finalizeAt;
    expect(await advanceCycle(it.needs, '2019')).toBe('done');
    const final = (await it.needs.seals.load('2019', 1))!;
    const sealed = await it.needs.seals.read(final);
    const names = ['2019-12-31.json', '2020-01-01.json', '2020-01-03.json', 'closing-1-1.json'];
    const anchors = await Promise.all(names.map((name) => it.needs.anchors.load('2019', name)));
    expect(anchors.map((anchor) => anchor?.heads.map(({ revision }) => revision))).toEqual([
      [4, 0],
      [5, 0],
      [5, 0],
      [5, 0],
    ]);
    const audit = (await it.forger.entries()).map((entry) => `${JSON.stringify(entry)}\n`).join('');
    const witnesses = anchors.flatMap((anchor, index) => readAnchor(names[index]!, anchorText(anchor!))!);
    expect(verifySnapshot(sealed, { audit, anchors: witnesses, sha256: final.sha256 }).differences).toEqual([]);
  });
});
