import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { boardVersion, readApplied, readBoard } from '../../functions/protocols/applied-score.ts';
import { cycleBooks, ofEveryDistrict } from '../../functions/protocols/cycle-books.ts';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { claimChange } from '../support/sample-change.ts';
import { districtIds, firstBoard, sampleCycle, sampleNow, sampleScheme } from '../support/sample-cycle.ts';

const rules = { cycle: sampleCycle('2019'), scheme: sampleScheme };
const at = sampleScheme.indexOf.get('13')!;
let needs: MemoryDependencies;

async function apply(district: string, value: string): Promise<void> {
  const { book } = (await needs.books.open('2019', district, ['13'], null))!;
  expect(await needs.books.append(claimChange(book, value, ['13']), null)).toBe('committed');
  await recalculateDistricts(needs, rules, [district]);
}

beforeEach(async () => {
  needs = memoryDependencies({ clock: { now: () => sampleNow } });
  await needs.cycles.create(rules.cycle, firstBoard(rules.cycle), null);
  await apply('d-001', '7');
});

/** The stores with something that happens between the reading of scores and that of the board. */
function between(happen: (nth: number) => Promise<void>) {
  let reads = 0;
  const scores: typeof needs.boards.scores = async (...asked) => {
    const found = await needs.boards.scores(...asked);
    await happen(++reads);
    return found;
  };
  return { boards: overriding(needs.boards, { scores }), reads: () => reads };
}

it('a board that is not there is being rebuilt, for who wants to see it and for who asks how far it is', async () => {
  needs.table.remove(keys.board('2019'));
  for (const read of [readBoard, boardVersion])
    await expect(read(needs, '2019')).rejects.toThrow(new Busy('the board is being rebuilt'));
});

describe('a board and what it has applied', () => {
  it('are read once where nothing moves, in the order asked for', async () => {
    const looking = between(async () => undefined);
    const { stored, inputs } = await readApplied(looking, rules, [1, 0]);
    expect([stored.version, inputs.map((own) => own[at]?.claim?.value.text ?? null), looking.reads()]).toEqual([
      1,
      [null, '7'],
      1,
    ]);
  });

  it('are read again where the board has moved one of them in between', async () => {
    const looking = between(async (nth) => {
      if (nth === 1) await apply('d-001', '9');
    });
    const { stored, inputs } = await readApplied(looking, rules, [0, 1]);
    expect([stored.version, inputs[0]![at]?.claim?.value.text, looking.reads()]).toEqual([2, '9', 2]);
  });

  it('are busy where it moves six times', async () => {
    const looking = between((nth) => apply('d-001', String(nth)));
    await expect(readApplied(looking, rules, [0])).rejects.toThrow('the board is being recalculated');
    expect(looking.reads()).toBe(6);
  });

  it('are busy at once where the board is gone', async () => {
    needs.table.remove(keys.board('2019'));
    const looking = between(async () => undefined);
    await expect(readApplied(looking, rules, [0])).rejects.toThrow(Busy);
    expect(looking.reads()).toBe(1);
    await expect(readBoard(needs, '2019')).rejects.toThrow('the board is being rebuilt');
  });
});

describe('what is loaded for every district', () => {
  const large = sampleCycle('2020', 51);

  it('comes in the order of the cohort, twenty-five at a time', async () => {
    let [waiting, most] = [0, 0];
    const loaded = await ofEveryDistrict(large, async (district, position) => {
      most = Math.max(most, ++waiting);
      await new Promise((resolve) => setTimeout(resolve, position % 3));
      waiting -= 1;
      return `${position} ${district}`;
    });
    expect(loaded).toEqual(districtIds(51).map((district, position) => `${position} ${district}`));
    expect(most).toBe(25);
  });

  it('is nothing at all where something is missing, which is named', async () => {
    for (const id of ['d-001', 'd-003']) needs.table.remove(keys.head('2019', id));
    await expect(cycleBooks(needs, rules.cycle)).rejects.toMatchObject({
      name: 'MissingBooks',
      message: 'the cycle 2019 has no book of d-001, d-003',
      districts: ['d-001', 'd-003'],
    });
  });
});
