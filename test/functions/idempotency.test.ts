import { beforeEach, describe, expect, it } from 'vitest';
import { Lost } from '../support/memory/weather.ts';
import {
  admin,
  assessor,
  book,
  brief,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const claim = `PUT ${book()}/components/5/claim`;
const keyed = (key: string, value = '16') => ({
  caller: portal(),
  headers: { 'idempotency-key': key },
  body: { value },
});
const revision = async () => (await service.needs.books.load('2019', 'east'))!.head.revision;

describe('an idempotency key', () => {
  it('gives the first reply again: status, body and ETag, marked as a replay', async () => {
    const first = await service.send(claim, keyed('key-1'));
    await service.send(claim, keyed('key-2', '17'));
    const again = await service.send(claim, keyed('key-1'));
    expect(again).toMatchObject({
      status: first.status,
      text: first.text,
      headers: { etag: '"1"', 'idempotent-replayed': 'true' },
    });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(await revision()).toBe(2);
  });

  it('refuses another request: another body, another address, another method', async () => {
    await service.send(claim, keyed('key-1'));
    const others = [
      service.send(claim, keyed('key-1', '17')),
      service.send(claim.replace('/5/', '/6/'), keyed('key-1')),
      service.send(`POST ${book()}/claims`, { ...keyed('key-1'), body: { claims: [{ component: '5', value: '16' }] } }),
    ];
    for (const reply of await Promise.all(others)) expect(brief(reply)).toBe('422 idempotency-key-reused');
    expect(await revision()).toBe(1);
  });

  it('takes the same body in another order and with other spaces for the same request', async () => {
    const request = { caller: portal(), headers: { 'idempotency-key': 'key-1' } };
    await service.send(claim, { ...request, body: '{"value":"16","note":"n"}' });
    const again = await service.send(claim, { ...request, body: '{ "note": "n",\n"value": "16" }' });
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('belongs to its caller: another district and another role may use the same', async () => {
    await service.send(claim, keyed('key-1'));
    const other = await service.send(claim.replace('east', 'west'), { ...keyed('key-1'), caller: portal('west') });
    const judging = await service.send(`PUT ${book()}/targets`, {
      caller: assessor,
      headers: { 'idempotency-key': 'key-1' },
      body: { targets: { 5: '20' } },
    });
    for (const reply of [other, judging])
      expect([reply.status, reply.headers['idempotent-replayed']]).toEqual([200, undefined]);
  });

  it('belongs to the person: two assessors with the same key and the same request are both recorded', async () => {
    const target = `PUT ${book()}/targets`;
    const request = (subject: string, value: string) => {
      const caller = { ...assessor, subject };
      return { caller, headers: { 'idempotency-key': 'key-1' }, body: { targets: { 5: value } } };
    };
    await service.send(target, request('assessor-1', '20'));
    await service.send(target, { ...request('assessor-1', '21'), headers: {} });
    const second = await service.send(target, request('assessor-2', '20'));
    expect([second.status, second.headers['idempotent-replayed'], second.body.revision]).toEqual([200, undefined, 3]);
    expect((await service.needs.books.history('2019', 'east', null, 9)).map(({ by }) => by)).toEqual([
      'assessor-2',
      'assessor-1',
      'assessor-1',
    ]);
  });

  it('and subject are told apart wherever one ends and the other begins', async () => {
    const replies = [];
    for (const [subject, key, value] of [
      ['a', 'b/key-1', '20'],
      ['a/b', 'key-1', '21'],
    ] as const) {
      const headers = { 'idempotency-key': key };
      const body = { targets: { 5: value } };
      replies.push(await service.send(`PUT ${book()}/targets`, { caller: { ...assessor, subject }, headers, body }));
    }
    expect(replies.map(brief)).toEqual(['200', '200']);
  });

  it('used several times at once makes one revision, and every answer is the same', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => service.send(claim, keyed('key-1'))));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies.filter(({ headers }) => !headers['idempotent-replayed'])).toHaveLength(1);
    expect(await revision()).toBe(1);
  });

  it('with two bodies at once applies one of them', async () => {
    const replies = await Promise.all(['16', '17'].map((value) => service.send(claim, keyed('key-1', value))));
    expect(replies.map(brief).sort()).toEqual(['200', '422 idempotency-key-reused']);
    expect(await revision()).toBe(1);
  });

  it('keeps the reply to a write that changes nothing, too', async () => {
    await service.claim('5', '16');
    await service.send(claim, keyed('key-1'));
    await service.claim('5', '17');
    expect(await service.send(claim, keyed('key-1'))).toMatchObject({
      status: 200,
      body: { revision: 1 },
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(await revision()).toBe(2);
  });

  it('of a refused request is still free', async () => {
    expect(brief(await service.send(claim, keyed('key-1', '-1')))).toBe('422 value-out-of-range');
    expect(brief(await service.send(claim, keyed('key-1')))).toBe('200');
  });

  it('is forgotten after two days', async () => {
    await service.send(claim, keyed('key-1'));
    service.clock.time += 49 * 3_600_000;
    const late = await service.send(claim, {
      ...keyed('key-1', '17'),
      receivedAt: Date.parse('2019-12-31T23:00:00+08:00'),
    });
    expect([late.status, late.body.revision]).toEqual([200, 2]);
  });

  it('gives the first reply also after the cycle has closed', async () => {
    const first = await service.send(claim, keyed('key-1'));
    service.clock.time = Date.parse('2020-01-01T12:00:00+08:00');
    expect((await service.send(claim, keyed('key-1'))).text).toBe(first.text);
    expect(brief(await service.send(claim, keyed('key-2')))).toBe('409 cycle-closed');
  });

  it('on a read is no part of the question, but is still checked', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    expect((await service.send(`GET ${book()}/book`, { caller: portal(), headers })).body.revision).toBe(0);
    await service.claim('5', '1');
    expect((await service.send(`GET ${book()}/book`, { caller: portal(), headers })).body.revision).toBe(1);
    expect(
      brief(await service.send(`GET ${book()}/book`, { caller: portal(), headers: { 'idempotency-key': 'a,b' } })),
    ).toBe('400 idempotency-key-invalid');
  });

  it.each([
    ['of one character', 'k'],
    ['of 300 characters', 'k'.repeat(300)],
    ['given twice, as the gateway joins them', 'key-1,key-2'],
    ['with a line break', 'key\n1'],
    ['with a space', 'key 1'],
    ['outside ASCII', '键-1'],
    ['that is empty', ''],
  ])('%s is refused', async (_, key) => {
    expect(brief(await service.send(claim, keyed(key)))).toBe('400 idempotency-key-invalid');
    expect(await revision()).toBe(0);
  });

  it.each([['kk'], ['k'.repeat(255)], ['8e03978e-40d5-43dd-bc93-6894a57f9324'], ['"quoted"']])(
    '%s is taken',
    async (key) => {
      expect(brief(await service.send(claim, keyed(key)))).toBe('200');
    },
  );
});

describe('opening a cycle under a key', () => {
  const opening = { caller: admin, headers: { 'idempotency-key': 'open-2020' }, body: { ...cycleBody, id: '2020' } };

  it('gives the first reply again, with its location', async () => {
    const first = await service.send('POST /v1/cycles', opening);
    const again = await service.send('POST /v1/cycles', opening);
    expect([first.status, first.headers.location]).toEqual([201, '/v1/cycles/2020']);
    expect(again).toMatchObject({
      status: 201,
      text: first.text,
      headers: { location: '/v1/cycles/2020', 'idempotent-replayed': 'true' },
    });
    expect(brief(await service.send('POST /v1/cycles', { ...opening, body: { ...opening.body, year: 2021 } }))).toBe(
      '422 idempotency-key-reused',
    );
  });

  it('belongs to the administrator: another one with the same key and request gets no reply of the first', async () => {
    await service.send('POST /v1/cycles', opening);
    const second = await service.send('POST /v1/cycles', { ...opening, caller: { ...admin, subject: 'admin-2' } });
    expect(brief(second)).toBe('409 already-exists');
  });

  it('whose reply was lost at any moment is answered 201 in the end, and opens one cycle', async () => {
    for (let lostAt = 1; lostAt <= 5; lostAt++) {
      service = await sampleService();
      const transact = service.needs.table.transact.bind(service.needs.table);
      let commits = 0;
      service.needs.table.transact = async (writes) => {
        const outcome = await transact(writes);
        commits += 1;
        if (commits === lostAt) throw new Lost();
        return outcome;
      };
      const plain = (await import('../support/api-client.ts')).apiClient(service.needs);
      const first = await plain('POST /v1/cycles', opening);
      const second = first.status === 500 ? await plain('POST /v1/cycles', opening) : first;
      expect([lostAt, second.status, second.body.id]).toEqual([lostAt, 201, '2020']);
      expect((await service.needs.cycles.list(null, 10)).map(({ id }) => id)).toEqual(['2019', '2020']);
      const shown = await plain('GET /v1/cycles/2020', { caller: admin });
      expect(shown.body).toEqual(second.body);
    }
  });
});
