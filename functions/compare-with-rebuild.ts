import { isDeepStrictEqual } from 'node:util';
import { type AuditEntry, findChainBreak } from '../lib/domain/audit-chain.ts';
import { inputsOf } from '../lib/domain/book.ts';
import { Busy, type IntegrityReport, type LabelledBook, type StoredBoard } from '../lib/domain/ports.ts';
import type { Board } from '../lib/domain/recalculation/board.ts';
import { type BoardDifference, boardDifferences } from '../lib/domain/recalculation/board-differences.ts';
import { listMoves } from '../lib/domain/recalculation/moves.ts';
import { type DistrictInputs, rebuild, recalculate, type Settled } from '../lib/domain/recalculation/recalculate.ts';
import type { CycleRules } from './shared/cycle-rules.ts';
import type { Dependencies } from './shared/dependencies.ts';

const triesMax = 5;
const booksAtOnce = 25;
const entriesAtOnce = 200;
const scoresPerVersion = 90;

/** Up to here every chain is checked at every sweep; above it a twelfth of them, so that an hour sees them all. */
const entriesPerSweepMax = 20_000;
const slicesPerHour = 12;

type Needs = Pick<Dependencies, 'books' | 'boards' | 'integrity' | 'clock'>;

/**
 * Rebuilds a cycle's board whole from its books and compares; checks every audit chain against its head. Keeps the
 * report, and where the board differs commits the rebuilt one as the next version.
 */
export async function compareWithRebuild(needs: Needs, rules: CycleRules): Promise<IntegrityReport> {
  const { books, stored } = await readOneState(needs, rules);
  const inputs = books.map((book, district): DistrictInputs => {
    return { district, revision: book.book.head.revision, inputs: inputsOf(rules.scheme, book.book.components) };
  });
  const rebuilt = rebuild(rules.scheme, inputs);
  // Books may be ahead of the board by writes under way; the board must agree once these are applied to it.
  const newer = inputs.filter(({ district, revision }) => revision > stored.board.revisions[district]!);
  const differences = [
    ...boardDifferences(recalculate(rules.scheme, stored.board, newer).board, rebuilt.board),
    ...appliedDifferences(rules, books, stored.board),
  ];
  const audit = await checkAudit(needs, rules, books);
  const at = new Date(needs.clock.now()).toISOString();
  const report: IntegrityReport = {
    at,
    version: stored.version,
    districtsCompared: inputs.length,
    differences: differences.slice(0, 100).map((difference) => named(rules, difference)),
    ...audit,
  };
  await needs.integrity.save(rules.cycle.id, report);
  if (differences.length > 0 && newer.length === 0) await repair(needs, rules, stored, rebuilt, inputs, differences);
  return report;
}

/** Districts whose applied inputs, on which explanations rest, are not those of the book at the same revision. */
function appliedDifferences({ scheme }: CycleRules, books: readonly LabelledBook[], board: Board): BoardDifference[] {
  return books.flatMap(({ book, applied }, district) => {
    const left = applied?.revision ?? 0;
    const right = board.revisions[district]!;
    const isSame =
      left === right &&
      (right !== book.head.revision ||
        right === 0 ||
        isDeepStrictEqual(applied!.inputs, inputsOf(scheme, book.components)));
    return isSame ? [] : [{ column: 'applied-inputs', district, left, right }];
  });
}

/** All books, and a board that is not ahead of any of them. */
async function readOneState(
  { books, boards }: Needs,
  { cycle }: CycleRules,
): Promise<{ books: LabelledBook[]; stored: StoredBoard }> {
  for (let attempt = 0; attempt < triesMax; attempt++) {
    const read: LabelledBook[] = [];
    for (let at = 0; at < cycle.districts.length; at += booksAtOnce) {
      const chunk = cycle.districts.slice(at, at + booksAtOnce);
      const labelled = await Promise.all(chunk.map(({ id }) => books.loadLabelled(cycle.id, id)));
      for (const book of labelled) if (book) read.push(book);
    }
    const stored = await boards.load(cycle.id);
    if (stored && read.every(({ book }, district) => book.head.revision >= stored.board.revisions[district]!))
      return { books: read, stored };
  }
  throw new Busy('the books kept moving while they were compared');
}

function named({ cycle }: CycleRules, { column, district, left, right }: BoardDifference) {
  return { column, district: cycle.districts[district]!.id, board: String(left), rebuilt: String(right) };
}

async function checkAudit({ books, clock }: Needs, { cycle }: CycleRules, all: readonly LabelledBook[]) {
  const total = all.reduce((sum, { book }) => sum + book.head.revision, 0);
  const slice = Math.floor(clock.now() / 300_000) % slicesPerHour;
  const read = total <= entriesPerSweepMax ? all : all.filter((_, position) => position % slicesPerHour === slice);
  let auditEntriesChecked = 0;
  const auditBreaks: IntegrityReport['auditBreaks'][number][] = [];
  for (const { book } of read) {
    const { district, revision } = book.head;
    const entries = await wholeHistory(books, cycle.id, district, revision);
    auditEntriesChecked += entries.length;
    const found = findChainBreak(entries, book.head);
    if (found) auditBreaks.push({ district, ...found });
  }
  return { auditEntriesChecked, auditBreaks };
}

/** Every entry up to a revision, oldest first. */
async function wholeHistory(
  books: Needs['books'],
  cycle: string,
  district: string,
  upTo: number,
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let before = upTo + 1; ; ) {
    const page = await books.history(cycle, district, before, entriesAtOnce);
    entries.push(...page);
    if (page.length < entriesAtOnce) return entries.reverse();
    before = page.at(-1)!.revision;
  }
}

/** Commits the rebuilt board as the next version; if the board has moved meanwhile, the next sweep looks again. */
async function repair(
  { boards }: Needs,
  { cycle, scheme }: CycleRules,
  stored: StoredBoard,
  rebuilt: Settled,
  inputs: readonly DistrictInputs[],
  differences: readonly BoardDifference[],
): Promise<void> {
  const version = stored.version + 1;
  const wrong = new Set(
    differences.filter(({ column }) => column === 'applied-inputs').map(({ district }) => district),
  );
  const scores = inputs
    .filter(({ district }) => wrong.has(district))
    .slice(0, scoresPerVersion)
    .map(({ district, revision, inputs: own }) => ({
      district: cycle.districts[district]!.id,
      score: { revision, version, inputs: own },
    }));
  const moves = listMoves(scheme, stored.board, { ...rebuilt, own: new Map() }, new Map());
  const next = { version, at: stored.at, board: rebuilt.board };
  await boards.commit({ cycle: cycle.id, next, change: { version, at: stored.at, causes: [], moves }, scores });
}
