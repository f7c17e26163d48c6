import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { compareWithRebuild } from '../../functions/protocols/compare-with-rebuild.ts';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { tellEntry } from '../../functions/protocols/tell-changes.ts';
import { Busy, type ChangeEntry, type ToldChange } from '../../lib/domain/ports.ts';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { bases } from '../../lib/domain/recalculation/board.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { claimChange } from '../support/sample-change.ts';
import { firstBoard, sampleCycle, sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { loseBoard, placeBoard } from '../support/stored-board.ts';

const rules = { cycle: sampleCycle('2019', 30), scheme: sampleScheme };
const ids = rules.cycle.districts.map(({ id }) => id);
let needs: MemoryDependencies;
let now: number;

beforeEach(async () => {
  now = sampleNow;
  needs = memoryDependencies({ clock: { now: () => now } });
  await needs.cycles.create(rules.cycle, firstBoard(rules.cycle), null);
});

async function claim(district: string, value: string, component = '13'): Promise<void> {
  const { book } = (await needs.books.open('2019', district, [component], null))!;
  expect(await needs.books.append(claimChange(book, value, [component]), null)).toBe('committed');
  now += 1000;
  await recalculateDistricts(needs, rules, [district]);
}

const entries = () => needs.boards.changes('2019', 0, 1000);
/** A process that remembers nothing, and counts what it reads. */
function stranger() {
  const read = { changes: 0, checkpoints: 0 };
  const boards = overriding(needs.boards, {
    changes: async (...asked) => {
      const found = await needs.boards.changes(...asked);
      read.changes += found.length;
      return found;
    },
    checkpoint: async (...asked) => {
      read.checkpoints += 1;
      return needs.boards.checkpoint(...asked);
    },
  });
  return { read, tell: (entry: ChangeEntry) => tellEntry({ boards }, rules, entry) };
}

/** What everybody stood at, by the moves of all versions one after the other. */
function followed(told: readonly ToldChange[]) {
  const standing = new Map<string, readonly [number, number]>();
  for (const { district, basis, score, rank } of told.flatMap(({ moves }) => moves))
    standing.set(`${district} ${basis}`, [score[1], rank[1]]);
  return ids.flatMap((_, district) => bases.map((basis) => standing.get(`${district} ${basis}`) ?? [0, 1]));
}

async function standing() {
  const standings = standingsOf(sampleScheme, rules.cycle.districts, (await needs.boards.load('2019'))!.board);
  return ids.flatMap((_, at) => bases.map((basis) => [standings[basis].totals[at], standings[basis].ranks[at]]));
}

describe('what a change moved', () => {
  it('is told the same by who has told the one before and by who knows nothing, and ends where the board is', async () => {
    for (let at = 0; at < 12; at++) {
      await claim(ids[(at * 7) % 30]!, String(5 + ((at * 5) % 9)), at % 3 === 0 ? '16' : '13');
      if (at === 6) await needs.boards.keepCheckpoint('2019');
    }
    const tell = (entry: ChangeEntry) => tellEntry(needs, rules, entry);
    const told: ToldChange[] = [];
    for (const entry of await entries()) told.push(await tell(entry));
    expect(followed(told)).toEqual(await standing());
    for (const [index, entry] of (await entries()).entries()) expect(await stranger().tell(entry)).toEqual(told[index]);
  });

  it('is read of the last board that was kept, and of what the feed says since', async () => {
    for (let at = 0; at < 9; at++) {
      await claim(ids[at]!, '7');
      if (at === 5) await needs.boards.keepCheckpoint('2019');
    }
    const { read, tell } = stranger();
    const [seventh, eighth] = (await entries()).slice(6);
    await tell(eighth!);
    expect(read).toEqual({ changes: 1, checkpoints: 1 });
    // Whoever asks for an earlier one than was told last begins again.
    await tell(seventh!);
    expect(read).toEqual({ changes: 1, checkpoints: 2 });
    // The next ones need nothing, and nor does who asks for the same.
    for (const entry of [...(await entries()).slice(6), seventh!]) await tell(entry);
    expect(read).toEqual({ changes: 1, checkpoints: 2 });
  });

  it('is read of a board that was kept before it, where one was kept of its own version, too', async () => {
    for (let at = 0; at < 6; at++) {
      await claim(ids[at]!, '7');
      if (at === 2 || at === 5) await needs.boards.keepCheckpoint('2019');
    }
    const { read, tell } = stranger();
    await tell((await entries())[5]!);
    expect(read).toEqual({ changes: 2, checkpoints: 1 });
  });

  it('is told the same by who has told an earlier one, be they all of one instant', async () => {
    const instant = now;
    for (const [at, district] of ['d-001', 'd-002', 'd-003', 'd-001'].entries()) {
      await claim(district, String(7 + at));
      now = instant;
    }
    const [first, , , fourth] = (await entries()) as [ChangeEntry, ChangeEntry, ChangeEntry, ChangeEntry];
    const tell = (entry: ChangeEntry) => tellEntry(needs, rules, entry);
    await tell(first);
    const right = await stranger().tell(fourth);
    expect(await tell(fourth)).toEqual(right);
    expect(right.moves[0]).toMatchObject({ district: 0, rank: [3, 1] });
  });

  it('is told of what each cycle has had, by one process', async () => {
    const other = { ...rules, cycle: sampleCycle('2020', 30) };
    await needs.cycles.create(other.cycle, firstBoard(other.cycle), null);
    await claim('d-001', '7');
    await tellEntry(needs, rules, (await entries())[0]!);
    const { book } = (await needs.books.open('2020', 'd-002', ['13'], null))!;
    await needs.books.append(claimChange(book, '7', ['13']), null);
    await recalculateDistricts(needs, other, ['d-002']);
    const [entry] = await needs.boards.changes('2020', 0, 1);
    expect((await tellEntry(needs, other, entry!)).moves[0]).toMatchObject({ district: 0, rank: [1, 2] });
  });

  it('is remembered of the sixteen versions that were told last, and of them those longest that are asked for', async () => {
    for (let at = 0; at < 22; at++) await claim(ids[at]!, '7');
    const all = await entries();
    const { read, tell } = stranger();
    for (const entry of all.slice(0, 20)) await tell(entry);
    // Of the versions 5 to 20: what comes before the sixth is the fifth.
    await tell(all[5]!);
    await tell(all[20]!);
    await tell(all[5]!);
    expect(read).toEqual({ changes: 0, checkpoints: 1 });
    await tell(all[4]!);
    expect(read).toEqual({ changes: 4, checkpoints: 2 });
  });

  it('is told though the feed since the last kept board is longer than one reading of it', async () => {
    for (let at = 0; at < 104; at++) {
      await claim(ids[at % 30]!, String(7 + (at % 5)), at % 2 === 0 ? '13' : '16');
      if (at === 0) await needs.boards.keepCheckpoint('2019');
    }
    const last = (await entries()).at(-1)!;
    const { read, tell: tellLast } = stranger();
    const told = await tellLast(last);
    // From the first, which was kept, to the one before the last.
    expect(read).toEqual({ changes: 102, checkpoints: 1 });
    const tell = (entry: ChangeEntry) => tellEntry(needs, rules, entry);
    let right: ToldChange | null = null;
    for (const entry of await entries()) right = await tell(entry);
    expect(told).toEqual(right);
  });

  it('begins with a board that is kept of every 256th version, and of no other', async () => {
    const { at, board } = (await needs.boards.load('2019'))!;
    placeBoard(needs.table, '2019', { version: 254, at, board });
    await claim(ids[0]!, '7');
    expect(await needs.boards.checkpoint('2019', 255)).toBeNull();
    await claim(ids[1]!, '8');
    await claim(ids[2]!, '9');
    expect((await needs.boards.checkpoint('2019', 257))?.version).toBe(256);
    expect((await needs.boards.load('2019'))!.version).toBe(257);
  });

  it('is told, though a board could not be kept', async () => {
    const { at, board } = (await needs.boards.load('2019'))!;
    placeBoard(needs.table, '2019', { version: 255, at, board });
    const broken = overriding(needs.boards, { keepCheckpoint: async () => Promise.reject(new Error('no room')) });
    const { book } = (await needs.books.open('2019', ids[0]!, ['13'], null))!;
    await needs.books.append(claimChange(book, '7', ['13']), null);
    await recalculateDistricts({ ...needs, boards: broken }, rules, [ids[0]!]);
    expect((await needs.boards.load('2019'))!.version).toBe(256);
    expect(await needs.boards.checkpoint('2019', 256)).toBeNull();
  });

  it('does not begin with a board that was kept of another history', async () => {
    const first = new Map(needs.table.items);
    for (const value of ['7', '8']) {
      await claim('d-001', value);
      await needs.boards.keepCheckpoint('2019');
    }
    const kept = needs.table.peek(keys.checkpoint('2019', 2, 0))!;
    const keptFirst = needs.table.peek(keys.checkpoint('2019', 1, 0))!;
    const { tell } = stranger();
    for (const entry of await entries()) await tell(entry);
    needs.table.items.clear();
    for (const [key, item] of first) needs.table.items.set(key, item);
    for (const district of ['d-002', 'd-004', 'd-003']) await claim(district, '9');
    const third = (await entries())[2]!;
    const right = await stranger().tell(third);
    needs.table.place({ ...kept, ...keys.checkpoint('2019', 2, 0) });
    expect(await tell(third)).toEqual(right);
    expect(await stranger().tell(third)).toEqual(right);
    expect(right.moves[0]).toMatchObject({ district: 0, rank: [3, 4] });
    needs.table.remove(keys.checkpoint('2019', 2, 0));
    needs.table.place({ ...keptFirst, ...keys.checkpoint('2019', 1, 0) });
    expect(await stranger().tell(third)).toEqual(right);
  });

  it('where a board was lost begins with nothing, and a repair with what was wrong', async () => {
    for (const id of ids.slice(0, 3)) await claim(id, '7');
    loseBoard(needs.table, '2019');
    await claim('d-002', '9');
    await recalculateDistricts(needs, rules, ids);
    const stored = (await needs.boards.load('2019'))!;
    stored.board.claimed.plain[0]![20] = 100;
    placeBoard(needs.table, '2019', stored);
    await compareWithRebuild(needs, rules);
    const told: ToldChange[] = [];
    for (const entry of await entries()) told.push(await stranger().tell(entry));
    expect(followed(told)).toEqual(await standing());
    // Who has told that remembers it as what it is, and not as another version.
    const { tell } = stranger();
    await tell((await entries())[3]!);
    expect(await tell((await entries())[5]!)).toEqual(told[5]);
    expect(told[3]!.moves.find(({ district }) => district === 1)).toMatchObject({ score: [0, 300], rank: [1, 1] });
    expect(told.at(-1)).toMatchObject({ causes: [], version: 6 });
    expect(told.at(-1)!.moves).toContainEqual({
      ...{ district: 20, basis: 'claimed', components: [] },
      ...{ score: [100, 0], rank: [4, 4] },
    });
  });

  it('where a board was lost needs nothing of what was before', async () => {
    for (const id of ids.slice(0, 2)) await claim(id, '7');
    loseBoard(needs.table, '2019');
    await claim('d-002', '9');
    const third = (await entries())[2]!;
    const right = await stranger().tell(third);
    for (const version of [1, 2]) needs.table.remove(keys.change('2019', version));
    const { read, tell } = stranger();
    expect(await tell(third)).toEqual(right);
    expect(read).toEqual({ changes: 0, checkpoints: 0 });
  });

  it('can’t be told while a change before it is not there', async () => {
    for (const value of ['7', '8', '9']) await claim('d-001', value);
    const third = (await entries())[2]!;
    needs.table.remove(keys.change('2019', 2));
    await expect(stranger().tell(third)).rejects.toThrow(Busy);
  });
});
