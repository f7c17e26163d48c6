import { isDeepStrictEqual } from 'node:util';
import { type Book, type Head, inputsOf } from '../../lib/domain/book.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { Busy, type FoundBoard, type IntegrityReport, type LabelledBook } from '../../lib/domain/ports.ts';
import { type Board, type BoardDifference, boardDifferences } from '../../lib/domain/recalculation/board.ts';
import { cohortInputs, type DistrictInputs, rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import { anchorDay, checkChains, type KnownAnchors, knownAnchors } from './audit-chains.ts';
import { cycleBooks, cycleHeads, MissingBooks, ofEveryDistrict, SeenBooks } from './cycle-books.ts';
import type { CycleRules } from './cycle-rules.ts';
import type { FinalDependencies } from './dependencies.ts';
import { repairBoard } from './repair-board.ts';

const triesMax = 5;

/** Up to here every chain is checked at every sweep; above it a twelfth of them, so that an hour sees them all. */
const entriesPerSweepMax = 20_000;

type Needs = Pick<FinalDependencies, 'books' | 'boards' | 'integrity' | 'anchors' | 'clock'>;

/** What a comparison found, and the books that it read, in the cohort's order. */
export interface Comparison {
  readonly report: IntegrityReport;
  readonly books: readonly Book[];
}

/** What has been read of a cycle before it is compared: what was anchored, and after that its heads. */
export interface KnownHeads {
  /** `undefined` where the anchors could not be read. */
  readonly anchored: KnownAnchors | undefined;
  readonly heads: readonly Head[];
  /** Books that may be of these heads. */
  readonly seen?: SeenBooks;
}

/** How a cycle is to be compared. */
export interface ComparisonWish {
  readonly entriesMax?: number;
  readonly known?: KnownHeads | undefined;
  /** Does what is said of chains, and the keeping of anchor and report: a failure then keeps no board from being repaired. */
  readonly attempt?: <T>(part: () => Promise<T>) => Promise<T | undefined>;
}

/**
 * Rebuilds a cycle's board whole from its books and compares; checks the audit chains against their heads and their
 * anchors. Keeps the report, and where the board differs commits what was rebuilt as the next versions. With more audit
 * entries than `entriesMax` only the chains whose turn it is are checked; where none could be, a report of a board that does
 * not differ is not kept. Where a book is missing it reports that, repairs nothing, and throws `MissingBooks`.
 */
export async function compareWithRebuild(
  needs: Needs,
  rules: CycleRules,
  { entriesMax = entriesPerSweepMax, known, attempt = (part) => part() }: ComparisonWish = {},
): Promise<Comparison> {
  const { cycle } = rules;
  // Before the heads: what is anchored meanwhile may rightly be ahead of them.
  const anchored = known ? known.anchored : await attempt(() => knownAnchors(needs, cycle));
  const heads = known?.heads ?? (await allHeads(needs, cycle));
  const checked =
    anchored && (await attempt(() => checkChains(needs, cycle, anchored, heads, entriesMax, known?.seen)));
  const isWhole = checked?.auditBreaks.length === 0;
  if (isWhole && anchored?.isDailyDue) await attempt(() => anchorDay(needs, cycle, heads));
  const compared = await compareBooks(needs, rules, heads, known?.seen).catch(async (fault) => {
    // Whoever rewrites a chain may leave inputs behind that fit no head: what the chains say is told all the same.
    if (checked && !isWhole) await reportWithoutBooks(needs, cycle, { ...checked, differences: [] });
    throw fault;
  });
  const { books, inputs, stored, differences, rebuilt, isBehind } = compared;
  const at = new Date(needs.clock.now()).toISOString();
  const report: IntegrityReport = {
    at,
    version: stored.version,
    districtsCompared: inputs.length,
    differences: differences.slice(0, 100).map((difference) => named(rules, difference)),
    ...(checked ?? (await uncheckedChains(needs, cycle))),
  };
  if (checked || differences.length > 0) await attempt(() => needs.integrity.save(cycle.id, report));
  if (differences.length > 0 && !isBehind)
    await repairBoard(needs, rules, { stored, at, rebuilt, inputs: inputsToApply(inputs, differences) });
  return { report, books: books.map(({ book }) => book) };
}

/** What was found of chains before stands until they can be checked again. */
async function uncheckedChains({ integrity }: Needs, { id }: Cycle) {
  return { auditEntriesChecked: 0, auditBreaks: (await integrity.load(id))?.auditBreaks ?? [] };
}

/**
 * Compares first what was seen, or may be old, as far as it is of these heads. A difference counts only between what is read
 * as it stands.
 */
async function compareBooks(needs: Needs, rules: CycleRules, heads: readonly Head[], given?: SeenBooks) {
  const seen = given ?? new SeenBooks();
  if (!given) seen.keep(await cycleBooks(needs, rules.cycle, true));
  const state = await readOneState(needs, rules, heads, seen);
  const compared = compare(rules, state);
  if (compared.differences.length === 0 || !state.mayBeOld) return compared;
  return compare(rules, await readOneState(needs, rules));
}

/**
 * Books may be ahead of the board by writes under way; the board must agree once these are applied to it. Where there are
 * none it is compared as it stands.
 */
function compare(rules: CycleRules, { books, stored }: OneState) {
  const { cycle, scheme } = rules;
  const inputs = cohortInputs(
    cycle,
    scheme,
    books.map(({ book }) => book),
  );
  const rebuilt = rebuild(scheme, inputs);
  const newer = inputs.filter(({ district, revision }) => revision > stored.board.revisions[district]!);
  const applied = recalculate(scheme, stored.board, newer).board;
  const differences = [
    ...boardDifferences(applied, rebuilt.board),
    ...tornPieces(stored),
    ...appliedDifferences(rules, books, stored.board),
  ];
  return { books, inputs, stored, differences, rebuilt: rebuilt.board, isBehind: newer.length > 0 };
}

/** The heads of all districts; where one is missing, that is what the cycle's report says from then on. */
function allHeads(needs: Needs, cycle: Cycle): Promise<Head[]> {
  return cycleHeads(needs, cycle).catch(async (fault: unknown) => {
    if (!(fault instanceof MissingBooks)) throw fault;
    const differences = fault.districts.map((district) => {
      return { column: 'book', district, board: 'kept', rebuilt: 'missing' };
    });
    await reportWithoutBooks(needs, cycle, { differences, auditEntriesChecked: 0, auditBreaks: [] });
    throw fault;
  });
}

async function reportWithoutBooks(
  { boards, integrity, clock }: Needs,
  { id }: Cycle,
  found: Pick<IntegrityReport, 'differences' | 'auditEntriesChecked' | 'auditBreaks'>,
): Promise<void> {
  const version = (await boards.head(id))?.version ?? 0;
  await integrity.save(id, { at: new Date(clock.now()).toISOString(), version, districtsCompared: 0, ...found });
}

/** That the pieces of the board are not of one version, be their rows right or not: no district is to blame. */
function tornPieces({ board: { size: district }, head, blocks, isWhole }: FoundBoard): BoardDifference[] {
  const left = blocks.reduce((sum, version) => sum + version, 0);
  return isWhole ? [] : [{ column: 'blocks', district, left, right: head.blockVersions }];
}

/** The inputs that must be told anew as applied. */
function inputsToApply(inputs: readonly DistrictInputs[], differences: readonly BoardDifference[]): DistrictInputs[] {
  const wrong = new Set(differences.flatMap(({ column, district }) => (column === 'applied-inputs' ? [district] : [])));
  return inputs.filter(({ district }) => wrong.has(district));
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
  readonly stored: FoundBoard;
  /** What was applied of a book may have been written anew since it was seen. */
  readonly mayBeOld: boolean;
}

/**
 * All books, and a board that has applied what they say. A recalculation between the reads makes it look as if the board
 * were ahead of a book, had not applied what it says, or were not of one version: that counts only if it is still so after all tries, on a board
 * at rest. What was seen of these heads, and of which the board has applied the same, is not read again in the first try.
 */
async function readOneState(
  needs: Needs,
  { cycle }: CycleRules,
  heads: readonly Head[] = [],
  seen = new SeenBooks(),
): Promise<OneState> {
  const { boards } = needs;
  for (let attempt = 1; attempt <= triesMax; attempt++) {
    const before = await boards.look(cycle.id);
    const known = attempt === 1 ? heads.map((head) => seen.bookOf(head)) : [];
    const read = await ofEveryDistrict(cycle, async (district, position) => {
      const labelled = known[position];
      const isApplied = labelled && (labelled.applied?.revision ?? 0) === before?.board.revisions[position];
      return isApplied ? labelled : needs.books.loadLabelled(cycle.id, district);
    });
    const stored = await boards.look(cycle.id);
    if (!stored) continue;
    const isBehind = read.some(({ book }, district) => book.head.revision < stored.board.revisions[district]!);
    const agrees = read.every(({ applied }, district) => (applied?.revision ?? 0) === stored.board.revisions[district]);
    const isAtRest = before?.version === stored.version;
    if ((stored.isWhole && agrees && !isBehind) || (isAtRest && attempt === triesMax))
      return { books: read, stored, mayBeOld: known.length > 0 };
  }
  throw new Busy('the books kept moving while they were compared');
}

/** A board that was stored for a larger cohort names places that are no district's. */
function named({ cycle }: CycleRules, { column, district, left, right }: BoardDifference) {
  const id = cycle.districts[district]?.id ?? `#${district}`;
  return { column, district: id, board: String(left), rebuilt: String(right) };
}
