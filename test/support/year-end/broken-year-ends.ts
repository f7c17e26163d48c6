import { resultPrefix } from '../../../functions/protocols/finalization/result-names.ts';
import type { Anchor } from '../../../lib/domain/anchor.ts';
import { inputsOf } from '../../../lib/domain/book.ts';
import type { FoundBoard } from '../../../lib/domain/ports.ts';
import { rebuild } from '../../../lib/domain/recalculation/recalculate.ts';
import { is, keys, type Write } from '../../../lib/stores/table.ts';
import { without } from '../memory/broken-tables.ts';
import type { MemoryDependencies } from '../memory/dependencies.ts';
import { overriding } from '../overriding.ts';
import { sampleScheme } from '../sample-cycle.ts';
import type { YearEndVariant } from './year-end-storm.ts';

/** The protocol of finalization with something left out. Where conditions cover each other, all of them are. */
export const brokenYearEnds: Readonly<Record<string, YearEndVariant>> = {
  'gates are set whatever epoch a head is of': { wrap: withGatesOfAnyEpoch },
  'a transition is recorded whatever was recorded before': {
    broken: without('META steps', 'STEP absent', 'FINAL absent'),
  },
  'gates are not closed': { wrap: withOpenGates },
  'the board is not drained': { wrap: withoutDraining },
  'heads are sealed that were never anchored': { wrap: withForgetfulAnchors },
  'an anchor is written over': { broken: without('ANCHORS absent') },
  'evidence counts as locked though nothing was locked': { wrap: withCarelessLocks },
  'the result carries the moment of its making': { wrap: withPresentMoment },
  'files are written before the result is sealed': { wrap: withEarlyExport },
  'files count as written though they could not all be': { wrap: withCarelessExport },
};

/** Sets the gates of every head of the cohort, on condition that the cycle has not moved on. */
function withGatesOfAnyEpoch(needs: MemoryDependencies): MemoryDependencies {
  const setGates: typeof needs.books.setGates = async ({ id, steps, districts }, gates) => {
    const heads = districts.map((district): Write => ({ update: keys.head(id, district.id), set: gates, when: [] }));
    return needs.table.transact([{ check: keys.cycle(id), when: [is('steps', steps)] }, ...heads]);
  };
  return { ...needs, books: overriding(needs.books, { setGates }) };
}

/** The finalizer takes every gate for closed, and so closes none. */
function withOpenGates(needs: MemoryDependencies): MemoryDependencies {
  const heads: typeof needs.books.heads = async (...asked) =>
    (await needs.books.heads(...asked)).map(
      (head) => head && { ...head, portalGate: 'closed', assessorGate: 'closed' },
    );
  return { ...needs, books: overriding(needs.books, { setGates: async () => 'committed', heads }) };
}

/** The finalizer takes the board for what it ought to be, and so never applies anything to it. */
function withoutDraining(needs: MemoryDependencies): MemoryDependencies {
  const look = async (cycle: string): Promise<FoundBoard | null> => {
    const stored = await needs.boards.load(cycle);
    const state = (await needs.cycles.load(cycle))?.state;
    if (!stored || state !== 'closing') return stored;
    const ids = ['d-001', 'd-002', 'd-003'];
    const books = await Promise.all(ids.map((id) => needs.books.load(cycle, id)));
    const inputs = books.map((book, district) => {
      return { district, revision: book!.head.revision, inputs: inputsOf(sampleScheme, book!.components) };
    });
    return { ...stored, board: rebuild(sampleScheme, inputs).board };
  };
  const loadLabelled = async (cycle: string, district: string) => {
    const found = await needs.books.loadLabelled(cycle, district);
    const state = (await needs.cycles.load(cycle))?.state;
    if (!found || state !== 'closing') return found;
    const { head, components } = found.book;
    const inputs = inputsOf(sampleScheme, components);
    return { ...found, applied: { revision: head.revision, version: 0, inputs } };
  };
  const boards = overriding(needs.boards, { look, load: look });
  return { ...needs, boards, books: overriding(needs.books, { loadLabelled }) };
}

/** Says of every anchor that it is kept, and keeps none. */
function withForgetfulAnchors(needs: MemoryDependencies): MemoryDependencies {
  const promised = new Map<string, Anchor>();
  const keep = async (name: string, anchor: Anchor) => void promised.set(name, anchor);
  const load = async (_: string, name: string) => promised.get(name) ?? null;
  return { ...needs, anchors: overriding(needs.anchors, { keep, load }) };
}

function withCarelessLocks(needs: MemoryDependencies): MemoryDependencies {
  return { ...needs, files: overriding(needs.files, { protect: async () => undefined }) };
}

function withPresentMoment(needs: MemoryDependencies): MemoryDependencies {
  const load = async (id: string) => {
    const cycle = await needs.cycles.load(id);
    if (cycle?.state !== 'closing') return cycle;
    const closingAt = new Date(needs.clock.now()).toISOString();
    return { ...cycle, sealing: { ...cycle.sealing, closingAt } };
  };
  return { ...needs, cycles: overriding(needs.cycles, { load }) };
}

function withEarlyExport(needs: MemoryDependencies): MemoryDependencies {
  const { seals, results } = needs;
  const seal: typeof seals.seal = async (before, after, step, final, ...rest) => {
    const bytes = Buffer.from(await seals.read(final));
    await results.keep(resultPrefix(final), [{ name: 'snapshot.json', contentType: 'application/json', bytes }]);
    return seals.seal(before, after, step, final, ...rest);
  };
  return { ...needs, seals: overriding(seals, { seal }) };
}

function withCarelessExport(needs: MemoryDependencies): MemoryDependencies {
  const { results } = needs;
  const keep: typeof results.keep = (prefix, files) => results.keep(prefix, files).catch(() => undefined);
  return { ...needs, results: overriding(results, { keep }) };
}
