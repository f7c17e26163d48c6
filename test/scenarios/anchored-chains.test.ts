import { readHead } from '../../lib/stores/book-items.ts';
import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { compareWithRebuild } from '../../functions/protocols/compare-with-rebuild.ts';
import { type CycleRules, loadCycle } from '../../functions/protocols/cycle-rules.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { anchorOf } from '../../lib/domain/anchor.ts';
import { genesis } from '../../lib/domain/book.ts';
import { type AuditEntry, chained } from '../../lib/domain/book-change.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { packDistricts } from '../../lib/stores/cycle-items.ts';
import { fieldsOf, keys } from '../../lib/stores/table.ts';
import { apiClient } from '../support/api-client.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';

const day = 86_400_000;
const finalizeAt = sampleNow + 40 * day;

/** An open cycle of two districts in which the first has claimed, under a clock that a test may set. */
async function opened(more: Partial<Cycle> = {}) {
  const clock = { time: sampleNow };
  const needs = memoryDependencies({ clock: { now: () => clock.time } });
  const cycle: Cycle = {
    ...sampleCycle('2019', 2),
    onBlockers: 'verified-only',
    createdAt: new Date(sampleNow).toISOString(),
    submissionsCloseAt: new Date(finalizeAt).toISOString(),
    finalizeAt: new Date(finalizeAt).toISOString(),
    ...more,
  };
  await needs.cycles.create(cycle, firstBoard(cycle), null);
  const claim = claimWith(needs);
  await claim('10');
  const rules = (await loadCycle(needs, '2019')) as CycleRules;
  const breaks = async () => (await sweep(needs)).cycles[0]!.comparison.auditBreaks;
  const names = () => [...needs.anchors.all('2019').keys()].sort();
  return { needs, clock, cycle, claim, rules, breaks, names };
}

function claimWith(needs: MemoryDependencies) {
  const send = apiClient(needs);
  return async (value: string, district = 'd-001') => {
    const caller = { role: 'district', district };
    const target = `PUT /v1/cycles/2019/districts/${district}/components/13/claim`;
    expect((await send(target, { caller, body: { value } })).status).toBe(200);
  };
}

/** Rewrites the first district's chain from a revision on, and its head with it. */
function rewrite({ table }: MemoryDependencies, from: number): void {
  const head = readHead(table.peek(keys.head('2019', 'd-001'))!);
  let previous = genesis;
  for (let revision = 1; revision <= head.revision; revision++) {
    const key = keys.audit('2019', 'd-001', revision);
    const { hash: _, ...entry } = fieldsOf<AuditEntry>(table.peek(key)!);
    const forged = chained({ ...entry, by: revision >= from ? 'somebody-else' : entry.by, previous });
    table.place({ ...key, ...forged });
    previous = forged.hash;
  }
  table.alter(keys.head('2019', 'd-001'), { auditHead: previous });
}

const altered = (revision: number) => [{ district: 'd-001', revision, fault: 'altered-entry' }];

describe('the anchor of a day', () => {
  it('is kept by its first sweep, and says the heads as they were then', async () => {
    const it = await opened();
    for (let again = 0; again < 2; again++) await sweep(it.needs);
    await it.claim('12');
    await sweep(it.needs);
    it.clock.time += day;
    await sweep(it.needs);
    const anchors = it.needs.anchors.all('2019');
    expect([...anchors].map(([name, { at, heads }]) => [name, at, heads.map(({ revision }) => revision)])).toEqual([
      ['2019-12-31.json', '2019-12-31T15:00:00.000Z', [1, 0]],
      ['2020-01-01.json', '2020-01-01T15:00:00.000Z', [2, 0]],
    ]);
  });

  it('is kept after all chains were checked, also where a sweep checks them by turns', async () => {
    const it = await opened();
    await sweep(it.needs);
    it.clock.time += day;
    // Of two chains, this is not the turn of the first.
    it.clock.time += (12 - (Math.floor(it.clock.time / 300_000) % 12) + 1) * 300_000;
    rewrite(it.needs, 1);
    expect((await compareWithRebuild(it.needs, it.rules, { entriesMax: 0 })).report.auditBreaks).toEqual(altered(1));
    expect(it.names()).toEqual(['2019-12-31.json']);
  });

  it('is read before the heads: one that is kept meanwhile may be ahead of them', async () => {
    const it = await opened();
    const { needs } = it;
    const heads: typeof needs.books.heads = async (cycle, districts) => {
      const found = await needs.books.heads(cycle, districts);
      await it.claim('12');
      await sweep(needs);
      return found;
    };
    const books = overriding(needs.books, { heads });
    expect((await compareWithRebuild({ ...needs, books }, it.rules)).report.auditBreaks).toEqual([]);
    expect(needs.anchors.all('2019').get('2019-12-31.json')?.heads[0]?.revision).toBe(2);
  });
});

describe('a chain that was rewritten with its head', () => {
  it.each([1, 30])('is told by an anchor of %i days ago, the newest there is', async (days) => {
    const it = await opened();
    await sweep(it.needs);
    it.clock.time += days * day;
    rewrite(it.needs, 1);
    expect(await it.breaks()).toEqual(altered(1));
  });

  it('is told even where the cycle now says that it was opened today', async () => {
    const it = await opened();
    await sweep(it.needs);
    it.clock.time += 20 * day;
    it.needs.table.alter(keys.cycle('2019'), { createdAt: new Date(it.clock.time).toISOString() });
    rewrite(it.needs, 1);
    expect(await it.breaks()).toEqual(altered(1));
  });

  it('is told back to the day on which the cycle was opened, however long ago', async () => {
    const it = await opened({ createdAt: '2019-01-01T12:00:00.000Z' });
    const head = (await it.needs.books.heads('2019', ['d-001']))[0]!;
    await it.needs.anchors.keep('2019-01-01.json', anchorOf(it.cycle, [head], '2019-01-01T23:00:00.000Z'));
    rewrite(it.needs, 1);
    expect(await it.breaks()).toEqual(altered(1));
  });

  it('after the day’s anchor and before a sealing is told by the anchor of the closing', async () => {
    const it = await opened();
    it.clock.time = finalizeAt - 1000;
    await sweep(it.needs);
    await it.claim('12');
    it.clock.time = finalizeAt;
    expect(await advanceCycle(it.needs, '2019')).toBe('done');
    expect(it.names()).toEqual(['2020-02-09.json', 'closing-1-1.json']);
    rewrite(it.needs, 2);
    it.clock.time += day;
    expect(await it.breaks()).toEqual(altered(2));
  });
});

describe('a district that the cycle no longer names', () => {
  it('is missed where it was anchored', async () => {
    const it = await opened();
    await sweep(it.needs);
    const { districts } = (await it.needs.cycles.load('2019'))!;
    it.needs.table.alter(keys.cycle('2019'), { districts: packDistricts(districts.slice(0, 1)) });
    expect(await it.breaks()).toEqual([{ district: 'd-002', revision: 1, fault: 'missing-entry' }]);
  });
});

describe('a store of anchors that fails', () => {
  it('lets nothing be sealed', async () => {
    const it = await opened();
    it.clock.time = finalizeAt;
    for (const method of ['load', 'keep'] as const) {
      const anchors = overriding(it.needs.anchors, { [method]: () => Promise.reject(new Error('no answer')) });
      await expect(advanceCycle({ ...it.needs, anchors }, '2019')).rejects.toThrow('no answer');
      expect(await it.needs.seals.load('2019', 1)).toBeNull();
    }
    expect(await advanceCycle(it.needs, '2019')).toBe('done');
  });
});

describe('a half-seen write', () => {
  it('is no break: what a chain seems to lack must be lacking every time', async () => {
    const it = await opened();
    await it.claim('12');
    for (const [torn, found] of [
      [4, []],
      [5, [{ district: 'd-001', revision: 2, fault: 'missing-entry' }]],
    ] as const) {
      let looks = 0;
      const history: typeof it.needs.books.history = async (...asked) => {
        const entries = await it.needs.books.history(...asked);
        return asked[1] === 'd-001' && ++looks <= torn ? entries.slice(1) : entries;
      };
      const books = overriding(it.needs.books, { history });
      expect((await compareWithRebuild({ ...it.needs, books }, it.rules)).report.auditBreaks).toEqual(found);
    }
  });
});
