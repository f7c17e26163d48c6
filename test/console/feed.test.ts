import { beforeEach, describe, expect, it, vi } from 'vitest';

/** Versions of the feed in parts; the fake API gives one page for each question. */
const { asked, entries } = vi.hoisted(() => ({
  asked: [] as string[],
  entries: [] as { version: number; moved: string[]; continued?: true }[],
}));

vi.mock('../../lib/console/api.ts', () => ({
  api: {
    GET: async (_path: string, { params }: { params: { query: Record<string, string | number> } }) => {
      const { after, cursor, limit } = params.query;
      const from = cursor === undefined ? entries.findIndex(({ version }) => version > Number(after)) : Number(cursor);
      const begin = from < 0 ? entries.length : from;
      asked.push(cursor === undefined ? `${after}+${limit}` : `cursor ${cursor}`);
      const cut = entries.findIndex(({ continued }, index) => index >= begin && continued);
      const end = Math.min(begin + Number(limit), cut < 0 ? entries.length : cut + 1);
      const items = entries.slice(begin, end);
      const data = { items, ...(end < entries.length && { nextCursor: String(end) }) };
      return { data, response: { ok: true } };
    },
  },
}));

const { changesBetween } = await import('../../lib/console/feed.ts');
const { signal } = new AbortController();
let cycle = '';
let cycles = 0;
const read = async (from: number, to: number) =>
  (await changesBetween(cycle, from, to, signal)).map(({ version }) => version);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index + 1);

beforeEach(() => {
  cycle = `cycle-${cycles++}`;
  asked.length = 0;
  entries.splice(0, entries.length, ...range(0, 450).map((version) => ({ version, moved: [`${version}`] })));
});

describe('the feed', () => {
  it('gives what lies behind a version up to another, oldest first', async () => {
    expect(await read(120, 130)).toEqual(range(120, 130));
    expect(asked).toEqual(['120+10']);
  });

  it('reads nothing twice, whichever way it grows', async () => {
    await read(200, 300);
    expect(await read(150, 350)).toEqual(range(150, 350));
    expect(await read(210, 290)).toEqual(range(210, 290));
    expect(asked).toEqual(['200+100', '300+50', '150+50']);
  });

  it('goes back page by page from what it has, so that who stops loses nothing', async () => {
    await read(440, 450);
    const stopped = new AbortController();
    const left: number[] = [];
    const ask = changesBetween(cycle, 0, 450, stopped.signal, (count) => {
      left.push(count);
      if (count <= 240) throw new Error('stopped');
    });
    await expect(ask).rejects.toThrow('stopped');
    expect(left).toEqual([440, 340, 240]);
    asked.length = 0;
    expect(await read(0, 450)).toEqual(range(0, 450));
    expect(asked).toEqual(['140+100', '40+100', '0+40']);
  });

  it('puts an entry together that goes on on the next page', async () => {
    entries.splice(4, 1, { version: 5, moved: ['a', 'b'], continued: true }, { version: 5, moved: ['c'] });
    const found = await changesBetween(cycle, 3, 8, signal);
    expect(found.map(({ version }) => version)).toEqual([4, 5, 6, 7, 8]);
    expect(found[1]!.moved).toEqual(['a', 'b', 'c']);
  });

  it('serves two readers at once without gaps or doubles', async () => {
    const [early, late] = await Promise.all([read(0, 250), read(200, 450)]);
    expect(early).toEqual(range(0, 250));
    expect(late).toEqual(range(200, 450));
    expect(await read(0, 450)).toEqual(range(0, 450));
  });
});
