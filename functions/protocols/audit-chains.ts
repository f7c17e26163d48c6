import { type Anchor, anchorOf, anchorText, closingName, dailyName } from '../../lib/domain/anchor.ts';
import { type ChainBreak, type ChainEnd, findChainBreak } from '../../lib/domain/audit-chain.ts';
import type { Head } from '../../lib/domain/book.ts';
import type { AuditEntry } from '../../lib/domain/book-change.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { IntegrityReport } from '../../lib/domain/ports.ts';
import type { SeenBooks } from './cycle-books.ts';
import type { FinalDependencies } from './dependencies.ts';

type AnchorNeeds = Pick<FinalDependencies, 'anchors' | 'clock'>;
type Needs = AnchorNeeds & Pick<FinalDependencies, 'books'>;
type Checked = Pick<IntegrityReport, 'auditEntriesChecked' | 'auditBreaks'>;

const dayMilliseconds = 86_400_000;

/** However young a cycle says that it is: its record can be changed by whoever rewrites its chains. */
const daysLookedBackMin = 31;

/** A closing is at most this many recorded steps ago while its result is the last one: sealed, exported. */
const stepsSinceClosingMax = 2;

/** What is known of a cycle's chains from elsewhere, and whether this day's anchor is still to be kept. */
export interface KnownAnchors {
  readonly anchors: readonly Anchor[];
  readonly isDailyDue: boolean;
}

/**
 * The newest daily anchor, and those of the last closing. Found by names that follow from the calendar and the number of
 * steps: nothing in the table says which anchor counts.
 */
export async function knownAnchors(needs: AnchorNeeds, cycle: Cycle): Promise<KnownAnchors> {
  const now = needs.clock.now();
  const daily = await newestDaily(needs, cycle, now);
  const closings: Anchor[] = [];
  for (let back = 0; back <= stepsSinceClosingMax && back < cycle.steps; back++) {
    const closing = await needs.anchors.load(cycle.id, closingName(cycle.epoch, cycle.steps - back));
    if (closing) closings.push(closing);
  }
  return { anchors: daily ? [daily.anchor, ...closings] : closings, isDailyDue: daily?.name !== dailyName(now) };
}

/** Day by day back to the cycle's creation. */
async function newestDaily({ anchors }: AnchorNeeds, { id, createdAt }: Cycle, now: number) {
  const earliest = Math.min(Date.parse(createdAt), now - daysLookedBackMin * dayMilliseconds);
  for (let time = now; time > earliest - dayMilliseconds; time -= dayMilliseconds) {
    const name = dailyName(time);
    const anchor = await anchors.load(id, name);
    if (anchor) return { name, anchor };
  }
  return null;
}

/** Keeps this day's anchor of chains that were checked and found whole. */
export async function anchorDay({ anchors, clock }: AnchorNeeds, cycle: Cycle, heads: readonly Head[]): Promise<void> {
  const now = clock.now();
  await anchors.keep(dailyName(now), anchorOf(cycle, heads, new Date(now).toISOString()));
}

/**
 * Keeps the anchor of a closing, whose gates are closed and whose chains were found whole. Another runner may have kept
 * it before: gives whether what is kept says the same of every head.
 */
export async function anchorClosing(
  { anchors, clock }: AnchorNeeds,
  cycle: Cycle,
  heads: readonly Head[],
): Promise<boolean> {
  const name = closingName(cycle.epoch, cycle.steps);
  const wanted = anchorOf(cycle, heads, new Date(clock.now()).toISOString());
  await anchors.keep(name, wanted);
  const kept = await anchors.load(cycle.id, name);
  return kept !== null && anchorText({ ...kept, at: wanted.at }) === anchorText(wanted);
}

const looksMax = 5;
const entriesAtOnce = 200;
const slicesPerHour = 12;

/**
 * Checks audit chains against their heads and against anchors, which must have been read before the heads: an anchor from
 * after them may rightly be ahead. With more than `entriesMax` entries only the chains whose turn it is, but all of them
 * once a day, so that the day's anchor can be kept where all are whole [T 34, T 36].
 */
export async function checkChains(
  needs: Needs,
  cycle: Cycle,
  { anchors, isDailyDue }: KnownAnchors,
  heads: readonly Head[],
  entriesMax: number,
  seen?: SeenBooks,
): Promise<Checked> {
  const ends = Map.groupBy(
    anchors.flatMap((anchor) => anchor.heads),
    ({ district }) => district,
  );
  const total = heads.reduce((sum, { revision }) => sum + revision, 0);
  const slice = Math.floor(needs.clock.now() / 300_000) % slicesPerHour;
  const isAll = isDailyDue || total <= entriesMax;
  // By a turn's number, not by what is left of a list: the chains of an hour's twelve turns are all chains.
  const chosen = isAll ? heads : heads.filter((_, position) => position % slicesPerHour === slice);
  const auditBreaks = disownedChains(cycle, ends);
  for (const head of chosen) {
    const found = await findLastingBreak(needs.books, head, ends.get(head.district) ?? [], seen);
    if (found) auditBreaks.push({ district: head.district, ...found });
  }
  return { auditEntriesChecked: chosen.reduce((sum, { revision }) => sum + revision, 0), auditBreaks };
}

/** Anchored chains of districts that the cycle no longer names: a cohort never changes. */
function disownedChains({ districts }: Cycle, ends: ReadonlyMap<string, readonly ChainEnd[]>) {
  const named = new Set(districts.map(({ id }) => id));
  return [...ends.keys()]
    .filter((district) => !named.has(district))
    .map((district): IntegrityReport['auditBreaks'][number] => ({ district, revision: 1, fault: 'missing-entry' }));
}

/**
 * A query may see half of a write that is being committed, and the first look may be old: what a chain seems to lack must be
 * lacking every time. Entries never change, so that a chain that is whole is so however old the look was.
 */
async function findLastingBreak(
  books: Needs['books'],
  head: Head,
  anchors: readonly ChainEnd[],
  seen: SeenBooks | undefined,
): Promise<ChainBreak | null> {
  for (let look = 1; ; look++) {
    const entries = await wholeHistory(books, head, look === 1);
    const found = findChainBreak(entries, head, anchors);
    if (!found) seen?.keepHistory(head, entries);
    if (!found || look === looksMax) return found;
  }
}

/** Every entry up to the head's revision, oldest first. */
async function wholeHistory(
  books: Needs['books'],
  { cycle, district, revision }: Head,
  mayBeOld: boolean,
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let before = revision + 1; ; ) {
    const page = await books.history(cycle, district, before, entriesAtOnce, mayBeOld);
    entries.push(...page);
    if (page.length < entriesAtOnce) return entries.reverse();
    before = page.at(-1)!.revision;
  }
}
