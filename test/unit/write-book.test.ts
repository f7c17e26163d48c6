import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeBook } from '../../functions/protocols/write-book.ts';
import { type BookChange, unchanged } from '../../lib/domain/book-change.ts';
import { reject } from '../../lib/domain/rejection.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { claimChange } from '../support/sample-change.ts';
import { firstBoard, sampleCycle, sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { portal } from '../support/written-book.ts';

const cycle = sampleCycle('2019', 1);
const path = { cycle: '2019', district: 'd-001' };
const rules = { cycle, scheme: sampleScheme };
const request = { path, rules, caller: portal, receivedAt: sampleNow, replyPlace: null };
let needs: MemoryDependencies;

beforeEach(async () => {
  needs = memoryDependencies({ clock: { now: () => sampleNow } });
  await needs.cycles.create(cycle, firstBoard(cycle), null);
});

type Told = { readonly receipt: { readonly revision: number; readonly auditHead: string } };
type Write = Parameters<typeof writeBook<Told>>[2];
const write = (more: Partial<Write>, at = needs) =>
  writeBook<Told>(
    at,
    { ...request, keep: () => null, matches: () => true },
    { components: [], decide: () => unchanged, reply: () => ({}), ...more },
  );

describe('a write of a book holds', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);
  const tooMany = { rejected: 'too-many-items', faults: [{ path: [], code: 'too-many-items' }] };
  const done = { receipt: { revision: 0 } };

  it('97 different components and files, and no more', async () => {
    expect(await write({ components: [...ids(97), 'id-0'] })).toMatchObject(done);
    expect(await write({ components: ids(98) })).toMatchObject(tooMany);
    expect(await write({ components: ids(90), files: { ids: ids(7) } })).toMatchObject(done);
    expect(await write({ components: ids(90), files: { ids: ids(8) } })).toMatchObject(tooMany);
  });

  it('an entry of the history of 380,000 bytes, and no larger one', async () => {
    const withEntryOf = (bytes: number) => {
      const decide: Write['decide'] = (_, { book }): BookChange => {
        const change = claimChange(book, '5');
        const entry = { ...change.entry, reason: '' };
        const reason = 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(entry)));
        return { ...change, entry: { ...entry, reason } };
      };
      return write({ components: ['5'], decide });
    };
    expect(await withEntryOf(380_001)).toMatchObject(tooMany);
    expect(await withEntryOf(380_000)).toMatchObject({ receipt: { revision: 1 } });
  });
});

describe('a refusal of a finalized cycle', () => {
  const refusing = (rejected: 'cycle-closed' | 'state-conflict', at = needs) =>
    write({ decide: () => reject(rejected, { zh: '原', en: 'first' }) }, at);

  it('says so where it is of a closed gate, and is the story’s own where it is not', async () => {
    expect(await refusing('cycle-closed')).toMatchObject({ rejected: 'cycle-closed', detail: { en: 'first' } });
    needs.table.alter(keys.cycle('2019'), { state: 'finalized' });
    expect(await refusing('cycle-closed')).toMatchObject({
      rejected: 'cycle-finalized',
      detail: { zh: expect.stringContaining('已定稿'), en: expect.stringContaining('is finalized') },
    });
    expect(await refusing('state-conflict')).toMatchObject({ rejected: 'state-conflict', detail: { en: 'first' } });
  });

  it('is the story’s own where the cycle is gone', async () => {
    const cycles = overriding(needs.cycles, { load: async () => null });
    expect(await refusing('cycle-closed', { ...needs, cycles })).toMatchObject({ rejected: 'cycle-closed' });
  });
});

it('a write is not made where the book is of another revision than the request says, and the refusal names it', async () => {
  const stale = writeBook<Told>(
    needs,
    { ...request, keep: () => null, matches: () => false },
    { components: [], decide: () => Promise.reject(new Error('decided')) as never, reply: () => ({}) },
  );
  expect(await stale).toMatchObject({
    rejected: 'revision-conflict',
    detail: { zh: expect.stringContaining('已到 0'), en: expect.stringContaining('revision 0') },
  });
});
