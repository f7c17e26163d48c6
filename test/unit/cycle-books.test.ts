import { beforeEach, describe, expect, it } from 'vitest';
import { cycleBooks, cycleHeads, SeenBooks } from '../../functions/protocols/cycle-books.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { claimChange } from '../support/sample-change.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';

const cycle = sampleCycle('2019');
let needs: MemoryDependencies;

beforeEach(async () => {
  needs = memoryDependencies({ clock: { now: () => sampleNow } });
  await needs.cycles.create(cycle, firstBoard(cycle), null);
});

async function claim(district: string): Promise<void> {
  const { book } = (await needs.books.open('2019', district, ['13'], null))!;
  expect(await needs.books.append(claimChange(book, '7', ['13']), null)).toBe('committed');
}

describe('the books of a cycle', () => {
  it('are read as they stand unless they may be old', async () => {
    const asked: unknown[] = [];
    const loadLabelled: typeof needs.books.loadLabelled = async (...given) => {
      asked.push(given[2]);
      return needs.books.loadLabelled(...given);
    };
    const books = overriding(needs.books, { loadLabelled });
    await cycleBooks({ books }, cycle);
    await cycleBooks({ books }, cycle, true);
    expect(asked).toEqual([false, false, false, true, true, true]);
  });

  it('that are missing are named, all of them', async () => {
    for (const district of ['d-001', 'd-003']) needs.table.remove(keys.head('2019', district));
    const missing = { name: 'MissingBooks', message: 'the cycle 2019 has no book of d-001, d-003' };
    await expect(cycleBooks(needs, cycle)).rejects.toMatchObject({ ...missing, districts: ['d-001', 'd-003'] });
    await expect(cycleHeads(needs, cycle)).rejects.toMatchObject(missing);
  });
});

describe('what was seen of books', () => {
  it('is known again by the end of a chain, under the head that is asked for', async () => {
    const seen = new SeenBooks();
    seen.keep(await cycleBooks(needs, cycle));
    const [head] = await cycleHeads(needs, cycle);
    expect(seen.bookOf({ ...head!, portalGate: 'closed' })).toMatchObject({
      book: { head: { district: 'd-001', portalGate: 'closed' } },
      applied: null,
    });
    await claim('d-001');
    expect(seen.bookOf((await cycleHeads(needs, cycle))[0]!)).toBeNull();
  });

  it('gives the heads of the cohort in its order, as they were last seen, once all of them were', async () => {
    const seen = new SeenBooks();
    expect(seen.heads(cycle)).toBeUndefined();
    const [first, second, third] = await cycleBooks(needs, cycle);
    seen.keep([third!, first!]);
    expect(seen.heads(cycle)).toBeUndefined();
    await claim('d-001');
    seen.keep([second!, (await cycleBooks(needs, cycle))[0]!]);
    expect(seen.heads(cycle)).toEqual(await cycleHeads(needs, cycle));
  });

  it('gives the history that ends so, and none that ends otherwise', async () => {
    const seen = new SeenBooks();
    await claim('d-001');
    const [head, other] = await cycleHeads(needs, cycle);
    const entries = await needs.books.history('2019', 'd-001', null, 1);
    seen.keepHistory(head!, entries);
    expect(seen.historyOf(head!)).toEqual(entries);
    expect(seen.historyOf({ ...head!, auditHead: other!.auditHead })).toBeNull();
  });
});
