import '../support/quiet.ts';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { apiClient } from '../support/api-client.ts';
import { localAccess, useDynamoDbLocal } from '../support/dynamodb.ts';
import {
  awsError,
  cancelled,
  type InjectedFault,
  injectFaults,
  type SentRequest,
} from '../support/fault-middleware.ts';
import { memoryFiles } from '../support/memory/dependencies.ts';
import { Lost } from '../support/memory/weather.ts';
import { claimChange, sampleReply } from '../support/sample-change.ts';
import { districtIds, firstBoard, sampleCycle, sampleScheme } from '../support/sample-cycle.ts';

const freshTable = useDynamoDbLocal();
const calm = () => null;
const [write, read] = ['TransactWriteItemsCommand', 'TransactGetItemsCommand'];

/** A cycle on a table of its own, behind a client whose requests meet what `choose` says; at first nothing. */
async function opened(districts = 3) {
  const { endpoint, tableName } = await freshTable();
  const client = new DynamoDBClient({ endpoint, ...localAccess });
  const stores = dependenciesOn(client, tableName);
  const cycle = { ...sampleCycle('2019', districts), submissionsCloseAt: '2999-01-01T00:00:00Z' };
  await stores.cycles.create(cycle, firstBoard(cycle), null);
  const inject = (choose: (request: SentRequest) => InjectedFault) => injectFaults(client, choose);
  return {
    stores,
    send: apiClient({ ...memoryFiles(stores.clock), ...stores }),
    inject,
    rules: { cycle, scheme: sampleScheme },
  };
}

const address = 'PUT /v1/cycles/2019/districts/d-001/components/5/claim';
const caller = { role: 'district', district: 'd-001' };

async function bookOf({ stores }: Awaited<ReturnType<typeof opened>>) {
  return (await stores.books.open('2019', 'd-001', ['5'], null))!.book;
}

/** A fault for the first `times` requests of a command. */
function first(times: number, command: string, fault: InjectedFault) {
  return (request: SentRequest) => (request.command === command && request.nth <= times ? fault : null);
}

describe('a cancelled transaction', () => {
  const failed = 'ConditionalCheckFailed';
  it.each([[[failed]], [['None', failed]], [[failed, failed, 'None']]])(
    'is outdated, after one request, if every reason is a failed condition: %j',
    async (codes) => {
      const it = await opened();
      const change = claimChange(await bookOf(it), '1');
      const counts = it.inject(first(99, write, cancelled(...codes)));
      expect(await it.stores.books.append(change, null)).toBe('outdated');
      expect(counts()[write]).toBe(1);
    },
  );

  it.each([
    [['TransactionConflict']],
    [['None', 'TransactionConflict']],
    [[failed, 'TransactionConflict']],
    [['ThrottlingError', failed]],
    [['ProvisionedThroughputExceeded']],
  ])('is tried again if there is any other reason that passes: %j', async (codes) => {
    const it = await opened();
    const change = claimChange(await bookOf(it), '1');
    const counts = it.inject(first(2, write, cancelled(...codes)));
    expect(await it.stores.books.append(change, null)).toBe('committed');
    expect(counts()[write]).toBe(3);
  });

  it('is busy if that reason does not pass, and was never taken for an answer', async () => {
    const it = await opened();
    const change = claimChange(await bookOf(it), '1');
    it.inject(first(99, write, cancelled(failed, 'TransactionConflict')));
    await expect(it.stores.books.append(change, null)).rejects.toThrow(Busy);
    it.inject(calm);
    expect((await bookOf(it)).head.revision).toBe(0);
  });

  it.each([[['ValidationError', failed]], [['ItemCollectionSizeLimitExceeded']], [['AccessDenied']]])(
    'is a fault for every reason that we know nothing about: %j',
    async (codes) => {
      const it = await opened();
      const change = claimChange(await bookOf(it), '1');
      const counts = it.inject(first(99, write, cancelled(...codes)));
      await expect(it.stores.books.append(change, null)).rejects.toThrow('TransactionCanceledException');
      expect(counts()[write]).toBe(1);
    },
  );
});

describe('throttling', () => {
  const throttled = awsError('ThrottlingException');
  it.each([
    ['writing a claim', write, `${address}`],
    ['opening a book', read, `${address}`],
    ['reading a cycle', 'GetItemCommand', 'GET /v1/cycles/2019'],
    ['querying a book', 'QueryCommand', 'GET /v1/cycles/2019/districts/d-001/book'],
    ['reading scores', 'BatchGetItemCommand', 'GET /v1/cycles/2019/districts/d-001/score'],
  ])(
    'that passes while %s is waited out; one that does not is 503 busy with Retry-After',
    async (_, command, target) => {
      const it = await opened();
      const request = { caller, ...(target.startsWith('PUT') && { body: { value: '1' } }) };
      it.inject(first(2, command, throttled));
      expect((await it.send(target, request)).status).toBe(200);
      it.inject(first(99, command, throttled));
      const reply = await it.send(target, { ...request, ...(request.body && { body: { value: '2' } }) });
      expect(reply).toMatchObject({ status: 503, body: { type: '/problems/busy' } });
      expect(reply.headers['retry-after']).toBe('1');
    },
  );
});

describe('a request that timed out', () => {
  it('has waited enough: it is busy at once, while one that failed quickly is tried again', async () => {
    const it = await opened();
    const now = Date.now.bind(Date);
    let passed = 0;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + passed);
    for (const [milliseconds, tries] of [
      [4000, 1],
      [0, 6],
    ] as const) {
      const counts = it.inject(({ command }) => {
        if (command !== read) return null;
        passed += milliseconds;
        return awsError('TimeoutError');
      });
      expect((await it.send(address, { caller, body: { value: '1' } })).status).toBe(503);
      expect(counts()[read]).toBe(tries);
    }
    clock.mockRestore();
  });
});

describe('conflicts on three writes in ten', () => {
  it('end in 200 or 503 busy with Retry-After: never in another answer, and nothing is lost or doubled', async () => {
    const it = await opened();
    const conflicting = [0, 3, 7];
    it.inject(({ command, nth }) =>
      command === write && conflicting.includes(nth % 10) ? cancelled('None', 'TransactionConflict') : null,
    );
    const values = Array.from({ length: 24 }, (_, index) => String(index + 1));
    const replies = await Promise.all(
      values.map((value) =>
        it.send(address, { caller, body: { value }, headers: { 'idempotency-key': `key-${value}` } }),
      ),
    );
    const stored = replies.filter(({ status }) => status === 200);
    for (const reply of replies.filter(({ status }) => status !== 200))
      expect([reply.status, reply.body.type, reply.headers['retry-after']]).toEqual([503, '/problems/busy', '1']);
    it.inject(calm);
    expect(stored.length).toBeGreaterThan(0);
    expect((await bookOf(it)).head.revision).toBe(stored.length);
    expect(new Set(stored.map(({ body }) => body.revision)).size).toBe(stored.length);
  });
});

describe('a reply that is lost after the commit', () => {
  const headers = { 'idempotency-key': 'once-only' };

  it('is given when the client sends the request again under its key, and there is one revision', async () => {
    const it = await opened();
    it.inject(first(1, write, 'lose-reply'));
    expect((await it.send(address, { caller, headers, body: { value: '16' } })).status).toBe(500);
    const again = await it.send(address, { caller, headers, body: { value: '16' } });
    expect(again).toMatchObject({
      status: 200,
      body: { revision: 1 },
      headers: { 'idempotent-replayed': 'true', etag: '"1"' },
    });
    expect((await bookOf(it)).head.revision).toBe(1);
  });

  it('leads to one revision even without a key: the same claim again changes nothing', async () => {
    const it = await opened();
    it.inject(first(1, write, 'lose-reply'));
    expect((await it.send(address, { caller, body: { value: '16' } })).status).toBe(500);
    expect(await it.send(address, { caller, body: { value: '16' } })).toMatchObject({
      status: 200,
      body: { revision: 1 },
    });
  });

  it('of a try that is repeated on the spot does not make the write meet its own traces', async () => {
    const it = await opened();
    let tries = 0;
    const tokens = new Set<unknown>();
    it.inject(({ command, input }) => {
      if (command !== write) return null;
      tokens.add(input.ClientRequestToken);
      tries += 1;
      return tries === 1 ? 'lose-reply-as-internal' : null;
    });
    const reply = await it.send(address, { caller, body: { value: '16' }, headers: { 'if-match': '"0"' } });
    expect([tries, tokens.size, tokens.has(undefined)]).toEqual([2, 1, false]);
    expect(reply).toMatchObject({ status: 200, body: { revision: 1 } });
    expect((await bookOf(it)).head.revision).toBe(1);
  });

  it('of a recalculation leaves one version, and the next wake-up finds nothing to do', async () => {
    const it = await opened();
    await it.send(address, { caller, body: { value: '16' } });
    it.inject(first(1, write, 'lose-reply'));
    await expect(recalculateDistricts(it.stores, it.rules, ['d-001'])).rejects.toThrow(Lost);
    await recalculateDistricts(it.stores, it.rules, ['d-001']);
    expect(await it.stores.boards.lastVersion('2019')).toBe(1);
    expect((await it.stores.boards.load('2019'))?.board.revisions[0]).toBe(1);
  });
});

describe('keys that a batch leaves unread', () => {
  const ids = districtIds(3);
  const tearing = (leaves: (nth: number) => boolean) => (request: SentRequest) => {
    if (request.command !== 'BatchGetItemCommand' || !leaves(request.nth)) return null;
    return 'leave-unread' as const;
  };

  it('are asked for again until they have come', async () => {
    const it = await opened();
    const counts = it.inject(tearing((nth) => nth < 4));
    expect((await it.stores.books.heads('2019', ids)).map((head) => head?.district)).toEqual(ids);
    expect(counts().BatchGetItemCommand).toBe(4);
  });

  it('make it busy if they never come: they are not taken for absent', async () => {
    const it = await opened();
    it.inject(tearing(() => true));
    await expect(it.stores.books.heads('2019', ids)).rejects.toThrow(Busy);
  });
});

describe('the number of requests', () => {
  it('of a write of a book is one read and one transaction', async () => {
    const it = await opened();
    await it.send(address, { caller, body: { value: '1' } });
    const counts = it.inject(calm);
    const headers = { 'idempotency-key': 'key-1', 'if-match': '"1"' };
    expect((await it.send(address, { caller, headers, body: { value: '2' } })).status).toBe(200);
    expect(counts()).toEqual({ [read]: 1, [write]: 1 });
  });

  it('of a replay, a refusal or a write that changes nothing is one read', async () => {
    const it = await opened();
    const headers = { 'idempotency-key': 'key-1' };
    await it.send(address, { caller, headers, body: { value: '1' } });
    const tries = [
      { headers, body: { value: '1' } },
      { headers: { 'if-match': '"9"' }, body: { value: '2' } },
      { body: { value: '1' } },
    ];
    for (const request of tries) {
      const counts = it.inject(calm);
      await it.send(address, { caller, ...request });
      expect(counts()).toEqual({ [read]: 1 });
    }
  });

  it('of a recalculation is a query for each touched district, a read of the board’s head, one of its blocks, one transaction', async () => {
    const it = await opened(5);
    for (const district of ['d-001', 'd-002', 'd-004'])
      await it.send(address.replace('d-001', district), {
        caller: { role: 'district', district },
        body: { value: '3' },
      });
    const counts = it.inject(calm);
    await recalculateDistricts(it.stores, it.rules, ['d-004', 'd-001', 'd-002', 'd-001']);
    expect(counts()).toEqual({ GetItemCommand: 1, BatchGetItemCommand: 1, QueryCommand: 3, [write]: 1 });
  });

  it('of a recalculation with nothing new ends before the transaction', async () => {
    const it = await opened();
    const counts = it.inject(calm);
    await recalculateDistricts(it.stores, it.rules, ['d-001']);
    expect(counts()).toEqual({ GetItemCommand: 1, BatchGetItemCommand: 1, QueryCommand: 1 });
  });
});

describe('keeping a reply on its own', () => {
  it('is outdated where another request was first, and waits conflicts out', async () => {
    const it = await opened();
    const reply = sampleReply('k1');
    it.inject(first(1, write, cancelled('TransactionConflict')));
    expect(await it.stores.replies.save(reply)).toBe('committed');
    expect(await it.stores.replies.save(reply)).toBe('outdated');
  });
});
