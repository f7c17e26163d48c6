import { beforeEach, describe, expect, it } from 'vitest';
import { cycleHeads, MissingBooks, SeenBooks } from '../../functions/protocols/cycle-books.ts';
import { glanceAtBooks, readClosedBooks } from '../../functions/protocols/finalization/books-and-blockers.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { firstBoard, sampleCycle, sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { sampleFile } from '../support/sample-evidence.ts';

const cycle = sampleCycle('2019');
const rules = { cycle, scheme: sampleScheme };
let needs: MemoryDependencies;
let asked: unknown[];
let seen: SeenBooks;

beforeEach(async () => {
  const kept = memoryDependencies({ clock: { now: () => sampleNow } });
  for (const id of ['2019', '2020']) await kept.cycles.create(sampleCycle(id), firstBoard(cycle), null);
  asked = [];
  const loadLabelled: typeof kept.books.loadLabelled = async (...given) => {
    asked.push(given.slice(1));
    return kept.books.loadLabelled(...given);
  };
  needs = { ...kept, books: overriding(kept.books, { loadLabelled }) };
  seen = new SeenBooks();
});

/** A file that waits for its scan. */
function pending(id: string, district: string, of = '2019'): void {
  needs.table.place({ ...keys.evidence(of, district, id), ...sampleFile(id, { state: 'pending' }) });
  needs.table.place({ ...keys.pendingFile(of, district, id), cycle: of, district, id, versionId: 'v', uploadedAt: '' });
}

describe('a glance at the books of a cycle', () => {
  it('reads each once, as it may have been, and has seen them then', async () => {
    const { books } = await glanceAtBooks(needs, rules, seen);
    expect(books.map(({ head }) => head.district)).toEqual(['d-001', 'd-002', 'd-003']);
    expect(asked).toEqual(['d-001', 'd-002', 'd-003'].map((district) => [district, true]));
    expect(seen.heads(cycle)).toEqual(await cycleHeads(needs, cycle));
  });

  it('finds the files that wait for their scan, each at its own book, and none of another cycle', async () => {
    const waiting = async () => {
      const { blockers } = await glanceAtBooks(needs, rules, seen);
      return blockers.filter(({ kind }) => kind === 'evidence-pending');
    };
    pending('f-9', 'd-001', '2020');
    expect(await waiting()).toEqual([]);
    pending('f-1', 'd-002');
    pending('f-2', 'd-002');
    const found = { kind: 'evidence-pending', district: 'd-002', component: null };
    expect(await waiting()).toEqual(['f-1', 'f-2'].map((evidence) => ({ ...found, evidence })));
  });
});

describe('closed books', () => {
  it('are read where they were not seen, and are seen from then on', async () => {
    const heads = await cycleHeads(needs, cycle);
    const [first] = (await readClosedBooks(needs, rules, heads, seen)).books;
    expect(asked).toEqual([['d-001'], ['d-002'], ['d-003']]);
    const closed = heads.map((head) => ({ ...head, portalGate: 'closed' as const }));
    const { books } = await readClosedBooks(needs, rules, closed, seen);
    expect([asked.length, books[0]]).toEqual([3, { ...first, head: closed[0] }]);
  });

  it('that are missing are named', async () => {
    const heads = await cycleHeads(needs, cycle);
    needs.table.remove(keys.head('2019', 'd-002'));
    await expect(readClosedBooks(needs, rules, heads, seen)).rejects.toThrow(MissingBooks);
  });
});
