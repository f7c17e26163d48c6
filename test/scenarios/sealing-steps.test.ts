import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { finalizedAlready } from '../../functions/contract/refusals.ts';
import { loadCycle } from '../../functions/protocols/cycle-rules.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { readBooksAndBlockers } from '../../functions/protocols/finalization/books-and-blockers.ts';
import { exportResult } from '../../functions/protocols/finalization/export-result.ts';
import { holdResult, releaseOrder } from '../../functions/protocols/finalization/hold-result.ts';
import { sealedReplies, sealedReply } from '../../functions/protocols/finalization/record-step.ts';
import { refuseSealing } from '../../functions/protocols/finalization/refuse-sealing.ts';
import { resultPrefix } from '../../functions/protocols/finalization/result-names.ts';
import { sealCycle } from '../../functions/protocols/finalization/seal-cycle.ts';
import { buildSnapshot, contentDigest } from '../../lib/domain/finalization/build-snapshot.ts';
import type { SealingOrder } from '../../lib/domain/finalization/sealing.ts';
import type { Blocker } from '../../lib/domain/finalization/snapshot.ts';
import { keys } from '../../lib/stores/table.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { claimChange } from '../support/sample-change.ts';
import { firstBoard } from '../support/sample-cycle.ts';
import { loseBoard } from '../support/stored-board.ts';
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

  it('closes a gate again that was opened meanwhile, twice, and is busy where they do not stay closed', async () => {
    const reopened = (times: number) => {
      let calls = 0;
      const setGates: typeof year.needs.books.setGates = async (...given) => {
        const outcome = await year.needs.books.setGates(...given);
        // One gate of one book after the other.
        const gate = calls % 2 === 0 ? 'portalGate' : 'assessorGate';
        if (++calls <= times) year.table.alter(keys.head('2019', `d-00${calls}`), { [gate]: 'open' });
        return outcome;
      };
      return { ...year.needs, books: overriding(year.needs.books, { setGates }) };
    };
    await sealCycle(year.needs, await rules());
    await expect(sealCycle(reopened(3), await rules())).rejects.toThrow('the gates do not stay closed');
    expect(await cycle()).toMatchObject({ state: 'closing' });
    expect(await sealCycle(reopened(2), await rules())).toBe('sealed');
    expect(await gates()).toEqual(['closed', 'closed']);
  });

  it('for which nothing is open reads each book once, as it may have been, and then none that has not moved', async () => {
    const asked: unknown[] = [];
    const loadLabelled: typeof year.needs.books.loadLabelled = async (...given) => {
      asked.push(given.slice(1));
      return year.needs.books.loadLabelled(...given);
    };
    const needs = { ...year.needs, books: overriding(year.needs.books, { loadLabelled }) };
    expect(await advanceCycle(needs, '2019')).toBe('done');
    expect(asked).toEqual(['d-001', 'd-002', 'd-003'].map((district) => [district, true]));
  });

  it.each([0, 1])('begins a lost board anew, of books of which %d are written in', async (written) => {
    const needs = memoryDependencies({ clock: { now: () => yearFinalizesAt } });
    const blank = { ...(await cycle()), onBlockers: 'verified-only' as const };
    await needs.cycles.create(blank, firstBoard(blank), null);
    for (const { id } of blank.districts.slice(0, written)) {
      const { book } = (await needs.books.open('2019', id, ['13'], null))!;
      expect(await needs.books.append(claimChange(book, '7', ['13']), null)).toBe('committed');
    }
    loseBoard(needs.table, '2019');
    expect(await advanceCycle(needs, '2019')).toBe('done');
    expect([...(await needs.boards.load('2019'))!.board.revisions]).toEqual([written, 0, 0]);
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
    expect(await cycle()).toMatchObject({ state: 'finalized', sealing: { revision: 1, sha256: sealing.sha256 } });
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

describe('an order to seal is refused', () => {
  const refusal = async (expected: string | null) => {
    const found = await refuseSealing(year.needs, await rules(), expected);
    return found && `${found.rejected}: ${found.detail.en}`;
  };
  const digest = async () => {
    const looked = await readBooksAndBlockers(year.needs, await rules());
    return contentDigest(buildSnapshot({ ...(await rules()), ...looked }));
  };

  it('for nothing where nothing is open and the content is the one that it names, or any', async () => {
    expect([await refusal(null), await refusal(await digest())]).toEqual([null, null]);
  });

  it('for another content before it is for what is open, and for that with how much it is', async () => {
    const claim = { caller: { role: 'district', district: 'd-001' }, body: { value: '9' } };
    year.clock.time = yearClosesAt - 1;
    await year.send('PUT /v1/cycles/2019/districts/d-001/components/5/claim', claim);
    expect(await refusal('f'.repeat(64))).toContain('state-conflict: The content has changed');
    expect(await refusal(await digest())).toContain('state-conflict: 1 open points stand in the way');
    expect(await refusal(null)).toContain('state-conflict: 1 open points stand in the way');
  });

  it('as a second one where the cycle is finalized', async () => {
    await advanceCycle(year.needs, '2019');
    expect(await refuseSealing(year.needs, await rules(), 'f'.repeat(64))).toBe(finalizedAlready);
  });
});

it('a sealing keeps its reply for each order whose place is not taken, once', async () => {
  const place = (id: string) => ({ id, fingerprint: `of ${id}`, expiresAt: year.clock.time / 1000 + 60 });
  const ordered = (id: string) => ({ ...order, reply: place(id) });
  const taken = { ...place('k2'), status: 409, body: 'of another', etag: null, location: null };
  expect(await year.needs.replies.save(taken)).toBe('committed');
  await advanceCycle(year.needs, '2019');
  const after = await cycle();
  const orders = [ordered('k1'), null, undefined, order, ordered('k2'), ordered('k1')];
  const body = JSON.stringify(sealedReply(after));
  expect(await sealedReplies(year.needs, after, orders)).toEqual([
    { ...place('k1'), status: 200, body, etag: null, location: null },
  ]);
  expect(JSON.parse(body)).toEqual({
    ...{ cycle: '2019', state: 'finalized', revision: 1, sha256: after.sealing.sha256, exported: true },
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
    const recorded = (await year.needs.cycles.steps('2019')).map(({ kind, by }) => `${kind} by ${by}`);
    expect(recorded).toEqual(['closing-begun by admin-1', 'finalized by admin-1', 'exported by clock']);
  });

  it('does nothing for an order where all is sealed and exported', async () => {
    await advanceCycle(year.needs, '2019');
    expect(await advanceCycle(year.needs, '2019', { epoch: 1, order })).toBe('nothing-due');
    expect([await steps(), await gates()]).toEqual([3, ['closed', 'closed']]);
  });
});

it('files of a result are kept some at a time, each once', async () => {
  const names: string[][] = [];
  const keep: typeof year.needs.results.keep = async (prefix, files) => {
    names.push(files.map(({ name }) => name));
    return year.needs.results.keep(prefix, files);
  };
  const makeResultFiles = async () =>
    Array.from({ length: 38 }, (_, at) => ({ name: `f-${at}`, contentType: 'text/plain', bytes: new Uint8Array(at) }));
  const results = overriding(year.needs.results, { keep });
  await advanceCycle({ ...year.needs, results, makeResultFiles }, '2019');
  expect(names.map(({ length }) => length)).toEqual([20, 19]);
  expect(new Set(names.flat()).size).toBe(39);
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
