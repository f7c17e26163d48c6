import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** What was asked of the feed, each with the second at which it was: `20@0` waits 20 seconds and was asked at 0. */
const { asked, answers } = vi.hoisted(() => ({
  asked: [] as string[],
  answers: { to: (_wait: number): Promise<unknown> => Promise.resolve({ items: [] }) },
}));

vi.mock('../../lib/console/api.ts', () => ({
  Problem: class extends Error {
    readonly slug = 'fault';
    readonly details = { status: 504 };
  },
  pause: (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  sendPatiently: 'patiently',
  tell: (answer: unknown) => answer,
  api: {
    GET: (_path: string, { params, fetch }: { params: { query: { wait: number } }; fetch?: string }) => {
      const { wait } = params.query;
      asked.push(`${wait}@${Date.now() / 1000}`);
      expect(fetch).toBe(wait > 0 ? 'patiently' : undefined);
      return answers.to(wait);
    },
  },
}));

const { follow } = await import('../../lib/console/live.ts');
const { Problem } = await import('../../lib/console/api.ts');

const later = (milliseconds: number, answer: () => unknown) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds)).then(answer);
const quiet = { items: [] };
const fail = (fault: Error) => () => {
  throw fault;
};

let stop: AbortController;
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.stubGlobal('document', { visibilityState: 'visible' });
  stop = new AbortController();
  asked.length = 0;
});
afterEach(() => {
  stop.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function followFor(seconds: number, to: typeof answers.to) {
  answers.to = to;
  void follow('2019', stop.signal);
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}

describe('a page that follows', () => {
  it('waits, and once more after each answer', async () => {
    await followFor(59, (wait) => later(wait * 1000, () => quiet));
    expect(asked).toEqual(['20@0', '20@20', '20@40']);
  });

  it.each([
    ['without a word', new Error('reset')],
    ['with an error of its own', new (Problem as unknown as new () => Error)()],
  ])(
    'asks short ones instead where something on the way ends what waits %s, the longer the oftener that is so',
    async (_, fault) => {
      await followFor(33, (wait) => (wait > 0 ? later(3000, fail(fault)) : Promise.resolve(quiet)));
      expect(asked).toEqual(['20@0', '0@3', '20@3', '0@6', '0@11', '0@16', '0@21', '20@21', '0@24', '0@29']);
    },
  );

  it('waits again as before once waiting has worked', async () => {
    let cuts = 2;
    await followFor(50, (wait) =>
      wait === 0 ? Promise.resolve(quiet) : later(1000, cuts-- > 0 ? fail(new Error('reset')) : () => quiet),
    );
    const first = asked.findIndex((ask, index) => ask.startsWith('20') && index > 2);
    expect(asked.slice(0, first)).toEqual(['20@0', '0@1', '20@1', '0@2', '0@7', '0@12', '0@17']);
    expect(asked.slice(first, first + 3)).toEqual(['20@17', '20@18', '20@19']);
  });

  it('tries again where nothing answers at all, and waits as soon as something does', async () => {
    await followFor(9, () =>
      Date.now() < 6000 ? Promise.reject(new Error('no network')) : later(20_000, () => quiet),
    );
    expect(asked.slice(0, 4)).toEqual(['20@0', '0@0', '0@2', '0@4']);
    expect(asked.at(-1)).toBe('0@6');
  });

  it('ends with the feed', async () => {
    answers.to = () => Promise.resolve({ items: [], endOfUpdates: true });
    expect(await follow('2019', stop.signal)).toBe(true);
    expect(asked).toEqual(['20@0']);
  });
});
