import { type AuditEntry, type ChainBreak, type ChainEnd, findChainBreak } from '../../lib/domain/audit-chain.ts';
import type { Head } from '../../lib/domain/book.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { IntegrityReport } from '../../lib/domain/ports.ts';
import { anchorDay, type KnownAnchors } from './anchor-chains.ts';
import type { FinalDependencies } from './dependencies.ts';

type Needs = Pick<FinalDependencies, 'books' | 'anchors' | 'clock'>;
type Checked = Pick<IntegrityReport, 'auditEntriesChecked' | 'auditBreaks'>;

const looksMax = 5;
const entriesAtOnce = 200;
const slicesPerHour = 12;

/**
 * Checks audit chains against their heads and against anchors, which must have been read before the heads: an anchor from
 * after them may rightly be ahead. With more than `entriesMax` entries only the chains whose turn it is, but all of them
 * once a day: where all are whole, the day's anchor is kept [T 34, T 36].
 */
export async function checkChains(
  needs: Needs,
  cycle: Cycle,
  { anchors, isDailyDue }: KnownAnchors,
  heads: readonly Head[],
  entriesMax: number,
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
    const found = await findLastingBreak(needs.books, head, ends.get(head.district) ?? []);
    if (found) auditBreaks.push({ district: head.district, ...found });
  }
  if (isDailyDue && auditBreaks.length === 0) await anchorDay(needs, cycle, heads);
  return { auditEntriesChecked: chosen.reduce((sum, { revision }) => sum + revision, 0), auditBreaks };
}

/** Anchored chains of districts that the cycle no longer names: a cohort never changes. */
function disownedChains({ districts }: Cycle, ends: ReadonlyMap<string, readonly ChainEnd[]>) {
  const named = new Set(districts.map(({ id }) => id));
  return [...ends.keys()]
    .filter((district) => !named.has(district))
    .map((district): IntegrityReport['auditBreaks'][number] => ({ district, revision: 1, fault: 'missing-entry' }));
}

/** A query may see half of a write that is being committed: what it seems to lack must be lacking every time. */
async function findLastingBreak(
  books: Needs['books'],
  head: Head,
  anchors: readonly ChainEnd[],
): Promise<ChainBreak | null> {
  for (let look = 1; ; look++) {
    const found = findChainBreak(await wholeHistory(books, head), head, anchors);
    if (!found || look === looksMax) return found;
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
