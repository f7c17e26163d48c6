import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkChains, knownAnchors } from '../../functions/protocols/audit-chains.ts';
import { SeenBooks } from '../../functions/protocols/cycle-books.ts';
import { lockForGood, lockWhatWasMissed } from '../../functions/protocols/lock-evidence.ts';
import { anchorOf, closingName, dailyName } from '../../lib/domain/anchor.ts';
import { type Book, blankComponent, type Verification } from '../../lib/domain/book.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { claimChange } from '../support/sample-change.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';
import { sampleFile } from '../support/sample-evidence.ts';
import { blankBook } from '../support/written-book.ts';

const cycle = sampleCycle('2019', 1);
let needs: MemoryDependencies;

beforeEach(async () => {
  needs = memoryDependencies({ clock: { now: () => sampleNow } });
  await needs.cycles.create(cycle, firstBoard(cycle), null);
});

describe('a chain', () => {
  const nothingKnown = { anchors: [], isDailyDue: false };
  const headOf = async () =>
    (await needs.books.heads('2019', ['d-001'])) as NonNullable<
      Awaited<ReturnType<typeof needs.books.heads>>[number]
    >[];
  const check = async (entriesMax: number) => checkChains(needs, cycle, nothingKnown, await headOf(), entriesMax);

  async function grow(revision: number): Promise<void> {
    for (let { book } = (await needs.books.open('2019', 'd-001', ['5'], null))!; book.head.revision < revision; ) {
      expect(await needs.books.append(claimChange(book, String(book.head.revision)), null)).toBe('committed');
      book = (await needs.books.open('2019', 'd-001', ['5'], null))!.book;
    }
  }

  it.each([199, 200, 201, 400, 450])('of %d entries is read whole, down to the first', async (revision) => {
    await grow(revision);
    expect(await check(revision)).toEqual({ auditEntriesChecked: revision, auditBreaks: [] });
    needs.table.alter(keys.audit('2019', 'd-001', 1), { by: 'somebody-else' });
    const found = [{ district: 'd-001', revision: 1, fault: 'altered-entry' }];
    expect((await check(revision)).auditBreaks).toEqual(found);
  });

  it('that lacks something is asked for again, as it stands, and only one that is whole is known from then on', async () => {
    await grow(2);
    const asked: unknown[] = [];
    const history: typeof needs.books.history = async (...given) => {
      asked.push(given[4]);
      return needs.books.history(...given);
    };
    const books = overriding(needs.books, { history });
    const [head] = await headOf();
    const seen = new SeenBooks();
    const look = () => checkChains({ ...needs, books }, cycle, nothingKnown, [head!], 2, seen);
    needs.table.alter(keys.audit('2019', 'd-001', 1), { by: 'somebody-else' });
    expect((await look()).auditBreaks).toHaveLength(1);
    expect([asked, seen.historyOf(head!)]).toEqual([[true, false, false, false, false], null]);
    needs.table.alter(keys.audit('2019', 'd-001', 1), { by: 'portal-1' });
    asked.length = 0;
    expect((await look()).auditBreaks).toEqual([]);
    expect([asked, seen.historyOf(head!)?.map(({ revision }) => revision)]).toEqual([[true], [1, 2]]);
  });

  it('is checked at every look up to a number of entries in all, and above it in its turn', async () => {
    await grow(3);
    const hour = sampleNow - (sampleNow % 3_600_000);
    const checkedAt = async (turn: number, entriesMax: number) => {
      const clock = { now: () => hour + turn * 300_000 };
      return (await checkChains({ ...needs, clock }, cycle, nothingKnown, await headOf(), entriesMax))
        .auditEntriesChecked;
    };
    expect([await checkedAt(1, 3), await checkedAt(1, 2), await checkedAt(0, 2)]).toEqual([3, 0, 3]);
  });
});

it('the turns of an hour check every chain once', async () => {
  const large = sampleCycle('2020', 30);
  await needs.cycles.create(large, firstBoard(large), null);
  const ids = large.districts.map(({ id }) => id);
  const heads = (await needs.books.heads('2020', ids)).map((head) => ({ ...head!, revision: 1 }));
  const checked: string[] = [];
  for (let turn = 0; turn < 12; turn++) {
    const clock = { now: () => sampleNow + turn * 300_000 };
    const found = await checkChains({ ...needs, clock }, large, { anchors: [], isDailyDue: false }, heads, 0);
    // None of them has the entry that its head speaks of.
    checked.push(...found.auditBreaks.map(({ district }) => district));
  }
  expect(checked.toSorted()).toEqual(ids);
});

describe('an anchor of the day', () => {
  const day = 86_400_000;
  const known = async (created: number) => {
    const asked: string[] = [];
    const load: typeof needs.anchors.load = async (id, name) => {
      asked.push(name);
      return needs.anchors.load(id, name);
    };
    const anchors = overriding(needs.anchors, { load });
    const found = await knownAnchors({ ...needs, anchors }, { ...cycle, createdAt: new Date(created).toISOString() });
    return { asked, ...found };
  };

  it.each([
    [0, false],
    [1, true],
  ])('of %d days before is the newest; another is due: %s', async (days, isDailyDue) => {
    for (const back of [days, days + 1]) {
      const at = new Date(sampleNow - back * day).toISOString();
      await needs.anchors.keep(dailyName(sampleNow - back * day), anchorOf(cycle, [], at));
    }
    const { anchors, ...found } = await known(sampleNow - 9 * day);
    const at = new Date(sampleNow - days * day).toISOString();
    expect([anchors.map((anchor) => anchor.at), found.isDailyDue]).toEqual([[at], isDailyDue]);
  });

  it('is looked for on each day since the cycle was opened, and on those of a month however young it is', async () => {
    const young = await known(sampleNow);
    expect([young.isDailyDue, young.anchors, young.asked.length]).toEqual([true, [], 32]);
    expect([young.asked[0], young.asked.at(-1)]).toEqual([dailyName(sampleNow), dailyName(sampleNow - 31 * day)]);
    expect((await known(sampleNow - 40 * day)).asked).toHaveLength(41);
    expect((await known(sampleNow - 40 * day - 1)).asked).toHaveLength(42);
  });
});

it('the closings that anchored a cycle are looked for as far back as a result can be, and not before its first step', async () => {
  const steps = 5;
  for (let step = 0; step <= steps; step++) {
    const anchor = anchorOf(cycle, [], `${2000 + step}-01-01T00:00:00.000Z`);
    await needs.anchors.keep(closingName(1, step), anchor);
  }
  const found = async (at: number) =>
    (await knownAnchors(needs, { ...cycle, steps: at })).anchors.map((anchor) => Number(anchor.at.slice(2, 4)));
  expect([await found(5), await found(2), await found(1), await found(0)]).toEqual([[5, 4, 3], [2, 1], [1], []]);
});

describe('a file that several verifications rest on', () => {
  const judged = (at: string) =>
    ({ at, evidence: [{ id: 'a', sha256: sampleFile('a').sha256 }] }) as unknown as Verification;
  const [early, late] = ['2019-03-01T00:00:00.000Z', '2019-09-01T00:00:00.000Z'];
  const kept = () => [...needs.files.kept.values()];

  /** A book in which they stand in this order. */
  function bookOf(...times: readonly string[]): Book {
    const components = times.map((at, index) => {
      return { ...blankComponent(String(index)), component: String(index), verification: judged(at) };
    });
    const { head } = blankBook('d-001');
    return { head: { ...head, cycle: '2019' }, components: new Map(components.map((item) => [item.component, item])) };
  }

  beforeEach(() => {
    const file = sampleFile('a', { objectKey: 'evidence/2019/d-001/a' });
    const versionId = needs.files.upload(file.objectKey, new Uint8Array([1]));
    needs.table.place({ ...keys.evidence('2019', 'd-001', 'a'), ...file, versionId });
  });

  it.each([
    ['first', [late, early]],
    ['last', [early, late]],
  ])('is kept from the latest of them on, be that told %s', async (_, times) => {
    expect(await lockWhatWasMissed(needs, cycle, [bookOf(...times)])).toBe(0);
    expect(kept()).toEqual(['2029-09-01T00:00:00.000Z']);
  });

  it.each([
    ['a moment less than', -1, 0],
    ['as long as', 0, 2],
  ])('is told of where it could not be locked for %s half an hour', async (_, more, count) => {
    const protect = () => Promise.reject(new Error('the bucket refuses'));
    const clock = { now: () => Date.parse(early) + 1_800_000 + more };
    const refusing = { ...needs, clock, files: overriding(needs.files, { protect }) };
    const second = { ...cycle, districts: [...cycle.districts, ...cycle.districts] };
    expect(await lockWhatWasMissed(refusing, second, [bookOf(early), bookOf(early)])).toBe(count);
  });

  it('is locked as its book may have been a moment ago', async () => {
    const asked: unknown[] = [];
    const loadLabelled: typeof needs.books.loadLabelled = async (_cycle, _district, mayBeOld) => {
      asked.push(mayBeOld);
      return { book: bookOf(early), applied: null };
    };
    const books = overriding(needs.books, { loadLabelled });
    expect(await lockWhatWasMissed({ ...needs, books }, cycle)).toBe(0);
    expect([asked, kept()]).toEqual([[true], ['2029-03-01T00:00:00.000Z']]);
  });

  it('is not sealed upon where the book does not have it', async () => {
    await expect(lockForGood(needs, cycle, [bookOf(early)], [[]])).rejects.toThrow(
      'the file a, which the book does not',
    );
    expect(kept()).toEqual([]);
  });

  it('is not sealed upon while nothing of it is stored', async () => {
    needs.table.alter(keys.evidence('2019', 'd-001', 'a'), { versionId: null });
    const files = [await needs.books.evidence('2019', 'd-001')];
    const locking = lockForGood(needs, cycle, [bookOf(early)], files);
    await expect(locking).rejects.toThrow('the file a, of which nothing is stored');
    expect(kept()).toEqual([]);
  });
});
