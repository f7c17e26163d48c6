import '../support/quiet.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { claimChange } from '../support/sample-change.ts';
import { firstBoard, sampleCycle, sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { placeBoard } from '../support/stored-board.ts';

const rules = { cycle: sampleCycle('2019'), scheme: sampleScheme };
let needs: MemoryDependencies;
let pauses: number[];

beforeEach(async () => {
  pauses = [];
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  needs = memoryDependencies({ clock: { now: () => sampleNow }, pause });
  await needs.cycles.create(rules.cycle, firstBoard(rules.cycle), null);
});
afterEach(() => vi.restoreAllMocks());

async function claim(district: string, value: string, cycle = '2019'): Promise<void> {
  const { book } = (await needs.books.open(cycle, district, ['13'], null))!;
  expect(await needs.books.append(claimChange(book, value, ['13']), null)).toBe('committed');
}

const recalculate = (...districts: readonly string[]) => recalculateDistricts(needs, rules, districts);
const board = async () => (await needs.boards.load('2019'))!;
const revisions = async () => [...(await board()).board.revisions];

it('applies districts together, each once, and names them in the order of their ids', async () => {
  for (const district of ['d-003', 'd-001']) await claim(district, '7');
  await recalculate('d-003', 'd-001', 'd-003');
  expect([await revisions(), (await board()).version]).toEqual([[1, 0, 1], 1]);
  const [change] = await needs.boards.changes('2019', 0, 10);
  expect(change?.causes).toEqual([
    { district: 'd-001', revision: 1 },
    { district: 'd-003', revision: 1 },
  ]);
});

it('applies more districts than a version holds in as many versions as that takes', async () => {
  const large = { ...rules, cycle: sampleCycle('2020', 60) };
  await needs.cycles.create(large.cycle, firstBoard(large.cycle), null);
  const ids = large.cycle.districts.map(({ id }) => id);
  for (const id of ids) await claim(id, '7', '2020');
  await recalculateDistricts(needs, large, ids);
  const changes = await needs.boards.changes('2020', 0, 10);
  expect(changes.map(({ causes }) => causes.length)).toEqual([49, 11]);
  expect((await needs.boards.load('2020'))!.board.revisions.every((revision) => revision === 1)).toBe(true);
});

it('tells what a claim has moved by itself against what was applied before', async () => {
  const own = async (value: string) => {
    const { book } = (await needs.books.open('2019', 'd-001', ['2'], null))!;
    expect(await needs.books.append(claimChange(book, value, ['2']), null)).toBe('committed');
    await recalculate('d-001');
    const [change] = await needs.boards.changes('2019', (await board()).version - 1, 1);
    return change!.own.map(({ points }) => points);
  };
  expect([await own('1'), await own('0')]).toEqual([[[0, 300]], [[300, 0]]]);
});

it('keeps no board whole of a version that somebody else was first with', async () => {
  const { at, board: blank } = await board();
  placeBoard(needs.table, '2019', { version: 255, at, board: blank });
  await claim('d-001', '7');
  let kept = 0;
  const keepCheckpoint = async () => void kept++;
  const boards = overriding(needs.boards, { commit: async () => 'outdated', keepCheckpoint });
  await expect(recalculateDistricts({ ...needs, boards }, rules, ['d-001'])).rejects.toThrow(Busy);
  expect(kept).toBe(0);
});

it('asks for no book of a district that is not of the cohort', async () => {
  await claim('d-001', '7');
  const asked: string[] = [];
  const loadLabelled: typeof needs.books.loadLabelled = async (cycle, district) => {
    asked.push(district);
    return needs.books.loadLabelled(cycle, district);
  };
  const books = overriding(needs.books, { loadLabelled });
  await recalculateDistricts({ ...needs, books }, rules, ['d-009', 'd-001']);
  expect([asked, await revisions()]).toEqual([['d-001'], [1, 0, 0]]);
});

it('writes nothing where nothing is new', async () => {
  await claim('d-001', '7');
  await recalculate('d-001');
  const { commits } = needs.table;
  await recalculate('d-001', 'd-002');
  expect([needs.table.commits, (await board()).version, pauses]).toEqual([commits, 1, []]);
});

it('reads again what is not what the board has applied, pausing longer each time, and heals it at last', async () => {
  for (const district of ['d-001', 'd-002']) await claim(district, '7');
  await recalculate('d-001', 'd-002');
  needs.table.remove(keys.score('2019', 'd-002'));
  for (const district of ['d-001', 'd-002']) await claim(district, '9');
  await recalculate('d-001', 'd-002');
  // Half of 10, 20, 30 … milliseconds; the twelfth try is the last.
  expect(pauses).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]);
  expect([await revisions(), (await board()).version]).toEqual([[2, 2, 0], 2]);
  expect(await needs.boards.scores('2019', ['d-002'])).toMatchObject([{ revision: 2, version: 2 }]);
});

it('is busy where somebody else is always first', async () => {
  await claim('d-001', '7');
  const boards = overriding(needs.boards, { commit: async () => 'outdated' });
  const refused = recalculateDistricts({ ...needs, boards }, rules, ['d-001']);
  await expect(refused).rejects.toThrow(Busy);
  await expect(refused).rejects.toThrow('kept moving');
  expect(pauses).toHaveLength(11);
});

it('begins a deleted board anew behind the last version of its feed', async () => {
  await claim('d-001', '7');
  await recalculate('d-001');
  needs.table.remove(keys.board('2019'));
  await recalculate('d-001');
  expect([(await board()).version, await revisions()]).toEqual([2, [1, 0, 0]]);
});
