import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BookImport, RefusedCell } from '../../functions/protocols/import-books.ts';
import { type ImportEnd, runImport } from '../../functions/protocols/run-import.ts';
import { type ImportJob, newImport } from '../../lib/stores/import-store.ts';
import { type SampleService, sampleService } from '../support/sample-service.ts';

const by = { subject: 'assessor-1', role: 'assessor', district: null } as const;
const ids = ['west', 'east', 'north', 'south'];

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const books = (value: string, districts: readonly string[] = ids): BookImport[] =>
  districts.map((district, at) => {
    return { district, rows: [{ row: at + 2, component: '5', value, evidence: [], note: null }] };
  });

/** Notes an import of a target for component 5 of each district. */
async function noted(
  id: string,
  value: string,
  more: { cycle?: string; isDryRun?: boolean; wrong?: RefusedCell[]; table?: BookImport[] } = {},
) {
  const { cycle = '2019', isDryRun = false, wrong = [] } = more;
  const { time } = service.clock;
  const job = newImport({ id, cycle, by, receivedAt: time, isDryRun, books: 4, expiresAt: time / 1000 + 3600 });
  const headings = { component: 'heading of component', value: 'target' };
  const { table: rows = books(value) } = more;
  const table = { kind: 'targets', headings, books: rows, refused: wrong, changedOnReading: [] };
  return (await service.needs.imports.add(job, JSON.stringify(table), null))!;
}

const run = (job: ImportJob, isTimeLeft = () => true) => runImport(service.needs, job, isTimeLeft);
const load = async (id = 'i-1') => (await service.needs.imports.load(id))!;
const reportOf = async (id = 'i-1') => JSON.parse(await service.needs.imports.report(await load(id))) as ImportEnd;
async function closeGates(): Promise<void> {
  const cycle = (await service.needs.cycles.load('2019'))!;
  await service.needs.books.setGates(cycle, { portalGate: 'closed', assessorGate: 'closed' });
}
const targets = async () =>
  Promise.all(ids.map(async (id) => (await service.needs.books.load('2019', id))!.components.get('5')?.target ?? null));

/** Does something before each book is opened; gives the districts that were. */
function beforeBook(happen: (nth: number) => Promise<void> | void = () => undefined): string[] {
  const opened: string[] = [];
  const { open } = service.needs.books;
  service.needs.books.open = async (...given) => {
    opened.push(given[1]);
    await happen(opened.length);
    return open.apply(service.needs.books, given);
  };
  return opened;
}

/** What is noted of an import from now on. */
function notes(): Partial<ImportJob>[] {
  const noted: Partial<ImportJob>[] = [];
  const { change } = service.needs.imports;
  service.needs.imports.change = (job, more) => {
    noted.push(more);
    return change.call(service.needs.imports, job, more);
  };
  return noted;
}

describe('an import', () => {
  it('is asked of every book and then written, and ends with the rows of all', async () => {
    await run(await noted('i-1', '20'));
    expect(await load()).toMatchObject({ state: 'done', checked: 4, written: 4, runs: 1, leasedUntil: 0 });
    const { accepted, refused, receipts } = await reportOf();
    expect(accepted.map(({ district, value }) => `${district} ${value}`)).toEqual(ids.map((id) => `${id} 20`));
    expect([refused, receipts.map(({ revision }) => revision)]).toEqual([[], [1, 1, 1, 1]]);
    expect(await targets()).toEqual(['20', '20', '20', '20']);
  });

  it('is not told what another has written of the same books', async () => {
    await run(await noted('i-1', '20'));
    await run(await noted('i-2', '30'));
    expect(await targets()).toEqual(['30', '30', '30', '30']);
    expect((await reportOf('i-2')).accepted.map(({ value }) => value)).toEqual(['30', '30', '30', '30']);
  });

  it('that is only tried writes nothing, and what it finds is no failure', async () => {
    const wrong = [
      { row: 9, column: 'target', code: 'value-syntax', message: { zh: '不对', en: 'wrong' } },
    ] as RefusedCell[];
    await run(await noted('i-1', '20', { isDryRun: true, wrong }));
    expect(await load()).toMatchObject({ state: 'done', checked: 4, written: 0 });
    expect(await reportOf()).toMatchObject({ refused: wrong, receipts: [], accepted: { length: 4 } });
    expect(await targets()).toEqual([null, null, null, null]);
  });

  it('with a cell that is wrong whatever the books hold writes nothing, and fails', async () => {
    const wrong = [
      { row: 9, column: 'target', code: 'value-syntax', message: { zh: '不对', en: 'wrong' } },
    ] as RefusedCell[];
    await run(await noted('i-1', '20', { wrong }));
    expect((await load()).state).toBe('failed');
    expect(await reportOf()).toEqual({
      accepted: [],
      unchanged: [],
      refused: wrong,
      changedOnReading: [],
      receipts: [],
    });
    expect(await targets()).toEqual([null, null, null, null]);
  });

  it.each([
    ['failed', false],
    ['done', true],
  ])(
    'of which no book takes anything ends as %s, refused at each row in the order of the table; only tried: %s',
    async (state, isDryRun) => {
      const wrong = [
        { row: 1, column: 'x', code: 'unknown-property', message: { zh: '不对', en: 'wrong' } },
      ] as RefusedCell[];
      await closeGates();
      await run(await noted('i-1', '20', { wrong, isDryRun }));
      expect((await load()).state).toBe(state);
      const { accepted, unchanged, refused } = await reportOf();
      expect([accepted, unchanged]).toEqual([[], []]);
      expect(refused.map(({ row, column, code }) => `${row} ${column} ${code}`)).toEqual([
        '1 x unknown-property',
        ...['2', '3', '4', '5'].map((row) => `${row} heading of component cycle-closed`),
      ]);
    },
  );

  it('tells what was so already, and the rows in the order of the table, whichever book they are of', async () => {
    await run(await noted('i-1', '20'));
    const table = [...books('30', ['west', 'east']).toReversed(), ...books('20', ['north', 'south'])];
    await run(await noted('i-2', '', { table }));
    const { accepted, unchanged, receipts } = await reportOf('i-2');
    expect(accepted.map(({ row, district }) => `${row} ${district}`)).toEqual(['2 west', '3 east']);
    expect(unchanged.map(({ row, district }) => `${row} ${district}`)).toEqual(['2 north', '3 south']);
    expect(receipts.map(({ district, revision }) => `${district} ${revision}`)).toEqual([
      ...['east 2', 'west 2', 'north 1', 'south 1'],
    ]);
  });

  it('tells which books took nothing any more when they were written, and ends as failed', async () => {
    beforeBook(async (nth) => {
      if (nth === ids.length + 1) await closeGates();
    });
    await run(await noted('i-1', '20'));
    expect(await load()).toMatchObject({ state: 'failed', checked: 4, written: 0 });
    const { refused, receipts } = await reportOf();
    expect([refused.map(({ row, code }) => `${row} ${code}`), receipts]).toEqual([
      ['2', '3', '4', '5'].map((row) => `${row} cycle-closed`),
      [],
    ]);
  });

  it('of a cycle that is not there fails each time, and is left for whoever comes next', async () => {
    const job = await noted('i-1', '20', { cycle: 'lost' });
    await expect(run(job)).rejects.toThrow('the cycle of an import is not there');
    expect(await load()).toMatchObject({ state: 'working', runs: 1, leasedUntil: 0 });
  });
});

describe('whoever takes an import up', () => {
  it('has it for a minute, and leaves it alone where somebody else has it or it has ended', async () => {
    const job = await noted('i-1', '20');
    let held = 0;
    const opened = beforeBook(async () => {
      held = (await load()).leasedUntil;
      await run(await load());
    });
    await run(job);
    expect(held).toBe(service.clock.time + 60_000);
    // Each book once to be asked and once to be written, and none for those who came meanwhile or afterwards.
    expect(opened).toHaveLength(8);
    await run(await load());
    await run({ ...(await load()), state: 'working' });
    expect(opened).toHaveLength(8);
    expect((await load()).runs).toBe(1);
  });

  it('may do so from the moment on at which nobody has it any more', async () => {
    const { time } = service.clock;
    await run((await service.needs.imports.change(await noted('i-1', '20'), { leasedUntil: time + 1 }))!);
    expect(await load()).toMatchObject({ state: 'working', runs: 0 });
    service.clock.time = time + 1;
    await run(await load());
    expect((await load()).state).toBe('done');
  });

  it('asks no book again once all were asked', async () => {
    const opened = beforeBook();
    await run((await service.needs.imports.change(await noted('i-1', '20'), { isChecked: true }))!);
    expect(opened).toEqual(ids);
    expect(await targets()).toEqual(['20', '20', '20', '20']);
  });

  it('tells once a second how far it is, and has it for a minute from then on', async () => {
    const job = await noted('i-1', '20');
    const noting = notes();
    beforeBook((nth) => {
      // The first three books take a second together, the fourth less.
      if (nth <= 3) service.clock.time += 334;
    });
    const begunAt = service.clock.time;
    await run(job);
    const now = begunAt + 1002;
    expect(noting).toEqual([
      { leasedUntil: begunAt + 60_000, runs: 1 },
      { checked: 3, leasedUntil: now + 60_000 },
      { isChecked: true, checked: 4, leasedUntil: now + 60_000 },
      expect.objectContaining({ state: 'done' }),
    ]);
  });

  it('tells nothing within the second', async () => {
    const job = await noted('i-1', '20');
    const noting = notes();
    beforeBook((nth) => {
      if (nth <= 3) service.clock.time += 333;
    });
    await run(job);
    expect(noting.map((note) => note.checked)).toEqual([undefined, 4, 4]);
  });

  it('does not tell less than the run before', async () => {
    const job = (await service.needs.imports.change(await noted('i-1', '20'), { checked: 4 }))!;
    const noting = notes();
    beforeBook((nth) => {
      if (nth === 3) service.clock.time += 1000;
    });
    await run(job);
    expect(noting[1]).toMatchObject({ checked: 4 });
  });

  it('stops, without a fault, where somebody else has taken it up meanwhile', async () => {
    const job = await noted('i-1', '20');
    const opened = beforeBook(async (nth) => {
      if (nth !== 3) return;
      service.clock.time += 1000;
      await service.needs.imports.change(await load(), { runs: 7 });
    });
    await run(job);
    expect(opened).toHaveLength(3);
    expect(await load()).toMatchObject({ state: 'working', runs: 7 });
    expect(await targets()).toEqual([null, null, null, null]);
  });

  it('stops between two turns where no time is left, and what follows begins with the next book', async () => {
    const opened = beforeBook();
    await run(await noted('i-1', '20'), () => opened.length < 3);
    expect(opened).toEqual(ids.slice(0, 3));
    expect(await load()).toMatchObject({ state: 'working', checked: 3, leasedUntil: 0 });
    await run(await load());
    expect(opened).toEqual([...ids, ...ids]);
    expect((await load()).state).toBe('done');
  });

  it('keeps every twenty seconds what the books have answered, and what follows asks them no more', async () => {
    const asking = async (milliseconds: number) => {
      service = await sampleService();
      const job = await noted('i-1', '20');
      const opened = beforeBook((nth) => {
        if (nth === 1) service.clock.time += milliseconds;
        if (nth === 4) throw new Error('killed');
      });
      await expect(run(job)).rejects.toThrow('killed');
      const { answersName, answerPieces } = await load();
      await run(await load());
      return [answersName, answerPieces, opened.slice(4, 6)];
    };
    expect(await asking(20_000)).toEqual(['ANSWERS-1-3', 1, ['south', 'west']]);
    expect(await asking(19_999)).toEqual(['', 0, ['west', 'east']]);
  });

  it('tells how many books are written, and not less than the run before', async () => {
    const told = async (before: number) => {
      service = await sampleService();
      const job = (await service.needs.imports.change(await noted('i-1', '20'), { isChecked: true, written: before }))!;
      const noting = notes();
      beforeBook((nth) => {
        if (nth === 3) service.clock.time += 1000;
      });
      await run(job);
      return noting[1]!.written;
    };
    expect([await told(0), await told(4)]).toEqual([3, 4]);
  });

  it('is told the same of the books that the run before has written', async () => {
    const opened = beforeBook();
    // Time for four books to be asked, and for three to be written.
    await run(await noted('i-1', '20'), () => opened.length < 7);
    expect(await targets()).toEqual(['20', '20', '20', null]);
    await run(await load());
    expect(await load()).toMatchObject({ state: 'done', written: 4, runs: 2 });
    const { accepted, unchanged, receipts } = await reportOf();
    expect([accepted.map(({ district }) => district), unchanged]).toEqual([ids, []]);
    expect(receipts.map(({ revision }) => revision)).toEqual([1, 1, 1, 1]);
  });

  it('fails where a book can’t be written, and at the thirtieth time goes on without it', async () => {
    const { append } = service.needs.books;
    service.needs.books.append = async (...given) => {
      if (given[0].before.district === 'east') throw new Error('this book can’t be written');
      return append.apply(service.needs.books, given);
    };
    await service.needs.imports.change(await noted('i-1', '20'), { runs: 28 });
    await expect(run(await load())).rejects.toThrow('this book');
    expect(await load()).toMatchObject({ state: 'working', runs: 29 });
    await run(await load());
    expect(await load()).toMatchObject({ state: 'failed', runs: 30, checked: 4, written: 3 });
    const { accepted, refused } = await reportOf();
    expect(accepted.map(({ district }) => district)).toEqual(['west', 'north', 'south']);
    expect(refused).toMatchObject([{ row: 3, column: 'heading of component', code: 'busy' }]);
    expect(await targets()).toEqual(['20', null, '20', '20']);
  });
});
