import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { sweep } from '../../functions/sweep/sweep.ts';
import { keys } from '../../lib/stores/table.ts';
import { apiClient, type TestReply, type TestRequest } from '../support/api-client.ts';
import { afterwards, type BrokenTable } from '../support/memory/broken-tables.ts';
import { overriding } from '../support/overriding.ts';
import { sampleScheme } from '../support/sample-cycle.ts';
import { admin, assessor, brief, cycleBody, portal } from '../support/sample-service.ts';
import { CrashWeather } from '../support/year-end/crash-weather.ts';
import { type PreparedYear, preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';

const base = '/v1/cycles/2019';
const other = { role: 'admin', subject: 'admin-2' };
const day = 86_400_000;

interface Year extends PreparedYear {
  readonly weather: CrashWeather;
}

type Sent = readonly [target: string, request: TestRequest];

async function openYear(broken?: BrokenTable): Promise<Year> {
  const weather = new CrashWeather();
  const year = await preparedYear('hold', weather, broken);
  year.clock.time = yearClosesAt - 100_000;
  return { ...year, weather };
}

async function finalizedYear(broken?: BrokenTable): Promise<Year> {
  const year = await openYear(broken);
  year.clock.time = yearFinalizesAt;
  await sweep(year.needs);
  year.clock.time += day;
  return year;
}

/** A year in which a reopening is asked for. */
async function askedYear(broken?: BrokenTable): Promise<Year & { readonly reopening: string }> {
  const year = await finalizedYear(broken);
  const asked = await year.send(`POST ${base}/reopenings`, { caller: admin, body: reopening(year) });
  return { ...year, reopening: asked.body.id };
}

const webhookBody = { url: 'https://portal.example.org/hook', types: ['ClaimSubmitted'], district: null };

/** A year in which a webhook is registered. */
async function webhookYear(broken?: BrokenTable): Promise<Year> {
  const year = await openYear(broken);
  await year.send('PUT /v1/webhooks/portal', { caller: admin, body: webhookBody });
  return year;
}

function reopening({ clock }: PreparedYear) {
  const until = new Date(clock.time + 7 * day).toISOString();
  return { scope: { districts: ['d-001'], components: ['5'] }, reason: '数据有误', until };
}

const headers = { 'idempotency-key': 'once-only' };
const loaded = { ...sampleScheme.document, id: 'another' };
const component = `${base}/districts/d-001/components/5`;

/** Every kind of write, on a year in which it is possible: what is sent, how it is answered, and how often it was done. */
const writes: Record<
  string,
  { open: (broken?: BrokenTable) => Promise<Year>; sent: (year: never) => Sent; answer: string }
> = {
  'opening a cycle': {
    open: openYear,
    sent: () => ['POST /v1/cycles', { caller: admin, headers, body: { ...cycleBody, id: '2020' } }],
    answer: '201',
  },
  'loading a scheme': {
    open: openYear,
    sent: () => ['PUT /v1/schemes/another', { caller: admin, headers, body: loaded }],
    answer: '201',
  },
  'finalizing now': {
    open: openYear,
    sent: () => [`POST ${base}/finalization`, { caller: admin, headers, body: { comment: '提前定稿' } }],
    answer: '200',
  },
  'asking for a reopening': {
    open: finalizedYear,
    sent: (year: Year) => [`POST ${base}/reopenings`, { caller: admin, headers, body: reopening(year) }],
    answer: '201',
  },
  'approving a reopening': {
    open: askedYear,
    sent: (year: Awaited<ReturnType<typeof askedYear>>) => [
      `POST ${base}/reopenings/${year.reopening}/approval`,
      { caller: other, headers },
    ],
    answer: '200',
  },
  'registering a webhook': {
    open: openYear,
    sent: () => ['PUT /v1/webhooks/portal', { caller: admin, headers, body: webhookBody }],
    answer: '201',
  },
  'changing a webhook': {
    open: webhookYear,
    sent: () => ['PUT /v1/webhooks/portal', { caller: admin, headers, body: { ...webhookBody, district: 'd-001' } }],
    answer: '200',
  },
  'replaying to a webhook': {
    open: webhookYear,
    sent: () => [
      'POST /v1/webhooks/portal/replay',
      { caller: admin, headers, body: { after: '2019-01-01T00:00:00Z' } },
    ],
    answer: '200',
  },
  'deleting a webhook': {
    open: webhookYear,
    sent: () => ['DELETE /v1/webhooks/portal', { caller: admin, headers }],
    answer: '200',
  },
  'claiming a value': {
    open: openYear,
    sent: () => [`PUT ${component}/claim`, { caller: portal('d-001'), headers, body: { value: '9' } }],
    answer: '200',
  },
  'judging a claim': {
    open: openYear,
    sent: () => {
      const body = { decision: 'correct', value: '3', claimRevision: 4, reason: '更正' };
      return [`POST ${component}/assessments`, { caller: assessor, headers, body }];
    },
    answer: '201',
  },
};

/** What was written by somebody: steps, requests to reopen, schemes, cycles, audit entries, versions of webhooks. */
function traces({ table }: PreparedYear): string[] {
  const kinds = /^(STEP#|REOPENING#|FINAL#|AUDIT#)/;
  const found = [...table.items.values()].map(({ pk, sk, version }) => {
    return { pk: String(pk), sk: pk === 'WEBHOOKS' ? `${sk} ${version}` : String(sk) };
  });
  const made = found.filter(({ pk, sk }) => kinds.test(sk) || pk === 'SCHEME' || pk === 'CYCLES' || pk === 'WEBHOOKS');
  return made.map(({ pk, sk }) => `${pk} ${sk.replace(/^REOPENING#.*/, 'REOPENING')}`).sort();
}

/** Sends while the process is killed at its n-th await. Gives the answer, which is 500 where it was. */
async function killed(year: Year, crashAt: number, [target, request]: Sent): Promise<TestReply> {
  year.weather.awaits = 0;
  year.weather.crashAt = crashAt;
  const reply = await year.send(target, request);
  await new Promise((resolve) => setImmediate(resolve));
  year.weather.crashAt = 0;
  return reply;
}

describe.each(Object.entries(writes))('%s under a key, killed at every await in turn', (_, { open, sent, answer }) => {
  async function expected() {
    const year = await open();
    const [target, request] = sent(year as never);
    expect(brief(await year.send(target, request))).toBe(answer);
    return traces(year);
  }

  it.each(['at once', 'after a sweep'])(
    'and sent again %s is carried out once and answered the same from then on',
    async (when) => {
      const wanted = await expected();
      for (let crashAt = 1, isKilled = true; isKilled; crashAt++) {
        const year = await open();
        const write = sent(year as never);
        const first = await killed(year, crashAt, write);
        isKilled = first.status === 500;
        if (when === 'after a sweep') await sweep(year.needs);
        const again = await year.send(...write);
        expect(brief(again), `killed at ${crashAt}`).toBe(answer);
        if (!isKilled) expect([again.text, again.headers['idempotent-replayed']]).toEqual([first.text, 'true']);
        const third = await year.send(...write);
        expect([third.text, third.headers['idempotent-replayed']]).toEqual([again.text, 'true']);
        await sweep(year.needs);
        expect(traces(year), `killed at ${crashAt}`).toEqual(wanted);
      }
    },
    120_000,
  );
});

// What a claim or a judgement says twice changes nothing the second time: of those, the storm finds out.
describe.each(Object.entries(writes).filter(([name]) => !/claim/.test(name)))(
  '%s under a key, killed at every await in turn',
  (_, { open, sent, answer }) => {
    it('would be refused for its own traces, or carried out twice, if its reply were kept after the transaction', async () => {
      const year = await open();
      const write = sent(year as never);
      expect(brief(await year.send(...write))).toBe(answer);
      const wanted = traces(year);
      const wrong: number[] = [];
      for (let crashAt = 1, isKilled = true; isKilled; crashAt++) {
        const broken = await open(afterwards('IDEMPOTENCY'));
        const again = sent(broken as never);
        isKilled = (await killed(broken, crashAt, again)).status === 500;
        const reply = brief(await broken.send(...again));
        await sweep(broken.needs);
        if (reply !== answer || traces(broken).join() !== wanted.join()) wrong.push(crashAt);
      }
      expect(wrong).not.toEqual([]);
    });
  },
);

describe.each(Object.entries(writes))('%s under a key', (_, { open, sent, answer }) => {
  it('that its twin carries out between the look for a reply and the decision is answered like its twin', async () => {
    const year = await open();
    const [target, request] = sent(year as never);
    const { replies, books } = year.needs;
    const twins: TestReply[] = [];
    const afterTwin = async <T>(found: T): Promise<T> => {
      if (twins.length === 0) twins.push(await year.send(target, request));
      return found;
    };
    const load: typeof replies.load = async (id) => afterTwin(await replies.load(id));
    const openBook: typeof books.open = async (...asked) => afterTwin(await books.open(...asked));
    const needs = {
      ...year.needs,
      replies: overriding(replies, { load }),
      books: overriding(books, { open: openBook }),
    };
    const late = await apiClient(needs)(target, request);
    expect(twins.map(brief)).toEqual([answer]);
    expect([late.text, late.headers['idempotent-replayed']]).toEqual([twins[0]!.text, 'true']);
  });
});

describe('an order to finalize', () => {
  const order: Sent = [`POST ${base}/finalization`, { caller: admin, headers, body: {} }];

  it('whose files could not be written is answered so, also once the sweeper has written them', async () => {
    const year = await openYear();
    const keep = year.needs.results.keep.bind(year.needs.results);
    year.needs.results.keep = async () => {
      throw new Error('no bucket');
    };
    const first = await year.send(...order);
    expect(first).toMatchObject({ status: 200, body: { revision: 1, exported: false } });
    year.needs.results.keep = keep;
    await sweep(year.needs);
    expect((await year.needs.cycles.load('2019'))?.sealing.isExported).toBe(true);
    expect((await year.send(...order)).text).toBe(first.text);
  });

  it('is refused once another one has sealed the result, and is not taken for that one', async () => {
    const year = await openYear();
    const [target, request] = order;
    expect(brief(await year.send(target, { ...request, caller: other }))).toBe('200');
    expect(brief(await year.send(...order))).toBe('409 cycle-finalized');
  });

  it('that joins a closing which the clock began keeps its reply with the result, too', async () => {
    for (let crashAt = 1, isKilled = true; isKilled; crashAt++) {
      const year = await openYear();
      year.clock.time = yearFinalizesAt;
      const { keepPieces } = year.needs.seals;
      year.needs.seals.keepPieces = () => Promise.reject(new Error('not now'));
      await expect(sweep(year.needs)).rejects.toThrow('not now');
      year.needs.seals.keepPieces = keepPieces;
      const cycle = (await year.needs.cycles.load('2019'))!;
      expect(cycle).toMatchObject({ state: 'closing', sealing: { order: null } });
      isKilled = (await killed(year, crashAt, order)).status === 500;
      expect(brief(await year.send(...order)), `killed at ${crashAt}`).toBe('200');
    }
  }, 120_000);

  it('that joins a closing seals only what it names', async () => {
    const year = await openYear();
    year.clock.time = yearFinalizesAt;
    const { digest } = (await year.send(`GET ${base}/finalization`, { caller: admin })).body;
    const setGates = year.needs.books.setGates.bind(year.needs.books);
    let isClosing = false;
    year.needs.books.setGates = async (cycle, gates) => {
      const mine = isClosing;
      isClosing = true;
      if (!mine && cycle.state === 'closing') await written(year);
      return setGates(cycle, gates);
    };
    const begun = { ...(await year.needs.cycles.load('2019'))! };
    const closing = { ...begun.sealing, closingAt: new Date(year.clock.time).toISOString() };
    year.table.alter(keys.cycle('2019'), { state: 'closing', sealing: closing });
    const [target, request] = order;
    const reply = await year.send(target, { ...request, body: { expectedDigest: digest } });
    expect(brief(reply)).toBe('409 state-conflict');
    expect((await year.needs.cycles.load('2019'))?.state).toBe('closing');
    await sweep(year.needs);
    expect(await year.needs.cycles.load('2019')).toMatchObject({ state: 'finalized', sealing: { revision: 1 } });
  });

  it('seals although another request has taken its key meanwhile, and leaves that one its reply', async () => {
    const year = await openYear();
    const seal = year.needs.seals.keepPieces.bind(year.needs.seals);
    year.needs.seals.keepPieces = async (snapshot) => {
      year.needs.seals.keepPieces = seal;
      const rival = await year.send('PUT /v1/schemes/another', { caller: admin, headers, body: loaded });
      expect(brief(rival)).toBe('201');
      return seal(snapshot);
    };
    expect(brief(await year.send(...order))).toBe('422 idempotency-key-reused');
    expect(await year.needs.cycles.load('2019')).toMatchObject({ state: 'finalized', sealing: { isExported: true } });
    expect(await year.send('PUT /v1/schemes/another', { caller: admin, headers, body: loaded })).toMatchObject({
      status: 201,
      headers: { 'idempotent-replayed': 'true' },
    });
  });
});

/** A target that nobody had set so: another content, without an open point. */
async function written({ send }: PreparedYear): Promise<void> {
  const unclaimed = sampleScheme.components.find(
    ({ id, target }) => target === 'assigned' && id !== '5' && id !== '13',
  )!;
  const body = { targets: { [unclaimed.id]: '21' } };
  expect(brief(await send(`PUT ${base}/districts/d-001/targets`, { caller: assessor, body }))).toBe('200');
}
