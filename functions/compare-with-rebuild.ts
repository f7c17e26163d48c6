import { isDeepStrictEqual } from 'node:util';
import { type AuditEntry, type ChainBreak, findChainBreak } from '../lib/domain/audit-chain.ts';
import { type Head, inputsOf } from '../lib/domain/book.ts';
import type { Cycle } from '../lib/domain/cycle.ts';
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
 * report, and where the board differs commits the rebuilt one as the next version. With more audit entries than
 * `entriesMax` only the chains whose turn it is are checked.
 */
export async function compareWithRebuild(
  needs: Needs,
  rules: CycleRules,
  entriesMax = entriesPerSweepMax,
): Promise<IntegrityReport> {
  const { books, stored } = await readOneState(needs, rules);
  const inputs = books.map((book, district): DistrictInputs => {
    return { district, revision: book.book.head.revision, inputs: inputsOf(rules.scheme, book.book.components) };
  });
  const rebuilt = rebuild(rules.scheme, inputs);
  // Books may be ahead of the board by writes under way; the board must agree once these are applied to it. A board at
  // rest is compared as it stands: applying nothing would derive its totals and ranks anew and hide what is wrong there.
  const newer = inputs.filter(({ district, revision }) => revision > stored.board.revisions[district]!);
  const applied = newer.length === 0 ? stored.board : recalculate(rules.scheme, stored.board, newer).board;
  const differences = [...boardDifferences(applied, rebuilt.board), ...appliedDifferences(rules, books, stored.board)];
  const audit = await checkAudit(needs, books, entriesMax);
  const at = new Date(needs.clock.now()).toISOString();
  const report: IntegrityReport = {
    at,
    version: stored.version,
    districtsCompared: inputs.length,
    differences: differences.slice(0, 100).map((difference) => named(rules, difference)),
    ...audit,
  };
  await needs.integrity.save(rules.cycle.id, report);
  if (differences.length > 0 && newer.length === 0)
    await repair(needs, rules, { ...stored, at }, rebuilt, inputs, differences);
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

interface OneState {
  readonly books: readonly LabelledBook[];
  readonly stored: StoredBoard;
}

/**
 * All books, and a board that is not ahead of any of them. A recalculation between the two reads makes it look as if
 * the board had not applied what it says: that counts only if it is still so after all tries, on a board at rest.
 */
async function readOneState({ books, boards }: Needs, { cycle }: CycleRules): Promise<OneState> {
  for (let attempt = 1; attempt <= triesMax; attempt++) {
    const before = await boards.load(cycle.id);
    const read = await readBooks({ books }, cycle);
    const stored = await boards.load(cycle.id);
    if (!stored) continue;
    const isBehind = read.some(({ book }, district) => book.head.revision < stored.board.revisions[district]!);
    const agrees = read.every(({ applied }, district) => (applied?.revision ?? 0) === stored.board.revisions[district]);
    const isAtRest = before?.version === stored.version;
    if (!isBehind && (agrees || (isAtRest && attempt === triesMax))) return { books: read, stored };
  }
  throw new Busy('the books kept moving while they were compared');
}

async function readBooks({ books }: Pick<Needs, 'books'>, { id: cycle, districts }: Cycle): Promise<LabelledBook[]> {
  const read: LabelledBook[] = [];
  for (let at = 0; at < districts.length; at += booksAtOnce) {
    const chunk = districts.slice(at, at + booksAtOnce);
    const labelled = await Promise.all(chunk.map(({ id }) => books.loadLabelled(cycle, id)));
    for (const book of labelled) if (book) read.push(book);
  }
  return read;
}

function named({ cycle }: CycleRules, { column, district, left, right }: BoardDifference) {
  return { column, district: cycle.districts[district]!.id, board: String(left), rebuilt: String(right) };
}

async function checkAudit({ books, clock }: Needs, all: readonly LabelledBook[], entriesMax: number) {
  const total = all.reduce((sum, { book }) => sum + book.head.revision, 0);
  const slice = Math.floor(clock.now() / 300_000) % slicesPerHour;
  const read = total <= entriesMax ? all : all.filter((_, position) => position % slicesPerHour === slice);
  let auditEntriesChecked = 0;
  const auditBreaks: IntegrityReport['auditBreaks'][number][] = [];
  for (const { book } of read) {
    auditEntriesChecked += book.head.revision;
    const found = await findLastingBreak(books, book.head);
    if (found) auditBreaks.push({ district: book.head.district, ...found });
  }
  return { auditEntriesChecked, auditBreaks };
}

/** A query may see half of a write that is being committed: what it seems to lack must be lacking every time. */
async function findLastingBreak(books: Needs['books'], head: Head): Promise<ChainBreak | null> {
  for (let look = 1; ; look++) {
    const found = findChainBreak(await wholeHistory(books, head), head);
    if (!found || look === triesMax) return found;
  }
}

/** Every entry up to the head's revision, oldest first. */
async function wholeHistory(books: Needs['books'], { cycle, district, revision }: Head): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let before = revision + 1; ; ) {
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
