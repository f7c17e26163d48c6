import { beforeEach, describe, expect, it } from 'vitest';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { Evidence } from '../../lib/domain/evidence.ts';
import type { CycleStep } from '../../lib/domain/finalization/sealing.ts';
import { Busy } from '../../lib/domain/ports.ts';
import type { Attempted, Delivery } from '../../lib/domain/webhooks/webhook.ts';
import { shippedSchemes } from '../../lib/schemes/shipped-schemes.ts';
import { evidenceWrites } from '../../lib/stores/book-items.ts';
import { type Stores, storesOf } from '../../lib/stores/stores.ts';
import { type Item, type ItemKey, keys, type Table } from '../../lib/stores/table.ts';
import { keyOfWrite, MemoryTable } from '../support/memory/memory-table.ts';
import { overriding } from '../support/overriding.ts';
import { sampleReply } from '../support/sample-change.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';
import { sampleFile } from '../support/sample-evidence.ts';
import { sampleWebhook } from '../support/sample-webhook.ts';

const clock = { now: () => sampleNow };
const cycle = sampleCycle('2019');
type Disabling = NonNullable<Attempted['disabling']>;
type Put = { readonly put: Item & ItemKey };
let table: MemoryTable;
let stores: Stores;

beforeEach(async () => {
  table = new MemoryTable();
  stores = storesOf(table, clock, shippedSchemes);
});

const on = (broken: Table) => storesOf(broken, clock, shippedSchemes);
const create = (wanted: Cycle, at = stores) => at.cycles.create(wanted, firstBoard(wanted), null);

/** A table at which something happens once, just before its first transaction that writes such an item. */
function before(isMeant: (key: ItemKey) => boolean, happen: () => void): Table {
  let isDone = false;
  const transact: Table['transact'] = async (writes) => {
    if (!isDone && writes.some((write) => isMeant(keyOfWrite(write)))) {
      isDone = true;
      happen();
    }
    return table.transact(writes);
  };
  return overriding<Table>(table, { transact });
}

// Conditions that cover each other in every ordinary course of things: here each stands alone.
describe('the opening of a cycle is refused', () => {
  const other = { ...sampleCycle('2019', 4), year: 2020 };

  it('where only the cycle is there, and its board was deleted', async () => {
    await create(cycle);
    table.remove(keys.board('2019'));
    expect(await create(other)).toBe('outdated');
    expect(await stores.cycles.load('2019')).toEqual(cycle);
    expect(await stores.boards.load('2019')).toBeNull();
  });

  it('where only the board is there, and the cycle was lost', async () => {
    await create(cycle);
    table.alter(keys.board('2019'), { version: 7 });
    table.remove(keys.cycle('2019'));
    expect(await create(other)).toBe('outdated');
    expect(await stores.boards.load('2019')).toMatchObject({ version: 7 });
    expect(table.peek(keys.cycle('2019'))).toBeNull();
  });

  it('where another one was interrupted, before it has opened a single book', async () => {
    await create(cycle);
    table.alter(keys.cycle('2019'), { isPrepared: false });
    for (const { id } of cycle.districts) table.remove(keys.head('2019', id));
    expect(await create(other)).toBe('outdated');
    expect(await stores.books.heads('2019', ['d-001', 'd-004'])).toEqual([null, null]);
  });

  it('where the cycle is gone by the time its books are open', async () => {
    const losing = before(
      ({ sk }) => sk === 'HEAD',
      () => table.remove(keys.cycle('2019')),
    );
    expect(await create(cycle, on(losing))).toBe('outdated');
    expect(table.peek(keys.cycle('2019'))).toBeNull();
  });
});

it('the cycles of a list are as many as asked for, though some of those first read are still being opened', async () => {
  for (const id of ['2019', '2020', '2021', '2022']) await create(sampleCycle(id));
  table.alter(keys.cycle('2020'), { isPrepared: false });
  const limits: unknown[] = [];
  const query: Table['query'] = async (range, options) => {
    limits.push(options?.limit);
    return table.query(range, options);
  };
  const { cycles } = on(overriding<Table>(table, { query }));
  const listed = async (after: string | null, limit: number) => (await cycles.list(after, limit)).map(({ id }) => id);
  expect(await listed(null, 1)).toEqual(['2019']);
  expect(limits).toEqual([1]);
  expect(await listed(null, 2)).toEqual(['2019', '2021']);
  expect(limits).toEqual([1, 2, 2]);
  expect(await listed(null, 3)).toEqual(['2019', '2021', '2022']);
  expect(await listed('2019', 2)).toEqual(['2021', '2022']);
  expect(await listed('2021', 9)).toEqual(['2022']);
});

it('the opening of a cycle reads nothing back, and writes a hundred heads at a time', async () => {
  const sizes: number[] = [];
  const transact: Table['transact'] = async (writes) => {
    sizes.push(writes.length);
    return table.transact(writes);
  };
  const get = () => Promise.reject(new Error('read'));
  expect(await create(sampleCycle('2019', 200), on(overriding<Table>(table, { transact, get })))).toBe('committed');
  expect(sizes).toEqual([3, 100, 100, 1]);
});

describe('a transition is recorded only', () => {
  const step = (number: number) => ({ number, kind: 'submissions-closed', at: 'then' }) as unknown as CycleStep;
  const closed = { ...cycle, state: 'verifying' } as const;

  it('if none was recorded since the cycle was read, whatever it is called', async () => {
    await create(cycle);
    table.alter(keys.cycle('2019'), { steps: 1 });
    expect(await stores.cycles.advance(cycle, closed, step(2))).toBe('outdated');
    expect((await stores.cycles.load('2019'))?.state).toBe('open');
    expect(table.peek(keys.step('2019', 2))).toBeNull();
  });

  it('if it is not recorded yet, whatever the cycle counts', async () => {
    await create(cycle);
    expect(await stores.cycles.advance(cycle, closed, step(1))).toBe('committed');
    table.alter(keys.cycle('2019'), { steps: 0, state: 'open' });
    expect(await stores.cycles.advance(cycle, { ...closed, state: 'closing' }, step(1))).toBe('outdated');
    expect((await stores.cycles.load('2019'))?.state).toBe('open');
  });
});

describe('gates', () => {
  const gates = { portalGate: 'closed', assessorGate: 'open' } as const;

  it('of a head that comes into another epoch between the look and the write are left alone, and so are all others', async () => {
    await create(cycle);
    const reopening = before(
      ({ sk }) => sk === 'HEAD',
      () => table.alter(keys.head('2019', 'd-002'), { epoch: 2 }),
    );
    expect(await on(reopening).books.setGates(cycle, gates)).toBe('outdated');
    const heads = await stores.books.heads('2019', ['d-001', 'd-002', 'd-003']);
    expect(heads.map((head) => head?.portalGate)).toEqual(['open', 'open', 'open']);
  });

  it('that stand as wanted are not written again', async () => {
    await create(cycle);
    expect(await stores.books.setGates(cycle, gates)).toBe('committed');
    const commits = table.commits;
    expect(await stores.books.setGates(cycle, gates)).toBe('committed');
    expect(table.commits).toBe(commits);
  });

  it('are set where a head is lost, of all others', async () => {
    await create(cycle);
    table.remove(keys.head('2019', 'd-001'));
    expect(await stores.books.setGates(cycle, gates)).toBe('committed');
    const heads = await stores.books.heads('2019', ['d-001', 'd-002']);
    expect(heads.map((head) => head?.portalGate)).toEqual([undefined, 'closed']);
  });

  it('of more heads than go into a transaction are set all', async () => {
    const large = sampleCycle('2019', 51);
    await create(large);
    const commits = table.commits;
    expect(await stores.books.setGates(large, gates)).toBe('committed');
    const ids = large.districts.map(({ id }) => id);
    expect((await stores.books.heads('2019', ids)).every((head) => head?.portalGate === 'closed')).toBe(true);
    expect(table.commits - commits).toBe(3);
  });
});

describe('a book', () => {
  it('is opened by the items that were asked for and no other', async () => {
    await create(cycle);
    const asked: string[][] = [];
    const getTogether: Table['getTogether'] = async (wanted) => {
      asked.push(wanted.map(({ pk, sk }) => `${pk} ${sk}`));
      return table.getTogether(wanted);
    };
    const { books } = on(overriding<Table>(table, { getTogether }));
    await books.open('2019', 'd-001', ['5', '5'], null);
    await books.open('2019', 'd-001', [], 'k', { ids: ['a', 'a'], copyOf: 'b' });
    await books.open('2019', 'd-001', [], null, { sha256: 'f' });
    const at = (place: string) => `BOOK#2019#d-001 ${place}`;
    expect(asked).toEqual([
      [at('HEAD'), at('INPUT#5')],
      [at('HEAD'), at('EVIDENCE#a'), at('EVIDENCE#b'), 'KEY#k IDEMPOTENCY'],
      [at('HEAD'), at('FILE-HASH#f')],
    ]);
  });

  it('that is never whole is read five times, and then it is busy', async () => {
    await create(cycle);
    table.alter(keys.head('2019', 'd-001'), { revision: 1, componentRevisions: { 5: 1 } });
    let reads = 0;
    let pauses = 0;
    const query: Table['query'] = async (...asked) => [reads++, await table.query(...asked)][1] as never;
    const pause = async () => void pauses++;
    await expect(on(overriding<Table>(table, { query, pause })).books.load('2019', 'd-001')).rejects.toThrow(
      new Busy('the book keeps moving while it is read'),
    );
    expect([reads, pauses]).toEqual([5, 4]);
  });

  it('may be old at its first reading, and is read as it stands where it is then not there or not whole', async () => {
    await create(cycle);
    const asked: unknown[] = [];
    let first: readonly Item[] | null = null;
    const query: Table['query'] = async (range, options) => {
      asked.push(options?.mayBeOld);
      return options?.mayBeOld && first ? [...first] : table.query(range, options);
    };
    const { books } = on(overriding<Table>(table, { query }));
    const read = async (district: string, mayBeOld?: boolean) => {
      asked.length = 0;
      const found = await books.loadLabelled('2019', district, mayBeOld);
      return [found?.book.head.district, ...asked];
    };
    expect(await read('d-001')).toEqual(['d-001', false]);
    expect(await read('d-001', true)).toEqual(['d-001', true]);
    expect(await read('d-009')).toEqual([undefined, false]);
    expect(await read('d-009', true)).toEqual([undefined, true, false]);
    first = [];
    expect(await read('d-001', true)).toEqual(['d-001', true, false]);
    first = [{ ...table.peek(keys.head('2019', 'd-001'))!, revision: 1, componentRevisions: { 5: 1 } }];
    expect(await read('d-001', true)).toEqual(['d-001', true, false]);
  });

  it('has a history and notes of its locks, which are read as they stand unless told otherwise, and as they may be', async () => {
    const asked: unknown[] = [];
    const query: Table['query'] = async (range, options) => {
      asked.push(options?.mayBeOld);
      return table.query(range, options);
    };
    const { books, locks } = on(overriding<Table>(table, { query }));
    await books.history('2019', 'd-001', null, 5);
    await books.history('2019', 'd-001', null, 5, true);
    await locks.ofBook('2019', 'd-001');
    expect(asked).toEqual([false, true, true]);
  });

  it('has no other copy of a file but one with its bytes', async () => {
    await create(cycle);
    const place = (file: Evidence) => table.place({ ...keys.evidence('2019', 'd-001', file.id), ...file });
    const [first, other] = [sampleFile('a'), sampleFile('b')];
    place(first);
    place(other);
    table.place({ ...first, ...keys.fileHash('2019', 'd-001', first.sha256) });
    const copyOf = async (id: string) =>
      (await stores.books.open('2019', 'd-001', [], null, { copyOf: id }))?.sameBytes;
    expect(await copyOf('a')).toBeNull();
    place({ ...other, sha256: first.sha256 });
    expect(await copyOf('a')).toMatchObject({ id: 'b' });
    place({ ...other, sha256: first.sha256, state: 'withdrawn' });
    expect(await copyOf('a')).toBeNull();
  });

  it('is not searched for a copy of a file where the index names another', async () => {
    await create(cycle);
    const file = sampleFile('a');
    table.place({ ...keys.evidence('2019', 'd-001', 'a'), ...file });
    table.place({ ...sampleFile('b'), ...keys.fileHash('2019', 'd-001', file.sha256) });
    const { books } = on(overriding<Table>(table, { query: () => Promise.reject(new Error('searched')) }));
    expect((await books.open('2019', 'd-001', [], null, { copyOf: 'a' }))?.sameBytes).toMatchObject({ id: 'b' });
  });
});

it('a file that is listed for rescanning and is not there is passed over', async () => {
  await create(cycle);
  for (const id of ['a', 'b'])
    for (const { put } of evidenceWrites('2019', 'd-001', sampleFile(id, { state: 'pending' }), null) as Put[])
      table.place(put);
  table.remove(keys.evidence('2019', 'd-001', 'a'));
  expect((await stores.books.pendingEvidence()).map(({ id }) => id)).toEqual(['b']);
});

describe('the items of a file', () => {
  const written = (more: Partial<Evidence>) =>
    evidenceWrites('2019', 'd-001', sampleFile('a', more), null).map((write) => keyOfWrite(write).sk.split('#')[0]);

  it.each<[Evidence['state'], string | null, readonly string[]]>([
    ['awaiting-upload', null, []],
    ['pending', 'v', ['2019']],
    ['rejected', 'v', []],
    ['infected', 'v', []],
    ['stored', 'v', ['FILE-HASH', sampleFile('a').sha256]],
    ['withdrawn', 'v', ['FILE-HASH', sampleFile('a').sha256]],
    ['withdrawn', null, []],
  ])('that is %s, version %s, are itself and %j', (state, versionId, more) => {
    expect(written({ state, versionId })).toEqual(['EVIDENCE', ...more]);
  });

  it('list it for rescanning for thirty days from its arrival', () => {
    const [, pending] = evidenceWrites('2019', 'd-001', sampleFile('a', { state: 'pending' }), null);
    // 2019-12-30T00:00:00Z and 30 × 86,400 s.
    expect(pending).toMatchObject({ put: { expiresAt: 1_577_664_000 + 2_592_000 } });
  });
});

it('places that carry a number are in the order of the numbers', () => {
  const counted: ((number: number) => ItemKey)[] = [
    (number) => keys.boardBlock('c', '0', number),
    (number) => keys.checkpoint('c', number, 0),
    (number) => keys.checkpoint('c', 1, number),
    (number) => keys.change('c', number),
    (number) => keys.audit('c', 'd', number),
    (number) => keys.step('c', number),
    (number) => keys.final('c', number),
    (number) => keys.importPiece('i', 'ROWS', number),
    (number) => keys.loggedEvent(number),
    (number) => keys.delivery('w', number),
  ];
  for (const key of counted) {
    const places = [0, 1, 9, 10, 99, 100, 999].map((number) => key(number).sk);
    expect(places).toEqual(places.toSorted());
  }
});

it('a cycle is at rest until the noted instant, and for no longer than anybody may', async () => {
  await create(cycle);
  expect(await stores.rests.note(cycle, 1000)).toBe('committed');
  const awake = (now: number, restMax: number) => stores.rests.awake(now, restMax);
  expect([await awake(999, 1), await awake(990, 10), await awake(500, 9000)]).toEqual([[], [], []]);
  expect([await awake(1000, 1), await awake(990, 9)]).toEqual([['2019'], ['2019']]);
});

it('a webhook’s deliveries are kept for thirty days, what was withdrawn for two, and each disabling is told', async () => {
  const { webhooks } = stores;
  const webhook = sampleWebhook();
  await webhooks.register(webhook, 'secret', null);
  const delivery = { number: 7, lastAttemptAt: '1970-01-01T00:00:01.999Z' } as Delivery;
  const disabling = { number: 1, at: 'then' } as unknown as Disabling;
  expect(await webhooks.note(webhook, { webhook, delivery, disabling: null })).toBe('committed');
  expect(table.peek(keys.delivery('portal', 7))).toMatchObject({ expiresAt: 1 + 30 * 86_400 });
  expect(table.peek(keys.disabling('portal', 1))).toBeNull();
  const noted = (await webhooks.load('portal'))!;
  expect(await webhooks.note(noted, { webhook: noted, delivery, disabling })).toBe('committed');
  expect(table.peek(keys.disabling('portal', 1))).toMatchObject(disabling);
  expect(await webhooks.withdraw((await webhooks.load('portal'))!, 5999, null)).toBe('committed');
  for (const key of [keys.webhook('portal'), keys.webhookSecret('portal')])
    expect(table.peek(key)).toMatchObject({ expiresAt: 5 + 2 * 86_400 });
});

it('a kept reply is gone at the second at which it expires, for who reads it and for who keeps another', async () => {
  const expiresAt = Math.floor(sampleNow / 1000) + 1;
  const then = storesOf(table, { now: () => expiresAt * 1000 }, shippedSchemes);
  await stores.replies.save(sampleReply('k1', { expiresAt }));
  expect(await stores.replies.load('k1')).not.toBeNull();
  expect(await stores.replies.save(sampleReply('k1', { body: 'other' }))).toBe('outdated');
  expect(await then.replies.load('k1')).toBeNull();
  expect(await then.replies.save(sampleReply('k1', { body: 'other' }))).toBe('committed');
});

it('a scheme is not loaded under the id of any that ships with the product', async () => {
  const document = await shippedSchemes[0]!.load();
  const shipped = ['a', 'b'].map((id) => ({ id, load: async () => ({ ...document, id }) }));
  const two = storesOf(table, clock, shipped);
  for (const id of ['a', 'b']) expect(await two.schemes.save({ ...document, id }, null)).toBe('outdated');
  expect(await two.schemes.save({ ...document, id: 'aa' }, null)).toBe('committed');
  expect((await two.schemes.list()).map(({ id }) => id)).toEqual(['a', 'aa', 'b']);
});
