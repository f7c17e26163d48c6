import { describe, expect, it } from 'vitest';
import { Busy } from '../../lib/domain/ports.ts';
import { EventLog } from '../../lib/stores/event-log.ts';
import { keys, type Table } from '../../lib/stores/table.ts';
import { MemoryTable } from '../support/memory/memory-table.ts';
import { calm, type Place, type Weather } from '../support/memory/weather.ts';
import { overriding } from '../support/overriding.ts';

const event = (key: string) => ({ key, type: 'ClaimSubmitted' as const, district: null, body: `"${key}"` });

/** Others may run in the middle of a commit, and whoever runs into it waits. */
const slow: Weather = {
  ...calm,
  pause: (place: Place) =>
    place === 'amid-commit' || place === 'retry' ? new Promise((resolve) => setImmediate(resolve)) : undefined,
};

describe('a reader of the log', () => {
  it('sees all of what one addition has added up to where it reads, or nothing of it', async () => {
    const log = new EventLog(new MemoryTable(slow));
    let isAdding = true;
    const adding = log.append([event('a'), event('b'), event('c')], 0).finally(() => {
      isAdding = false;
    });
    const seen: [until: number, keys: string][] = [];
    while (isAdding) {
      const page = await log.read(0).catch((fault) => (fault instanceof Busy ? null : Promise.reject(fault)));
      if (page) seen.push([page.until, page.events.map(({ key }) => key).join()]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await adding;
    expect(await log.read(0)).toMatchObject({ until: 3 });
    expect(seen.length).toBeGreaterThan(0);
    for (const page of seen)
      expect([
        [0, ''],
        [3, 'a,b,c'],
      ]).toContainEqual(page);
  });

  it('passes over what has expired, and goes no further than the log', async () => {
    const table = new MemoryTable();
    const log = new EventLog(table);
    await log.append(
      Array.from({ length: 12 }, (_, index) => event(`e${index + 1}`)),
      0,
    );
    for (const number of [1, 2, 3]) table.remove(keys.loggedEvent(number));
    const first = await log.read(0);
    expect([first.until, first.events.map(({ key }) => key).join()]).toEqual([10, 'e4,e5,e6,e7,e8,e9,e10']);
    expect(await log.read(10)).toMatchObject({ until: 12, events: [{ key: 'e11' }, { key: 'e12' }] });
    expect(await log.read(12)).toEqual({ until: 12, events: [] });
    expect(await log.read(20)).toEqual({ until: 20, events: [] });
  });
});

describe('an addition to the log', () => {
  it('that finds the place taken each time is busy in the end, and has added nothing', async () => {
    const table = new MemoryTable();
    let tries = 0;
    const transact: Table['transact'] = async () => [tries++, 'outdated' as const][1] as 'outdated';
    const log = new EventLog(overriding<Table>(table, { transact }));
    await expect(log.append([event('a')], 0)).rejects.toThrow(Busy);
    expect([tries, table.items.size]).toEqual([10, 0]);
  });

  it('of which another one has logged an event meanwhile adds the others', async () => {
    const table = new MemoryTable();
    const other = new EventLog(table);
    const getMany: Table['getMany'] = async (wanted) => {
      const found = await table.getMany(wanted);
      // Between the look for the keys and the look for the end.
      await other.append([event('a')], 0);
      return found;
    };
    await new EventLog(overriding<Table>(table, { getMany })).append([event('a'), event('b')], 0);
    expect((await other.read(0)).events.map(({ key, number }) => `${number} ${key}`)).toEqual(['1 a', '2 b']);
  });

  it('expires after thirty days, with the mark by which it is known', async () => {
    const table = new MemoryTable();
    await new EventLog(table).append([event('a')], 1_000_000);
    expect(table.peek(keys.loggedEvent(1))).toMatchObject({ expiresAt: 1000 + 30 * 86_400 });
    expect(table.peek(keys.loggedEventKey('a'))).toMatchObject({ expiresAt: 1000 + 30 * 86_400 });
  });

  it('that has been made before writes nothing', async () => {
    const table = new MemoryTable();
    const log = new EventLog(table);
    await log.append([event('a')], 0);
    const { commits } = table;
    await log.append([event('a')], 1000);
    expect(table.commits).toBe(commits);
  });

  it('goes into as many transactions as 45 events or two million bytes of them take, in their order', async () => {
    const table = new MemoryTable();
    const sizes: number[] = [];
    const transact: Table['transact'] = async (writes) => {
      sizes.push((writes.length - 1) / 2);
      return table.transact(writes);
    };
    const log = new EventLog(overriding<Table>(table, { transact }));
    const added = async (events: readonly ReturnType<typeof event>[]) => {
      sizes.length = 0;
      await log.append(events, 0);
      return sizes;
    };
    const many = (name: string, count: number) => Array.from({ length: count }, (_, at) => event(`${name}${at}`));
    expect([...(await added(many('a', 45)))]).toEqual([45]);
    expect([...(await added(many('b', 91)))]).toEqual([45, 45, 1]);
    const five = (name: string) => many(name, 5).map((each) => ({ ...each, body: '区'.repeat(130_000) }));
    const rest = (key: string, bytes: number) => ({ ...event(key), body: 'x'.repeat(bytes) });
    expect([...(await added([...five('c'), rest('d', 50_000), rest('e', 1)]))]).toEqual([6, 1]);
    expect([...(await added([...five('f'), rest('g', 50_001), rest('h', 1)]))]).toEqual([5, 2]);
    expect(await log.last()).toBe(45 + 91 + 7 + 7);
  });
});

it('the last event up to an instant is found, and what has expired counts as before it', async () => {
  const table = new MemoryTable();
  const log = new EventLog(table);
  for (let number = 1; number <= 9; number++) await log.append([event(`e${number}`)], number * 1000);
  for (const number of [1, 2, 3, 4, 5]) table.remove(keys.loggedEvent(number));
  const upTo = (milliseconds: number) => log.lastUpTo(new Date(milliseconds).toISOString());
  expect([await upTo(0), await upTo(6000), await upTo(6999), await upTo(7000), await upTo(99_000)]).toEqual([
    5, 6, 6, 7, 9,
  ]);
  expect(await new EventLog(new MemoryTable()).lastUpTo('2019-01-01T00:00:00.000Z')).toBe(0);
});
