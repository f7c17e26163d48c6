import '../support/quiet.ts';
import { expect, it } from 'vitest';
import { compareWithRebuild } from '../../functions/protocols/compare-with-rebuild.ts';
import { loadCycle } from '../../functions/protocols/cycle-rules.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { readScore, writeScore } from '../../lib/stores/book-items.ts';
import { keys } from '../../lib/stores/table.ts';
import { calm } from '../support/memory/weather.ts';
import { overriding } from '../support/overriding.ts';
import { brief, portal } from '../support/sample-service.ts';
import { type PreparedYear, preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';
import { yearEndFaults } from '../support/year-end/year-end-invariants.ts';

const assessor = { role: 'assessor', subject: 'assessor-1' };
const base = '/v1/cycles/2019/districts/d-001/components/5';

/** A year in which whoever may be told what is old is told it. */
const agedYear = () => preparedYear('hold', { ...calm, readsOld: () => true });

const claim = async ({ send }: PreparedYear, value = '9') => {
  const { body } = await send(`PUT ${base}/claim`, { caller: portal('d-001'), body: { value } });
  return body.revision as number;
};
const verify = async ({ send }: PreparedYear, claimRevision: number) => {
  const body = { decision: 'verify', claimRevision, reason: '属实' };
  expect(brief(await send(`POST ${base}/assessments`, { caller: assessor, body }))).toBe('201');
};
const faultsOf = async ({ needs }: PreparedYear) => yearEndFaults(needs, (await preparedYear('hold')).table);
const kindsOf = ({ table }: PreparedYear) =>
  table.records.flatMap(({ key, item }) => (key.sk.startsWith('STEP#') ? [item.kind] : []));

it('a result is not held for what was open a moment ago', async () => {
  const year = await agedYear();
  year.clock.time = yearClosesAt - 1;
  await verify(year, await claim(year));
  year.clock.time = yearFinalizesAt;
  expect(await advanceCycle(year.needs, '2019')).toBe('done');
  expect(kindsOf(year)).toEqual(['closing-begun', 'finalized', 'exported']);
  expect(await faultsOf(year)).toEqual([]);
});

it('a result is sealed of the books as they stand, and not as they were seen', async () => {
  const year = await agedYear();
  year.clock.time = yearClosesAt - 1;
  await verify(year, await claim(year));
  await claim(year, '9.0');
  year.clock.time = yearFinalizesAt;
  await advanceCycle(year.needs, '2019');
  const final = (await year.needs.seals.load('2019', 1))!;
  const { rows } = JSON.parse(await year.needs.seals.read(final));
  const own = rows.find(({ district }: { district: string }) => district === 'd-001');
  expect(own.revision).toBe(9);
  expect(await faultsOf(year)).toEqual([]);
});

it('gates that were seen closed and are open by now are closed before a book counts', async () => {
  const year = await agedYear();
  year.clock.time = yearClosesAt - 1;
  const revision = await claim(year);
  // Begun and taken back: all gates were closed, and were opened after that.
  year.clock.time = yearFinalizesAt;
  const cycle = (await year.needs.cycles.load('2019'))!;
  await year.needs.books.setGates(cycle, { portalGate: 'closed', assessorGate: 'closed' });
  expect(await advanceCycle(year.needs, '2019')).toBe('held');
  await verify(year, revision);
  expect(await advanceCycle(year.needs, '2019')).toBe('done');
  expect(await faultsOf(year)).toEqual([]);
});

it('a book that the board has applied is read once, as its chain, as it may have been; its head and files as they stand', async () => {
  const year = await preparedYear('hold');
  year.clock.time = yearClosesAt - 1;
  // Another book is still to be applied.
  await verify(year, await claim(year));
  year.clock.time = yearFinalizesAt;
  const reads: string[] = [];
  const { table } = year;
  const query = table.query.bind(table);
  table.query = (range, options = {}) => {
    const isOfBook = range.pk.startsWith('BOOK#2019#d-002');
    if (isOfBook) reads.push(`${range.from.split('#')[0]}${options.mayBeOld ? ' as it may have been' : ''}`);
    return query(range, options);
  };
  const getMany = table.getMany.bind(table);
  table.getMany = (wanted) => {
    reads.push(...wanted.filter(({ pk }) => pk === 'BOOK#2019#d-002').map(({ sk }) => sk));
    return getMany(wanted);
  };
  await advanceCycle(year.needs, '2019');
  expect(reads).toEqual(['HEAD as it may have been', 'HEAD', 'EVIDENCE', 'AUDIT as it may have been']);
});

it('a closing whose gates never stay closed gives up, and seals nothing', async () => {
  const year = await preparedYear('hold');
  year.clock.time = yearFinalizesAt;
  const books = overriding(year.needs.books, { setGates: async () => 'committed' });
  await expect(advanceCycle({ ...year.needs, books }, '2019')).rejects.toThrow('do not stay closed');
  expect(await year.needs.seals.load('2019', 1)).toBeNull();
});

it('what was applied of a book and was wrong is not reported again where it is seen as it was before its repair', async () => {
  const year = await agedYear();
  const rules = (await loadCycle(year.needs, '2019'))!;
  const key = keys.score('2019', 'd-001');
  const { revision, version, inputs } = readScore(year.table.peek(key))!;
  const wrong = inputs.map((input) => ({ ...input, target: quantity('77') }));
  year.table.alter(key, writeScore({ revision, version, inputs: wrong }));
  expect((await compareWithRebuild(year.needs, rules)).report.differences).toMatchObject([
    { column: 'applied-inputs' },
  ]);
  expect((await compareWithRebuild(year.needs, rules)).report.differences).toEqual([]);
});
