import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Api, type Connection, ConnectionLost, connect, Problem, tell } from '../../lib/client/index.ts';
import { auditor, portal, type SampleService, sampleService } from '../support/sample-service.ts';
import { ServiceLine, tokenOf } from '../support/service-line.ts';

let service: SampleService;
let line: ServiceLine;
beforeEach(async () => {
  service = await sampleService();
  line = new ServiceLine(service);
});

const connected = (more: Partial<Connection> = {}): Api =>
  connect({ url: 'http://kaohe.test', token: () => tokenOf(portal()), fetch: line.fetch, ...more });

const east = { cycle: '2019', district: 'east' };
const claimPath = '/v1/cycles/{cycle}/districts/{district}/components/{component}/claim';
const scorePath = '/v1/cycles/{cycle}/districts/{district}/score';
const claim = (api: Api, value: string, header = {}) =>
  tell(api.PUT(claimPath, { params: { path: { ...east, component: '2' }, header }, body: { value } }));
const health = (api: Api) => tell(api.GET('/v1/health'));
const revision = async () => (await service.needs.books.load('2019', 'east'))!.head.revision;
const keys = () => line.asked.map(({ headers }) => headers.get('idempotency-key'));
const fault = (status: number, headers: Record<string, string> = {}) => new Response('{}', { status, headers });
const thrown = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error,
  );

describe('a write', () => {
  it.each(['answer-lost', 'broken-off'] as const)(
    'whose answer is %s is sent again and counts once',
    async (mishap) => {
      line.mishaps.push(mishap);
      expect(await claim(connected(), '1')).toMatchObject({ revision: 1, state: 'claimed' });
      expect(line.asked).toHaveLength(2);
      expect(new Set(keys()).size).toBe(1);
      expect(line.asked[1]!.body).toBe('{"value":"1"}');
      expect(await revision()).toBe(1);
    },
  );

  it('is sent again where it got nowhere, and after a fault of the system', async () => {
    line.mishaps.push('lost', fault(500), fault(503));
    expect(await claim(connected(), '1')).toMatchObject({ revision: 1 });
    expect(new Set(keys()).size).toBe(1);
    expect(line.asked).toHaveLength(4);
  });

  it('that was too much waits as long as it is asked to, and is sent again under its key', async () => {
    line.mishaps.push(fault(429, { 'retry-after': '1' }));
    const begun = performance.now();
    expect(await claim(connected(), '1')).toMatchObject({ revision: 1 });
    expect(performance.now() - begun).toBeGreaterThan(990);
    expect([line.asked.length, new Set(keys()).size]).toEqual([2, 1]);
  });

  it('that the gateway itself refuses, in its own words, is sent again under its key, later each time', async () => {
    const told = () => Response.json({ message: 'Too Many Requests' }, { status: 429 });
    line.mishaps.push(told(), told(), told());
    const asked: number[] = [];
    line.meanwhile = async () => asked.push(performance.now());
    expect(await claim(connected(), '1')).toMatchObject({ revision: 1 });
    expect([line.asked.length, new Set(keys()).size]).toEqual([4, 1]);
    const pauses = asked.slice(1).map((at, index) => at - asked[index]!);
    // Half of a ceiling that doubles, at least.
    for (const [index, least] of [45, 95, 195].entries()) expect(pauses[index]).toBeGreaterThan(least);
  });

  it.each([
    [401, 'unauthenticated'],
    [413, 'body-too-large'],
    [429, 'too-many-requests'],
    [502, 'fault'],
    [503, 'busy'],
  ])(
    'that the gateway refuses to the end with %i is told by the name that the API has for it',
    async (status, slug) => {
      const told = () => Response.json({ message: 'as the gateway says it' }, { status });
      line.mishaps.push(...Array.from({ length: 20 }, told));
      const refused = (await thrown(claim(connected({ patienceSeconds: 0.1 }), '1'))) as Problem;
      expect(refused).toBeInstanceOf(Problem);
      expect([refused.slug, refused.details.status]).toEqual([slug, status]);
    },
  );

  it('has a key of its own each time, unless it is given one', async () => {
    const api = connected();
    await claim(api, '1');
    await claim(api, '0');
    await claim(api, '1', { 'Idempotency-Key': 'mine' });
    expect(new Set(keys()).size).toBe(3);
    expect(keys()[2]).toBe('mine');
  });

  it('that is refused is not sent again, and says what is wrong, where, and in the language asked for', async () => {
    const refused = (await thrown(claim(connected({ language: 'zh' }), 'x'))) as Problem;
    expect(refused).toBeInstanceOf(Problem);
    expect([refused.slug, refused.details.status]).toEqual(['value-syntax', 422]);
    expect(refused.details.errors).toMatchObject([{ pointer: '/value', code: 'value-syntax' }]);
    expect(refused.message).toMatch(/\p{Script=Han}/u);
    expect(line.asked).toHaveLength(1);
  });

  it('upon a revision that has passed tells the one that the book has now', async () => {
    const api = connected();
    await claim(api, '1');
    const refused = (await thrown(claim(api, '0', { 'If-Match': '"7"' }))) as Problem;
    expect([refused.slug, refused.revision]).toEqual(['revision-conflict', 1]);
  });
});

describe('a read', () => {
  it('of what was just written waits until it is applied, and is never older', async () => {
    const api = connected();
    await claim(api, '1');
    line.meanwhile = async (request) => request === 3 && service.settle();
    const asked = api.GET(scorePath, { params: { path: east, query: { basis: 'claimed', minRevision: 1 } } });
    expect(await tell(asked)).toMatchObject({ revision: 1, score: '3.00' });
    expect(line.asked).toHaveLength(3);
  });

  it('that is not yet applied is asked again sooner than in the whole seconds that the answer counts in', async () => {
    const api = connected();
    await claim(api, '1');
    line.meanwhile = async (request) => request === 3 && service.settle();
    const begun = performance.now();
    await tell(api.GET(scorePath, { params: { path: east, query: { basis: 'claimed', minRevision: 1 } } }));
    expect(performance.now() - begun).toBeLessThan(900);
  });

  it('that waits for changes is not sent again where it is cut off, and not taken for a lost connection', async () => {
    const told: boolean[] = [];
    const api = connected({ tellAnswered: (isAnswered) => told.push(isAnswered) });
    const waiting = () =>
      tell(
        api.GET('/v1/cycles/{cycle}/changes', { params: { path: { cycle: '2019' }, query: { after: 0, wait: 20 } } }),
      );
    line.mishaps.push('lost', fault(504));
    expect(await thrown(waiting())).toBeInstanceOf(ConnectionLost);
    expect(await thrown(waiting())).toMatchObject({ details: { status: 504 } });
    expect([line.asked.length, told]).toEqual([2, [true]]);
  });

  it('is sent again where nothing has come for longer than anything takes', async () => {
    const bounds: number[] = [];
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      bounds.push(milliseconds);
      const control = new AbortController();
      setTimeout(() => control.abort(), 20);
      return control.signal;
    });
    // Held here as a socket holds them: of a request that nobody holds, not even its end comes.
    const requests: Request[] = [];
    const silent = (request: Request): Promise<Response> => {
      requests.push(request);
      if (requests.length > 1) return line.fetch(request);
      return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)));
    };
    expect(await health(connected({ fetch: silent }))).toMatchObject({ status: 'ok' });
    timeout.mockRestore();
    expect([requests.length, bounds]).toEqual([2, [40_000, 40_000]]);
  });

  it('ends when it is no longer wanted', async () => {
    line.mishaps.push('lost', 'lost', 'lost', 'lost');
    const control = new AbortController();
    line.meanwhile = async (request) => request === 2 && control.abort(new Error('enough'));
    const api = connected();
    expect(await thrown(api.GET('/v1/health', { signal: control.signal }))).toMatchObject({ message: 'enough' });
    expect(line.asked).toHaveLength(2);
  });
});

describe('whether anything answers', () => {
  const told: boolean[] = [];
  const tellAnswered = (isAnswered: boolean) => void told.push(isAnswered);
  beforeEach(() => void told.splice(0));

  it('is not told of a request that is lost once, and of one that is lost again each time until it is answered', async () => {
    line.mishaps.push('lost', fault(503), 'lost', 'lost');
    await health(connected({ tellAnswered }));
    expect(told).toEqual([true, false, false, true]);
  });

  it('is told where a request is given up', async () => {
    line.mishaps.push('lost');
    await thrown(health(connected({ tellAnswered, patienceSeconds: 0 })));
    expect(told).toEqual([false]);
  });

  it('is not told where a request is no longer wanted', async () => {
    line.mishaps.push('lost');
    const control = new AbortController();
    line.meanwhile = async () => control.abort();
    await thrown(connected({ tellAnswered }).GET('/v1/health', { signal: control.signal }));
    expect(told).toEqual([]);
  });
});

describe('the language', () => {
  it('is the one that is asked for at that moment', async () => {
    let language: 'zh' | 'en' = 'en';
    const api = connect({
      url: 'http://kaohe.test',
      token: () => null,
      fetch: line.fetch,
      get language() {
        return language;
      },
    });
    await health(api);
    language = 'zh';
    await health(api);
    expect(line.asked.map(({ headers }) => headers.get('accept-language'))).toEqual(['en', 'zh']);
  });
});

describe('patience', () => {
  it('ends: where nothing answers with a connection lost', async () => {
    line.mishaps.push('lost', 'lost', 'lost', 'lost');
    const lost = await thrown(health(connected({ patienceSeconds: 0.1 })));
    expect(lost).toBeInstanceOf(ConnectionLost);
    expect(line.asked.length).toBeLessThan(4);
  });

  it('ends: where the system is at fault with its answer', async () => {
    line.mishaps.push(fault(502), fault(502), fault(502), fault(502));
    const refused = (await thrown(health(connected({ patienceSeconds: 0.1 })))) as Problem;
    expect([refused.slug, refused.details.status]).toEqual(['fault', 502]);
  });
});

describe('a token', () => {
  it('that is refused is renewed once', async () => {
    const given: (string | null)[] = [];
    const token = (refused: string | null) => {
      given.push(refused);
      return refused === null ? 'old' : tokenOf(portal());
    };
    line.mishaps.push(fault(401));
    expect(await claim(connected({ token }), '1')).toMatchObject({ revision: 1 });
    expect(given).toEqual([null, 'old']);
    line.mishaps.push(fault(401), fault(401), fault(401));
    expect(await thrown(claim(connected({ token }), '0'))).toMatchObject({ details: { status: 401 } });
    expect(line.asked).toHaveLength(4);
  });

  it('that is refused and has no other is told', async () => {
    line.mishaps.push(fault(401), fault(401));
    expect(await thrown(claim(connected(), '1'))).toMatchObject({ details: { status: 401 } });
    expect(line.asked).toHaveLength(1);
  });

  it('may be none', async () => {
    expect(await health(connected({ token: () => null }))).toMatchObject({ status: 'ok' });
    expect(line.asked[0]!.headers.has('authorization')).toBe(false);
  });
});

describe('the types', () => {
  it('know the routes: what is asked for otherwise does not compile', async () => {
    const api = connected({ token: () => tokenOf(auditor) });
    // @ts-expect-error: the basis is `claimed` or `verified`.
    const asked = api.GET('/v1/cycles/{cycle}/ranking', { params: { path: { cycle: '2019' }, query: { basis: 'x' } } });
    expect(await thrown(tell(asked))).toBeInstanceOf(Problem);
  });
});
