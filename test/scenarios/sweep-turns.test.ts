import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { finalizeFromQueue } from '../../functions/finalize/finalize-from-queue.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { keys } from '../../lib/stores/table.ts';
import { apiClient } from '../support/api-client.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';
import { admin } from '../support/sample-service.ts';

const period = 300_000;
const day = 86_400_000;

let clock: { time: number };
let needs: MemoryDependencies;
/** What was read, by key; of a range its partition. */
let reads: string[];

beforeEach(() => {
  clock = { time: sampleNow };
  needs = memoryDependencies({ clock: { now: () => clock.time } });
  reads = [];
  const { table } = needs;
  const [get, getMany, query] = [table.get.bind(table), table.getMany.bind(table), table.query.bind(table)];
  const nameOf = ({ pk, sk }: { pk: string; sk: string }) => `${pk} ${sk}`;
  table.get = (key) => {
    reads.push(nameOf(key));
    return get(key);
  };
  table.getMany = (wanted) => {
    reads.push(...wanted.map(nameOf));
    return getMany(wanted);
  };
  table.query = (range, options) => {
    reads.push(range.pk);
    return query(range, options);
  };
});

/** Opens cycles without claims; those of `due` are to be finalized at once. */
async function open(ids: readonly string[], due: readonly string[] = []): Promise<void> {
  for (const id of ids) {
    const finalizeAt = new Date(due.includes(id) ? sampleNow : sampleNow + 400 * day).toISOString();
    const dates = { submissionsCloseAt: finalizeAt, finalizeAt };
    const cycle = { ...sampleCycle(id), ...dates, onBlockers: 'verified-only' as const };
    await needs.cycles.create(cycle, firstBoard(cycle), null);
  }
}

/** Time for so many cycles: each takes all that is left but for the others' part. */
const timeFor = (count: number) => {
  let begun = 0;
  return { getRemainingTimeInMillis: () => (begun++ < count ? 200_000 : 100_000) };
};
const sweptIn = async (...given: Parameters<typeof sweep> extends [unknown, ...infer Rest] ? Rest : never) =>
  (await sweep(needs, ...given)).cycles.map(({ cycle }) => cycle);
const stateOf = async (id: string) => (await needs.cycles.load(id))!.state;

describe('a sweep that has no time for all cycles', () => {
  it('leaves none out for long: each comes first in its turn', async () => {
    await open(['a', 'b', 'c', 'd', 'e']);
    const reached = [];
    for (let turn = 0; turn < 5; turn++, clock.time += period) reached.push(await sweptIn(timeFor(2)));
    expect(reached.map(([first]) => first).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(reached.flat().sort()).toEqual([...'aabbccddee']);
  });

  it('tells which it has not reached, and counts them all the same where they are late', async () => {
    await open(['a', 'b', 'c']);
    const { cycles, notReached } = await sweep(needs, timeFor(1));
    expect([...cycles.map(({ cycle }) => cycle), ...notReached].sort()).toEqual(['a', 'b', 'c']);
    expect(notReached).toHaveLength(2);
  });

  it('has told the finalizer of all that is due before it began', async () => {
    await open(['a', 'b', 'c', 'd'], ['b', 'd']);
    const { notReached } = await sweep(needs, timeFor(0));
    expect(notReached).toHaveLength(4);
    expect(needs.firings).toEqual(['b', 'd'].map((cycle) => ({ cycle, epoch: 1 })));
    const Records = needs.firings.map((firing, at) => ({ messageId: `m${at}`, body: JSON.stringify(firing) }));
    await finalizeFromQueue(() => needs, { Records } as Parameters<typeof finalizeFromQueue>[1]);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(stateOf))).toEqual(['open', 'finalized', 'open', 'finalized']);
  });
});

describe('what is due', () => {
  it('is done by the sweep itself where there is one cycle alone', async () => {
    await open(['a'], ['a']);
    expect((await sweep(needs)).cycles).toMatchObject([{ cycle: 'a', advanced: 'done' }]);
    expect([needs.firings, await stateOf('a')]).toEqual([[], 'finalized']);
  });

  it('and of which the finalizer can’t be told is done by the sweep itself', async () => {
    await open(['a', 'b'], ['b']);
    const cycleQueue = { send: () => Promise.reject(new Error('no queue')) };
    await sweep({ ...needs, cycleQueue });
    expect(await stateOf('b')).toBe('finalized');
  });

  it('waits for no cycle that fails', async () => {
    await open(['a', 'b', 'c']);
    const look: typeof needs.boards.look = async (id) => {
      if (id !== 'c') throw new Error(`no board of ${id}`);
      return needs.boards.look(id);
    };
    const boards = overriding(needs.boards, { look });
    await expect(sweep({ ...needs, boards })).rejects.toThrow('no board of');
    expect(await needs.integrity.load('c')).not.toBeNull();
  });
});

describe('a cycle that is sealed, exported and compared', () => {
  /** One at rest, beside which nothing is awake. */
  async function rested(): Promise<void> {
    await open(['a'], ['a']);
    await sweep(needs);
    clock.time += period;
    expect(await sweptIn()).toEqual(['a']);
    clock.time += period;
    reads = [];
  }

  it('costs a sweep one small item, and nothing else is read', async () => {
    await rested();
    expect(await sweptIn()).toEqual([]);
    expect(reads).toEqual(['CYCLES']);
  });

  it('is looked after again a day after its last comparison, or where its note says more than a day', async () => {
    await rested();
    needs.table.alter(keys.cycleList('a'), { restsUntil: clock.time + 2 * day });
    expect(await sweptIn()).toEqual(['a']);
    clock.time = sampleNow + day - 1;
    expect(await sweptIn()).toEqual([]);
    clock.time = sampleNow + day;
    expect(await sweptIn()).toEqual(['a']);
  });

  it('is looked after again as soon as it is reopened', async () => {
    await rested();
    const send = apiClient(needs);
    const body = {
      scope: { districts: ['d-001'], components: ['5'] },
      reason: '数据有误',
      until: new Date(clock.time + period).toISOString(),
    };
    const asked = await send('POST /v1/cycles/a/reopenings', { caller: admin, body });
    const other = { ...admin, subject: 'admin-2' };
    await send(`POST /v1/cycles/a/reopenings/${asked.body.id}/approval`, { caller: other });
    clock.time += period;
    expect(await sweptIn()).toEqual(['a']);
    expect((await needs.cycles.load('a'))?.sealing).toMatchObject({ revision: 1, isExported: true });
  });

  it('that is reopened just before it would be noted is not noted', async () => {
    await open(['a'], ['a']);
    await sweep(needs);
    const read = (await needs.cycles.load('a'))!;
    needs.table.alter(keys.cycle('a'), { steps: read.steps + 1 });
    expect(await needs.rests.note(read, clock.time + day)).toBe('outdated');
    expect(await needs.rests.awake(clock.time, day)).toEqual(['a']);
  });
});
