import type { Head } from '../../../lib/domain/book.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { sha256 as digest } from '../../../lib/domain/digest.ts';
import { buildSnapshot, contentDigest, salted, snapshotText } from '../../../lib/domain/finalization/build-snapshot.ts';
import { publicSnapshot, publicSnapshotText } from '../../../lib/domain/finalization/public-snapshot.ts';
import type { Final, SealingOrder } from '../../../lib/domain/finalization/sealing.ts';
import type { Blocker, Snapshot, UnsaltedSnapshot } from '../../../lib/domain/finalization/snapshot.ts';
import { Busy } from '../../../lib/domain/ports.ts';
import { anchorClosing, knownAnchors } from '../audit-chains.ts';
import { compareWithRebuild, type KnownHeads } from '../compare-with-rebuild.ts';
import { cycleHeads, SeenBooks } from '../cycle-books.ts';
import type { CycleRules } from '../cycle-rules.ts';
import type { Dependencies, FinalDependencies } from '../dependencies.ts';
import { lockForGood } from '../lock-evidence.ts';
import { recalculateDistricts } from '../recalculate-districts.ts';
import { type BooksAndBlockers, glanceAtBooks, readBooksAndBlockers, readClosedBooks } from './books-and-blockers.ts';
import { holdResult, mustHold, releaseOrder } from './hold-result.ts';
import { initiatorOf, sealedReplies, stepTo } from './record-step.ts';

/**
 * What came of an attempt to seal; `released`: what was ordered can't be; `moved`: a transition was recorded, by this
 * runner or another, look again.
 */
export type SealOutcome = 'held' | 'released' | 'sealed' | 'unchanged' | 'moved';

const looksMax = 3;

/**
 * Closes all gates, drains, locks what verifications rest on, compares, anchors, and seals in one transaction. Any number
 * of runners may be at it at once: every step is conditional on the transition recorded before it, and a runner that
 * comes late finds its work done.
 */
export async function sealCycle(
  needs: FinalDependencies,
  rules: CycleRules,
  order?: SealingOrder,
  seen = new SeenBooks(),
): Promise<SealOutcome> {
  const { cycle } = rules;
  if (cycle.state !== 'closing') {
    // Looked at before the gates are closed, so that assessors can go on while a result is held.
    const found = await whatHolds(needs, rules, order, seen);
    if (!found) return beginClosing(needs, cycle, order ?? null);
    return order ? 'released' : holdResult(needs, cycle, found);
  }
  // Before the heads: what is anchored meanwhile may rightly be ahead of them.
  const anchored = await knownAnchors(needs, cycle);
  const heads = await closeBooks(needs, cycle, seen);
  if (heads === 'outdated') return 'moved';
  const closed = await readClosedBooks(needs, rules, heads, seen);
  const snapshot = buildSnapshot({ ...rules, ...closed });
  // A write may have come in between the look and the closing of its gate.
  const { order: ordered } = cycle.sealing;
  if (ordered && (mustHold(cycle, closed.blockers) || isOther(ordered, snapshot))) return releaseOrder(needs, cycle);
  if (mustHold(cycle, closed.blockers)) return holdResult(needs, cycle, closed.blockers);
  // Who joins a closing that another began seals what was named, or leaves it to the other.
  if (order && isOther(order, snapshot)) return 'released';
  await drain(needs, rules, heads);
  await lockForGood(needs, cycle, closed.books, closed.files);
  const boardVersion = await comparedBoard(needs, rules, closed, { anchored, heads, seen });
  return commit(needs, cycle, snapshot, boardVersion, [ordered, order]);
}

/**
 * The open points that hold a result, or an order that names other content; `null` where nothing does. What a glance finds
 * is looked at again as it stands: nobody is held or refused for what was so a moment ago.
 */
async function whatHolds(
  needs: FinalDependencies,
  rules: CycleRules,
  order: SealingOrder | undefined,
  seen: SeenBooks,
): Promise<readonly Blocker[] | null> {
  const isHeld = (looked: Pick<BooksAndBlockers, 'books' | 'blockers'>) =>
    mustHold(rules.cycle, looked.blockers) || (order && isOther(order, buildSnapshot({ ...rules, ...looked })));
  if (!isHeld(await glanceAtBooks(needs, rules, seen))) return null;
  const looked = await readBooksAndBlockers(needs, rules);
  return isHeld(looked) ? looked.blockers : null;
}

/** Closes all gates, and gives the heads as they are from then on; a head that was seen may have moved before its gate closed. */
async function closeBooks({ books }: FinalDependencies, cycle: Cycle, seen: SeenBooks): Promise<Head[] | 'outdated'> {
  const gates = { portalGate: 'closed', assessorGate: 'closed' } as const;
  for (let known: readonly Head[] | undefined = seen.heads(cycle), look = 1; look <= looksMax; look++) {
    if ((await books.setGates(cycle, gates, known)) === 'outdated') return 'outdated';
    known = await cycleHeads({ books }, cycle);
    if (known.every(({ portalGate, assessorGate }) => portalGate === 'closed' && assessorGate === 'closed'))
      return [...known];
  }
  throw new Busy('the gates do not stay closed');
}

/** Applies to the board what it has not applied of the closed books. */
async function drain(needs: FinalDependencies, rules: CycleRules, heads: readonly Head[]): Promise<void> {
  const revisions = (await needs.boards.look(rules.cycle.id))?.board.revisions ?? [];
  const behind = heads.filter(({ revision }, position) => revision > (revisions[position] ?? -1));
  await recalculateDistricts(
    needs,
    rules,
    behind.map(({ district }) => district),
  );
}

function isOther({ expectedDigest }: SealingOrder, snapshot: UnsaltedSnapshot): boolean {
  return expectedDigest !== null && expectedDigest !== contentDigest(snapshot);
}

/** Records `closing` with the instant that the sealed result will carry. */
async function beginClosing(needs: Dependencies, cycle: Cycle, order: SealingOrder | null): Promise<'moved'> {
  const at = new Date(needs.clock.now()).toISOString();
  const after: Cycle = { ...cycle, state: 'closing', sealing: { ...cycle.sealing, closingAt: at, order, held: null } };
  await needs.cycles.advance(cycle, after, stepTo('closing-begun', cycle, after, initiatorOf(order), at));
  return 'moved';
}

/**
 * The version of a board that has applied every closed book and equals a full rebuild, once the heads that are sealed are
 * anchored. Throws on any difference, and where a chain is not what it was when it was anchored.
 */
async function comparedBoard(
  needs: FinalDependencies,
  rules: CycleRules,
  { books }: BooksAndBlockers,
  known: KnownHeads,
): Promise<number> {
  const { cycle } = rules;
  const { heads } = known;
  // Every chain, however many there are: what is sealed is sealed for ever.
  const { report } = await compareWithRebuild(needs, rules, { entriesMax: Number.POSITIVE_INFINITY, known });
  if (report.differences.length > 0 || report.auditBreaks.length > 0)
    throw new Error('the board or an audit chain differs from the books; the cycle stays in closing');
  if (books.some(({ head }, position) => head.auditHead !== heads[position]!.auditHead))
    throw await faultUnlessMoved(needs, cycle, 'a closed book is not the one whose audit chain was checked');
  const stored = await needs.boards.load(cycle.id);
  const isDrained = stored && books.every(({ head }, position) => head.revision === stored.board.revisions[position]);
  if (!isDrained || stored.version !== report.version) throw new Busy('the board is still being recalculated');
  if (!(await anchorClosing(needs, cycle, heads)))
    throw await faultUnlessMoved(needs, cycle, 'the heads are not those that this closing has anchored before');
  return stored.version;
}

/** While a cycle is closing no book moves: what differs then was changed by nobody's write. */
async function faultUnlessMoved({ cycles }: FinalDependencies, { id, steps }: Cycle, what: string): Promise<Error> {
  const isMoved = (await cycles.load(id))?.steps !== steps;
  return isMoved
    ? new Busy('another runner has taken the cycle further')
    : new Error(`${what}; the cycle stays in closing`);
}

async function commit(
  needs: Dependencies,
  cycle: Cycle,
  content: UnsaltedSnapshot,
  boardVersion: number,
  orders: readonly (SealingOrder | null | undefined)[],
): Promise<SealOutcome> {
  const { order } = cycle.sealing;
  const at = content.closingAt;
  if (await isUnchanged(needs, cycle, content)) {
    const after: Cycle = { ...cycle, state: 'finalized', sealing: { ...cycle.sealing, order: null } };
    const step = stepTo('unchanged', cycle, after, initiatorOf(order), at);
    const replies = await sealedReplies(needs, after, orders);
    return (await needs.cycles.advance(cycle, after, step, replies)) === 'committed' ? 'unchanged' : 'moved';
  }
  const snapshot = salted(content, await commitmentSecret(needs));
  const form = publicSnapshot(snapshot);
  const { snapshotSha256: sha256, revision, epoch, closingAt, supersedes } = form;
  const publicSha256 = digest(publicSnapshotText(form));
  const pieces = await needs.seals.keepPieces(snapshotText(snapshot));
  const comment = order?.comment ?? null;
  const digests = { sha256, publicSha256, pieces };
  const final: Final = { cycle: cycle.id, revision, epoch, ...digests, supersedes, closingAt, comment };
  const sealing = { ...cycle.sealing, order: null, revision, sha256, isExported: false };
  const after: Cycle = { ...cycle, state: 'finalized', sealing };
  const step = stepTo('finalized', cycle, after, initiatorOf(order), at);
  const replies = await sealedReplies(needs, after, orders);
  const outcome = await needs.seals.seal(cycle, after, step, final, boardVersion, replies);
  return outcome === 'committed' ? 'sealed' : 'moved';
}

const secretName = 'commitment-key';

/** The secret of the installation that salts sealed results: every runner seals the same bytes, and nobody else can guess them. */
async function commitmentSecret({ secrets }: Dependencies): Promise<string> {
  await secrets.ensure(secretName);
  const secret = await secrets.load(secretName);
  if (secret === null) throw new Error('the secret for commitments is not there');
  return secret;
}

/** A reopening in which nothing was corrected seals nothing new. */
async function isUnchanged(
  { seals }: Dependencies,
  { id, sealing }: Cycle,
  content: UnsaltedSnapshot,
): Promise<boolean> {
  if (sealing.revision === 0) return false;
  const last = await seals.load(id, sealing.revision);
  if (!last) throw new Busy('the last sealed result is not there yet');
  return contentDigest(JSON.parse(await seals.read(last)) as Snapshot) === contentDigest(content);
}
