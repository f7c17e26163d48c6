import { beforeAll, describe, expect, it } from 'vitest';
import published from '../../lib/schemes/east-west-70.json' with { type: 'json' };
import { rankingAt, standings } from '../support/await-applied.ts';
import { admin, City, claimPath, portalOf, type Written } from '../support/city.ts';
import type { LocalClient } from '../support/local-client.ts';
import { useLocalRuns } from '../support/local-run.ts';
import { beforeInstant } from '../support/until.ts';

const runs = useLocalRuns();
let client: LocalClient;
let city: City;

beforeAll(async () => {
  ({ client } = await runs.start());
  city = new City(client);
});

describe('a portal', () => {
  const cycle = 'portal';

  beforeAll(async () => {
    await city.openCycle(cycle);
    await city.setTargets(cycle, 'gongshu', { '20.1': '3' });
    await rankingAt(client, cycle, 'gongshu@1');
  });

  it('answers 304 to a reader who has this version already', async () => {
    const path = `/v1/cycles/${cycle}/ranking?basis=claimed`;
    const first = await client.send(admin, 'GET', path);
    const etag = first.headers.get('etag')!;
    const again = await client.send(admin, 'GET', path, undefined, { 'if-none-match': etag });
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, null, etag]);
    const other = await client.send(admin, 'GET', path, undefined, { 'if-none-match': '"another"' });
    expect([other.status, other.body]).toEqual([200, first.body]);
  });

  it('gives the first reply again to a repeated Idempotency-Key, and refuses it to another request', async () => {
    const path = claimPath(cycle, 'gongshu', '20.1');
    const key = { 'idempotency-key': 'gongshu-20.1' };
    const send = (value: string) =>
      client.send<Written & { type?: string }>(portalOf('gongshu'), 'PUT', path, { value }, key);
    const first = await send('2');
    const again = await send('2');
    expect([first.status, first.body.revision, first.headers.get('idempotent-replayed')]).toEqual([200, 2, null]);
    expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([200, first.body, 'true']);
    const other = await send('3');
    expect([other.status, other.body.type]).toEqual([422, '/problems/idempotency-key-reused']);
    // [C 20]: 3 × 2 ÷ 3 = 2.00
    const { rows } = await rankingAt(client, cycle, 'gongshu@2');
    expect(rows.find(({ district }) => district === 'gongshu')).toMatchObject({ score: '2.00', revision: 2 });
  });

  it('refuses in the language that the caller prefers', async () => {
    const path = claimPath(cycle, 'xihu', '13');
    const refused = await client.send(portalOf('xihu'), 'PUT', path, { value: '12%' }, { 'accept-language': 'zh-CN' });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get('content-language')).toBe('zh');
    expect(refused.body).toMatchObject({
      type: '/problems/value-syntax',
      detail: expect.stringMatching(/\p{Script=Han}/u),
      errors: [{ pointer: '/value', code: 'value-syntax', message: expect.stringMatching(/\p{Script=Han}/u) }],
    });
  });

  it('refuses to show a ranking before it has applied what the reader asks for', async () => {
    const early = await client.send(admin, 'GET', `/v1/cycles/${cycle}/ranking?min=xihu@99`);
    expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1']);
    expect(early.body).toMatchObject({ type: '/problems/not-yet-applied' });
  });
});

describe('two cycles open side by side', () => {
  it('keep their books apart, each under the rounding of its own scheme [D 2]', async () => {
    const scheme = { ...published, id: 'half-even-70', rounding: { places: 2, mode: 'half-even' } };
    const load = () => client.send(admin, 'PUT', '/v1/schemes/half-even-70', scheme);
    expect([(await load()).status, (await load()).status]).toEqual([201, 200]);
    await city.openCycle('half-up');
    await city.openCycle('half-even', { scheme: 'half-even-70' });
    // 3 × 67 ÷ 200 = 1.005 exactly
    for (const cycle of ['half-up', 'half-even']) {
      await city.setTargets(cycle, 'xihu', { '5': '200' });
      await city.claim(cycle, 'xihu', '5', '67');
      await rankingAt(client, cycle, 'xihu@2');
    }
    expect((await city.scoreOf('half-up', 'xihu', 'claimed')).score).toBe('1.01');
    expect((await city.scoreOf('half-even', 'xihu', 'claimed')).score).toBe('1.00');
    await city.claim('half-even', 'gongshu', '2', '1');
    expect(standings(await rankingAt(client, 'half-even', 'gongshu@1')).slice(0, 2)).toEqual([
      [1, 'gongshu', '3.00'],
      [2, 'xihu', '1.00'],
    ]);
    expect(standings(await rankingAt(client, 'half-up', 'xihu@2'))).toEqual([
      [1, 'xihu', '1.01'],
      [2, 'binjiang', '0.00'],
      [2, 'gongshu', '0.00'],
      [2, 'shangcheng', '0.00'],
    ]);
    expect(await client.expect(admin, 'GET', '/v1/cycles/half-up/districts/gongshu/book')).toMatchObject({
      revision: 0,
    });
  });
});

describe('the deadline', () => {
  it('closes the portal at its instant, while a reply that was given stays given', async () => {
    let cycle = '';
    const send = (value: string, key: string) =>
      client.send<Written & { type?: string }>(
        portalOf('xihu'),
        'PUT',
        claimPath(cycle, 'xihu', '2'),
        { value },
        { 'idempotency-key': key },
      );
    let before!: Awaited<ReturnType<typeof send>>;
    await beforeInstant(4, async (closesAt, attempt) => {
      cycle = `deadline-${attempt}`;
      await city.openCycle(cycle, { submissionsCloseAt: closesAt.toISOString() });
      before = await send('1', 'in-time');
      expect(before.status).toBe(200);
    });
    const late = await send('2', 'too-late');
    expect([late.status, late.body.type]).toEqual([409, '/problems/cycle-closed']);
    const again = await send('1', 'in-time');
    expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([200, before.body, 'true']);
    // [C 2]: one meeting held → 3.00
    expect(standings(await rankingAt(client, cycle, 'xihu@1'))[0]).toEqual([1, 'xihu', '3.00']);
  });
});
