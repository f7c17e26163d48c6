import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadCycle } from '../../functions/protocols/cycle-rules.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { exportResult } from '../../functions/protocols/finalization/export-result.ts';
import { holdResult, releaseOrder } from '../../functions/protocols/finalization/hold-result.ts';
import { resultPrefix } from '../../functions/protocols/finalization/result-names.ts';
import { sealCycle } from '../../functions/protocols/finalization/seal-cycle.ts';
import type { SealingOrder } from '../../lib/domain/finalization/sealing.ts';
import type { Blocker } from '../../lib/domain/finalization/snapshot.ts';
import { keys } from '../../lib/stores/table.ts';
import { overriding } from '../support/overriding.ts';
import { type PreparedYear, preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';

let year: PreparedYear;
const rules = async () => (await loadCycle(year.needs, '2019'))!;
const cycle = async () => (await rules()).cycle;
const gates = async () => {
  const [head] = await year.needs.books.heads('2019', ['d-001']);
  return [head?.portalGate, head?.assessorGate];
};
const steps = async () => (await cycle()).steps;
const open = (component: string): Blocker => {
  return { kind: 'claim-unverified', district: 'd-001', component, evidence: null };
};
const order: SealingOrder = { by: 'admin-1', comment: '提前', expectedDigest: null, reply: null };

beforeEach(async () => {
  year = await preparedYear('hold');
  year.clock.time = yearFinalizesAt;
});

describe('a hold', () => {
  const closed = { portalGate: 'closed', assessorGate: 'closed' } as const;

  it('is recorded with its first hundred open points, lets assessors write, and is not recorded again', async () => {
    const many = Array.from({ length: 101 }, (_, index) => open(String(index)));
    await year.needs.books.setGates(await cycle(), closed);
    expect(await holdResult(year.needs, await cycle(), many)).toBe('held');
    const { sealing, state } = await cycle();
    expect([state, sealing.held?.count, sealing.held?.blockers.length, sealing.closingAt]).toEqual([
      'verifying',
      101,
      100,
      null,
    ]);
    expect(year.table.peek(keys.step('2019', 1))).toMatchObject({ kind: 'held', blockers: 101 });
    expect([await gates(), await steps()]).toEqual([['closed', 'open'], 1]);
    await year.needs.books.setGates(await cycle(), closed);
    expect(await holdResult(year.needs, await cycle(), many)).toBe('held');
    expect([await gates(), await steps()]).toEqual([['closed', 'open'], 1]);
  });

  it('is recorded anew where as many others are open, and where the cycle was closing', async () => {
    await holdResult(year.needs, await cycle(), [open('5')]);
    expect(await holdResult(year.needs, await cycle(), [open('13')])).toBe('held');
    expect(await steps()).toBe(2);
    year.table.alter(keys.cycle('2019'), { state: 'closing' });
    expect(await holdResult(year.needs, await cycle(), [open('13')])).toBe('held');
    expect([await steps(), (await cycle()).state]).toEqual([3, 'verifying']);
  });

  it('is looked at again where another runner has moved the cycle on, before it or just after it', async () => {
    const read = await cycle();
    year.table.alter(keys.cycle('2019'), { steps: 4 });
    expect(await holdResult(year.needs, read, [open('5')])).toBe('moved');
    expect(await gates()).toEqual(['open', 'open']);
    const books = overriding(year.needs.books, { setGates: async () => 'outdated' });
    expect(await holdResult({ ...year.needs, books }, await cycle(), [open('5')])).toBe('moved');
    expect(await holdResult({ ...year.needs, books }, await cycle(), [open('5')])).toBe('moved');
    expect(await steps()).toBe(5);
  });
});

describe('an order that can’t be', () => {
  it.each([
    ['before the portals’ time has come', yearClosesAt - 1, 'open', ['open', 'open']],
    ['from the closing instant on', yearClosesAt, 'verifying', ['closed', 'open']],
  ])('is taken back %s', async (_, time, state, wanted) => {
    year.clock.time = time;
    const { sealing } = await cycle();
    const closingAt = new Date(time).toISOString();
    year.table.alter(keys.cycle('2019'), { state: 'closing', sealing: { ...sealing, order, closingAt } });
    await year.needs.books.setGates(await cycle(), { portalGate: 'closed', assessorGate: 'closed' });
    const before = await cycle();
    expect(await releaseOrder(year.needs, before)).toBe('released');
    expect(await cycle()).toMatchObject({ state, steps: 1, sealing: { order: null, closingAt: null } });
    expect(year.table.peek(keys.step('2019', 1))).toMatchObject({ kind: 'released', by: 'admin-1', reason: '提前' });
    expect(await gates()).toEqual(wanted);
    expect(await releaseOrder(year.needs, before)).toBe('moved');
    expect(await steps()).toBe(1);
  });
});

describe('an attempt to seal', () => {
  it('says what came of it: the closing begun, the result sealed, or somebody else first', async () => {
    expect(await sealCycle(year.needs, await rules())).toBe('moved');
    const closing = await rules();
    expect(closing.cycle.state).toBe('closing');
    expect(await sealCycle(year.needs, closing)).toBe('sealed');
    expect(await sealCycle(year.needs, closing)).toBe('moved');
  });

  it('of another content than an order names is left to the closing that it joins', async () => {
    await sealCycle(year.needs, await rules());
    const other = { ...order, expectedDigest: 'f'.repeat(64) };
    expect(await sealCycle(year.needs, await rules(), other)).toBe('released');
    expect(await cycle()).toMatchObject({ state: 'closing', steps: 1 });
  });

  it('that is ordered while there are open points records nothing', async () => {
    const claim = { caller: { role: 'district', district: 'd-001' }, body: { value: '9' } };
    year.clock.time = yearClosesAt - 1;
    await year.send('PUT /v1/cycles/2019/districts/d-001/components/5/claim', claim);
    expect(await sealCycle(year.needs, await rules(), order)).toBe('released');
    expect(await cycle()).toMatchObject({ state: 'open', steps: 0 });
  });

  it('reads no book before all gates are closed', async () => {
    await sealCycle(year.needs, await rules());
    const books = overriding(year.needs.books, {
      setGates: async () => 'outdated',
      loadLabelled: () => Promise.reject(new Error('read')),
    });
    expect(await sealCycle({ ...year.needs, books }, await rules())).toBe('moved');
  });

  it('on a chain that is not what its hashes say fails, and the cycle stays in closing', async () => {
    await sealCycle(year.needs, await rules());
    year.table.alter(keys.audit('2019', 'd-001', 1), { by: 'somebody-else' });
    await expect(sealCycle(year.needs, await rules())).rejects.toThrow('an audit chain differs');
    expect((await cycle()).state).toBe('closing');
  });

  it('of what was sealed before seals nothing', async () => {
    expect(await advanceCycle(year.needs, '2019')).toBe('done');
    const { sealing } = await cycle();
    year.table.alter(keys.cycle('2019'), { state: 'closing' });
    expect(await sealCycle(year.needs, await rules())).toBe('unchanged');
    expect((await cycle()).sealing).toMatchObject({ revision: 1, sha256: sealing.sha256 });
    expect(year.table.peek(keys.step('2019', await steps()))).toMatchObject({ kind: 'unchanged' });
    expect(await year.needs.seals.load('2019', 2)).toBeNull();
  });

  it('of what was sealed before is left to a runner that came first, and waits for a result that is not shown yet', async () => {
    await advanceCycle(year.needs, '2019');
    year.table.alter(keys.cycle('2019'), { state: 'closing' });
    const cycles = overriding(year.needs.cycles, { advance: async () => 'outdated' });
    expect(await sealCycle({ ...year.needs, cycles }, await rules())).toBe('moved');
    year.table.remove(keys.final('2019', 1));
    await expect(sealCycle(year.needs, await rules())).rejects.toThrow('the last sealed result is not there yet');
  });

  it('needs the secret that salts results', async () => {
    await sealCycle(year.needs, await rules());
    const secrets = overriding(year.needs.secrets, { load: async () => null });
    await expect(sealCycle({ ...year.needs, secrets }, await rules())).rejects.toThrow('the secret for commitments');
    expect((await cycle()).state).toBe('closing');
  });
});

describe('a run through what is due', () => {
  it('is busy after twenty looks in which somebody else was always first', async () => {
    let tries = 0;
    const advance = async () => {
      tries += 1;
      return 'outdated' as const;
    };
    const cycles = overriding(year.needs.cycles, { advance });
    await expect(advanceCycle({ ...year.needs, cycles }, '2019')).rejects.toThrow('the cycle keeps moving');
    expect(tries).toBe(20);
  });

  it('records no closing of the portals whose gates it could not close', async () => {
    year.clock.time = yearClosesAt;
    let calls = 0;
    const setGates: typeof year.needs.books.setGates = async (...asked) => {
      return ++calls === 1 ? 'outdated' : year.needs.books.setGates(...asked);
    };
    const recorded: number[] = [];
    const advance: typeof year.needs.cycles.advance = async (...asked) => {
      recorded.push(calls);
      return year.needs.cycles.advance(...asked);
    };
    const [books, cycles] = [overriding(year.needs.books, { setGates }), overriding(year.needs.cycles, { advance })];
    expect(await advanceCycle({ ...year.needs, books, cycles }, '2019')).toBe('done');
    expect([recorded, await steps(), await gates()]).toEqual([[2], 1, ['closed', 'open']]);
  });

  it('carries an order out before it is due, also where somebody else was first once', async () => {
    year.clock.time = yearClosesAt - 1;
    let tries = 0;
    const advance: typeof year.needs.cycles.advance = async (...asked) => {
      return ++tries === 1 ? 'outdated' : year.needs.cycles.advance(...asked);
    };
    const cycles = overriding(year.needs.cycles, { advance });
    expect(await advanceCycle({ ...year.needs, cycles }, '2019', { epoch: 1, order })).toBe('done');
    expect(await cycle()).toMatchObject({ state: 'finalized', steps: 3, sealing: { revision: 1 } });
  });

  it('does nothing for an order where all is sealed and exported', async () => {
    await advanceCycle(year.needs, '2019');
    expect(await advanceCycle(year.needs, '2019', { epoch: 1, order })).toBe('nothing-due');
    expect([await steps(), await gates()]).toEqual([3, ['closed', 'closed']]);
  });
});

describe('the audit file', () => {
  it('has the entries by district and oldest first, however they rank', async () => {
    await advanceCycle(year.needs, '2019');
    const final = (await year.needs.seals.load('2019', 1))!;
    const ranked = JSON.parse(await year.needs.seals.read(final)).rows.map((row: { district: string }) => row.district);
    expect(ranked).not.toEqual([...ranked].sort());
    const file = year.needs.results.all().get(`${resultPrefix(final)}/audit.ndjson`)!;
    expect(file.contentType).toBe('application/x-ndjson');
    const entries = Buffer.from(file.bytes)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const places = entries.map(({ district, revision }) => `${district} ${String(revision).padStart(3, '0')}`);
    expect(places).toEqual([...places].sort());
    expect(new Set(places).size).toBe(entries.length);
  });

  it('waits for a result that a read of half a sealing does not show yet', async () => {
    await advanceCycle(year.needs, '2019');
    year.table.remove(keys.final('2019', 1));
    await expect(exportResult(year.needs, await rules())).rejects.toThrow('the sealed result is not there yet');
  });
});

describe('the report of differences', () => {
  /** A second result with the content of the first, which it supersedes. */
  beforeEach(async () => {
    await advanceCycle(year.needs, '2019');
    const first = (await year.needs.seals.load('2019', 1))!;
    const supersedes = { revision: 1, sha256: first.sha256 };
    year.table.place({ ...keys.final('2019', 2), ...first, revision: 2, supersedes });
    year.table.alter(keys.cycle('2019'), { sealing: { ...(await cycle()).sealing, revision: 2, isExported: false } });
  });

  it('asks for no entry of a book in which nothing was written since', async () => {
    const asked: number[] = [];
    const history: typeof year.needs.books.history = async (...given) => {
      asked.push(given[3]);
      return year.needs.books.history(...given);
    };
    await exportResult({ ...year.needs, books: overriding(year.needs.books, { history }) }, await rules());
    // The seven of each book for the audit file, and none for the differences.
    expect(asked).toEqual([7, 7, 7]);
    const final = (await year.needs.seals.load('2019', 2))!;
    const file = year.needs.results.all().get(`${resultPrefix(final)}/differences.json`)!;
    expect(file.contentType).toBe('application/json');
    expect(JSON.parse(Buffer.from(file.bytes).toString())).toMatchObject({ writes: [] });
  });

  it('is not made without the result that is superseded', async () => {
    year.table.remove(keys.final('2019', 1));
    await expect(exportResult(year.needs, await rules())).rejects.toThrow('the superseded result is missing');
  });
});
