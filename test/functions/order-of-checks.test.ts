import { beforeEach, describe, expect, it } from 'vitest';
import { book, brief, portal, type SampleService, sampleService } from '../support/sample-service.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const claim = `PUT ${book()}/components/5/claim`;
const tooLarge = 'x'.repeat(256 * 1024 + 1);

/** Each request has all the faults of those below it, and is told the first. */
describe('checks come in a fixed order', () => {
  const faulty: [string, string, Parameters<SampleService['send']>[1], string][] = [
    ['size before route', 'PUT /nowhere', { body: tooLarge }, '413 body-too-large'],
    ['size before token', claim, { body: tooLarge, headers: { 'content-type': 'text/plain' } }, '413 body-too-large'],
    ['route before token', 'PUT /nowhere', { body: '{' }, '404 not-found'],
    ['token before media type', claim, { body: '{', headers: { 'content-type': 'text/plain' } }, '401 unauthenticated'],
    [
      'media type before bytes',
      claim,
      { caller: { role: 'x' }, body: '{', headers: { 'content-type': 'text/plain' } },
      '415 unsupported-media-type',
    ],
    ['bytes before role', claim, { caller: { role: 'x' }, body: '{' }, '400 malformed-json'],
    [
      'role before district',
      claim,
      { caller: { role: 'auditor' }, body: {}, headers: { 'idempotency-key': '1' } },
      '403 forbidden',
    ],
    [
      'district before key',
      claim,
      { caller: portal('west'), body: {}, headers: { 'idempotency-key': '1' } },
      '403 wrong-district',
    ],
    [
      'district before what it names',
      claim.replace('east', 'Nowhere!'),
      { caller: portal('west'), body: {} },
      '403 wrong-district',
    ],
    [
      'key before schema',
      claim,
      { caller: portal(), body: {}, headers: { 'idempotency-key': '1' } },
      '400 idempotency-key-invalid',
    ],
    ['schema before cycle', claim.replace('2019', '2018'), { caller: portal(), body: {} }, '422 required'],
    [
      'cycle before component',
      claim.replace('2019', '2018').replace('/5/', '/99/'),
      { caller: portal(), body: { value: '1' } },
      '404 not-found',
    ],
    [
      'revision before value',
      claim.replace('/5/', '/12/'),
      { caller: portal(), body: { value: '7' }, headers: { 'if-match': '"9"' } },
      '412 revision-conflict',
    ],
  ];
  it.each(faulty)('%s', async (_, target, request, expected) => {
    expect(brief(await service.send(target, request))).toBe(expected);
    expect((await service.needs.books.load('2019', 'east'))?.head.revision).toBe(0);
  });

  it('a kept reply before the schema: the key answers whatever the body is now', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    await service.send(claim, { caller: portal(), headers, body: { value: '1' } });
    expect(brief(await service.send(claim, { caller: portal(), headers, body: {} }))).toBe(
      '422 idempotency-key-reused',
    );
  });

  it('a kept reply before the gate and before If-Match', async () => {
    const request = {
      caller: portal(),
      headers: { 'idempotency-key': 'key-1', 'if-match': '"0"' },
      body: { value: '1' },
    };
    const first = await service.send(claim, request);
    const late = { ...request, receivedAt: Date.parse('2020-06-01T00:00:00Z') };
    expect(await service.send(claim, late)).toMatchObject({
      status: 200,
      body: first.body,
      headers: { 'idempotent-replayed': 'true' },
    });
  });
});
