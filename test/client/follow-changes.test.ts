import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Change, connect, type Following, followChanges, Problem, ResyncNeeded } from '../../lib/client/index.ts';
import {
  admin,
  auditor,
  book,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { ServiceLine, tokenOf } from '../support/service-line.ts';

let service: SampleService;
let line: ServiceLine;
beforeEach(async () => {
  service = await sampleService();
  line = new ServiceLine(service);
});

const connected = (patienceSeconds = 0.02) =>
  connect({ url: 'http://kaohe.test', token: () => tokenOf(auditor), fetch: line.fetch, patienceSeconds });
const follow = (following: Partial<Following> = {}, cycle = '2019') =>
  followChanges(connected(), cycle, { after: 0, waitSeconds: 0, ...following });

async function claimed(value: string, district = 'east', cycle = '2019') {
  const caller = portal(district);
  await service.send(`PUT ${book(district, cycle)}/components/2/claim`, { caller, body: { value } });
  await service.settle();
}

async function take(changes: AsyncIterable<Change>, count: number): Promise<number[]> {
  const taken: number[] = [];
  for await (const { version } of changes) if (taken.push(version) === count) break;
  return taken;
}

/** An answer of the feed that the service did not give. */
const page = (body: object) =>
  new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } });
const entry = (version: number, moved: string[], more = {}) => ({ version, at: '', causes: [], moved, ...more });

describe('following the changes', () => {
  it('gives each version once, in order, those that come while it waits too', async () => {
    for (const value of ['1', '0', '1']) await claimed(value);
    line.meanwhile = async (request) => request === 3 && claimed('0');
    expect(await take(follow({ after: 1 }), 3)).toEqual([2, 3, 4]);
    expect(line.asked.map(({ target }) => target.split('?')[1])).toEqual([
      'after=1&wait=0',
      'after=3&at=2019-12-31T15%3A00%3A00.000Z&wait=0',
      'after=3&at=2019-12-31T15%3A00%3A00.000Z&wait=0',
    ]);
  });

  it('asks the server to wait', async () => {
    await claimed('1');
    await take(follow({ waitSeconds: undefined }), 1);
    expect(line.asked[0]!.target).toMatch(/wait=20$/);
  });

  it('puts a version together that takes several pages', async () => {
    line.mishaps.push(
      page({ items: [entry(1, ['a']), entry(2, ['b'], { continued: true })], nextCursor: 'x' }),
      page({ items: [entry(2, ['c'], { continued: true })], nextCursor: 'y' }),
      page({ items: [entry(2, ['d']), entry(3, ['e'])], endOfUpdates: true }),
    );
    const changes: unknown[] = [];
    for await (const change of follow()) changes.push(change);
    expect(changes).toEqual([entry(1, ['a']), entry(2, ['b', 'c', 'd']), entry(3, ['e'])]);
    expect(line.asked.map(({ target }) => target.split('?')[1])).toEqual(['after=0&wait=0', 'cursor=x', 'cursor=y']);
    line.mishaps.push(
      page({ items: [entry(4, ['f'], { continued: true })], nextCursor: 'z' }),
      'lost',
      page({ items: [entry(4, ['f'], { continued: true })], nextCursor: 'z' }),
      page({ items: [entry(4, ['g'])], endOfUpdates: true }),
    );
    changes.splice(0);
    for await (const change of follow({ after: 3 })) changes.push(change);
    // What broke off in the middle is read from the beginning of that version.
    expect(changes).toEqual([entry(4, ['f', 'g'])]);
  });

  it('goes on after what interrupts it, and tells of it', async () => {
    await claimed('1');
    const told: unknown[] = [];
    line.mishaps.push('lost', 'lost', new Response('', { status: 502 }));
    const interrupted = follow({ tellInterruption: (fault) => told.push(fault?.name ?? 'answered') });
    expect(await take(interrupted, 1)).toEqual([1]);
    expect(told).toEqual(['ConnectionLost', 'Problem', 'answered']);
  });

  it('ends when the cycle is sealed', async () => {
    const lenient = { ...cycleBody, id: '2018', onBlockers: 'verified-only' };
    await service.send('POST /v1/cycles', { caller: admin, body: lenient });
    await claimed('1', 'east', '2018');
    service.clock.time = Date.parse('2020-02-01T00:00:00+08:00');
    await service.send('POST /v1/cycles/2018/finalization', { caller: admin, body: {} });
    expect((await take(follow({}, '2018'), 99)).length).toBeGreaterThan(0);
  });

  it('ends where it is no longer wanted, without a fault', async () => {
    await claimed('1');
    const control = new AbortController();
    line.meanwhile = async (request) => request === 3 && control.abort();
    expect(await take(follow({ signal: control.signal }), 99)).toEqual([1]);
  });

  it('says that everything must be read again where the version is not there', async () => {
    await claimed('1');
    const fault = await follow({ after: 7 })
      .next()
      .catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ResyncNeeded);
    expect(fault).toMatchObject({ slug: 'resync-needed', newest: 1 });
  });

  it('says what is refused', async () => {
    const fault = await follow({}, '1999')
      .next()
      .catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Problem);
    expect(fault).toMatchObject({ slug: 'not-found' });
  });
});

describe('a way that ends what waits long', () => {
  /** What was asked of the feed, each with the second at which it was: `20@0` waits 20 seconds and was asked at 0. */
  const asked: string[] = [];
  const stop = { now: new AbortController() };
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    stop.now = new AbortController();
    asked.splice(0);
  });
  afterEach(() => {
    stop.now.abort();
    vi.useRealTimers();
  });

  const quiet = () => page({ items: [] });
  const reset = () => Promise.reject(new TypeError('reset'));
  const later = (seconds: number, answer: () => Response | Promise<Response>) =>
    new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000)).then(answer);

  async function followFor(
    seconds: number,
    answer: (wait: number) => Promise<Response>,
    more: Partial<Following> = {},
  ) {
    const fetch = ({ url }: Request) => {
      const wait = Number(new URL(url).searchParams.get('wait'));
      asked.push(`${wait}@${Math.round(Date.now() / 100) / 10}`);
      return answer(wait);
    };
    const api = connect({ url: 'http://kaohe.test', token: () => null, fetch, patienceSeconds: 0 });
    void followChanges(api, '2019', { after: 0, signal: stop.now.signal, ...more }).next();
    await vi.advanceTimersByTimeAsync(seconds * 1000);
  }

  it('is nothing to one that waits as long as it asks for', async () => {
    await followFor(59, (wait) => later(wait, quiet));
    expect(asked).toEqual(['20@0', '20@20', '20@40']);
  });

  it.each([
    ['without a word', reset],
    ['with an error of its own', () => new Response('', { status: 504 })],
  ])('%s has short ones asked instead, the longer the oftener that is so', async (_, cut) => {
    await followFor(33, (wait) => (wait > 0 ? later(3, cut) : later(0, quiet)));
    expect(asked).toEqual(['20@0', '0@3', '20@3', '0@6', '0@11', '0@16', '0@21', '20@21', '0@24', '0@29']);
  });

  it('and no longer does is waited on as before, and forgiven what it did', async () => {
    const waits = [reset, reset, quiet, reset];
    await followFor(20.5, (wait) => (wait === 0 ? later(0, quiet) : later(1, waits.shift() ?? quiet)));
    const short = ['0@2', '0@7', '0@12', '0@17'];
    expect(asked).toEqual(['20@0', '0@1', '20@1', ...short, '20@17', '20@18', '0@19', '20@19', '20@20']);
  });

  it('is not what is wrong where nothing answers at all: it is waited again as soon as something does', async () => {
    const told: unknown[] = [];
    const tellInterruption = (fault: unknown) => told.push(fault && (fault as Error).name);
    await followFor(9, () => (Date.now() < 6000 ? reset() : later(20, quiet)), { tellInterruption });
    expect(asked.slice(0, 4)).toEqual(['20@0', '0@0', '0@2', '0@4']);
    expect(asked.at(-1)).toBe('0@6');
    expect(told).toEqual(['ConnectionLost', 'ConnectionLost', 'ConnectionLost']);
  });

  it('is not asked for as long as nobody wants it', async () => {
    const untilWanted = () => new Promise<void>((resolve) => setTimeout(resolve, 10_000));
    await followFor(45, (wait) => later(wait, quiet), { untilWanted });
    expect(asked).toEqual(['20@10', '20@40']);
  });
});
