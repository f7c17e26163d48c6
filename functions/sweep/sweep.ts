import type { Context } from 'aws-lambda';
import type { Head } from '../../lib/domain/book.ts';
import { type Cycle, dueStep } from '../../lib/domain/cycle.ts';
import type { IntegrityReport } from '../../lib/domain/ports.ts';
import { knownAnchors } from '../protocols/audit-chains.ts';
import { type Comparison, type ComparisonWish, compareWithRebuild } from '../protocols/compare-with-rebuild.ts';
import { MissingBooks } from '../protocols/cycle-books.ts';
import { type CycleRules, rulesAsRead } from '../protocols/cycle-rules.ts';
import type { FinalDependencies, HandingDependencies } from '../protocols/dependencies.ts';
import { type AdvanceOutcome, advanceCycle } from '../protocols/finalization/advance-cycle.ts';
import { lockWhatWasMissed } from '../protocols/lock-evidence.ts';
import { recalculateDistricts } from '../protocols/recalculate-districts.ts';
import { setWakeUps } from '../protocols/set-wake-ups.ts';
import { log } from '../telemetry/log.ts';
import { countDivergences, countLateCycles, countMissingBooks, countUnlockedEvidence } from '../telemetry/metrics.ts';

/** What a sweep did, cycle by cycle. */
export interface SweepReport {
  readonly cycles: readonly CycleSweep[];
  /** Cycles for which there was no time; others come first next time. */
  readonly notReached: readonly string[];
}

interface CycleSweep extends Inspection {
  readonly cycle: string;
  /** `handed-on`: the finalizer was told that something is due. */
  readonly advanced: AdvanceOutcome | 'handed-on';
}

interface Inspection {
  readonly healed: readonly string[];
  /** This sweep's, or the last one that was kept where none was due. */
  readonly comparison: IntegrityReport;
}

/** What alarms listen to, over all cycles, also of those of whose sweep something failed. */
interface Counts {
  missingBooks: number;
  unlocked: number;
}

/** Does what does not wait for the success of anything before; `undefined` where it failed, which fails the sweep in the end. */
type Attempt = <T>(part: () => Promise<T>) => Promise<T | undefined>;

const periodMilliseconds = 5 * 60_000;
const lateMilliseconds = 30 * 60_000;
const dayMilliseconds = 24 * 3_600_000;
/** With less time no further cycle is begun. */
const turnMillisecondsMin = 120_000;

/**
 * Heals what a dropped stream record left behind; compares the incremental state with a full rebuild and the audit
 * chains with their heads and anchors; locks evidence that was missed; takes every cycle through what is due. None of it
 * waits for what failed before, nor one cycle for another's trouble; what failed first is thrown when everything was tried.
 * Where there is not enough time for all cycles each is the first in its turn.
 */
export async function sweep(
  needs: HandingDependencies,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SweepReport> {
  const report = { cycles: [] as CycleSweep[], notReached: [] as string[] };
  const late = { held: 0, unfinalized: 0, unexported: 0 };
  const counts: Counts = { missingBooks: 0, unlocked: 0 };
  const faults: unknown[] = [];
  const attemptFor =
    (cycle: string): Attempt =>
    (part) =>
      part().catch(async (fault: unknown) => {
        await log.fault('a part of the sweep of a cycle failed', fault, { cycle });
        faults.push(fault);
        return undefined;
      });
  const awake = await awakeCycles(needs, attemptFor);
  const handedOn = await handOnWhatIsDue(needs, awake);
  for (const cycle of inTurn(awake, needs.clock.now())) {
    if (context && context.getRemainingTimeInMillis() < turnMillisecondsMin) {
      report.notReached.push(cycle.id);
      countLate(cycle, needs.clock.now(), late);
      continue;
    }
    const attempt = attemptFor(cycle.id);
    const swept = await sweepCycle(needs, cycle, handedOn.has(cycle.id), counts, attempt);
    if (swept) report.cycles.push(swept);
    const isAsRead = swept?.advanced === 'nothing-due' || swept?.advanced === 'handed-on';
    const current = isAsRead ? cycle : ((await attempt(() => needs.cycles.load(cycle.id))) ?? cycle);
    countLate(current, needs.clock.now(), late);
    await attempt(() => setMissingWakeUps(needs, current));
  }
  await countLateCycles(late);
  await countUnlockedEvidence(counts.unlocked);
  await countMissingBooks(counts.missingBooks);
  if (report.notReached.length > 0)
    await log.warn('there was not enough time to look after all cycles', { count: report.notReached.length });
  if (faults.length > 0) throw faults[0];
  return report;
}

/** All cycles but those at rest, of which nothing but that is read. */
async function awakeCycles(
  { cycles, rests, clock }: HandingDependencies,
  attemptFor: (cycle: string) => Attempt,
): Promise<Cycle[]> {
  const awake: Cycle[] = [];
  for (const id of await rests.awake(clock.now(), dayMilliseconds)) {
    const cycle = await attemptFor(id)(() => cycles.load(id));
    if (cycle) awake.push(cycle);
  }
  return awake;
}

/** By turns, so that each comes first once: whatever takes all the time of a sweep does not take that of the next. */
function inTurn(cycles: readonly Cycle[], now: number): Cycle[] {
  const first = cycles.length === 0 ? 0 : Math.floor(now / periodMilliseconds) % cycles.length;
  return [...cycles.slice(first), ...cycles.slice(0, first)];
}

/**
 * Tells the finalizer of every cycle that has something due, before anything else is done, so that none waits for another.
 * One cycle alone has nobody to wait for. Gives those of which it could be told.
 */
async function handOnWhatIsDue(needs: HandingDependencies, cycles: readonly Cycle[]): Promise<Set<string>> {
  const told = new Set<string>();
  if (cycles.length < 2) return told;
  for (const cycle of cycles) {
    if (dueStep(cycle, needs.clock.now()) === null) continue;
    try {
      await needs.cycleQueue.send({ cycle: cycle.id, epoch: cycle.epoch });
      told.add(cycle.id);
    } catch (fault) {
      await log.fault('the finalizer could not be woken', fault, { cycle: cycle.id });
    }
  }
  return told;
}

/** `undefined` where a part of it failed. */
async function sweepCycle(
  needs: FinalDependencies,
  cycle: Cycle,
  isHandedOn: boolean,
  counts: Counts,
  attempt: Attempt,
): Promise<CycleSweep | undefined> {
  const rules = await attempt(() => rulesAsRead(needs, cycle));
  if (!rules) return undefined;
  const heads: Head[] = [];
  const inspected = await inspect(needs, rules, counts, heads, attempt);
  // Whatever was found: portals are closed and sealed results exported all the same, and a sealing compares for itself.
  const firing = heads.length > 0 ? { heads } : {};
  const advanced = isHandedOn ? 'handed-on' : await attempt(() => advanceCycle(needs, cycle.id, firing));
  return inspected && advanced && { cycle: cycle.id, ...inspected, advanced };
}

/** Gives also the heads that it has read, for whoever comes next. */
async function inspect(
  needs: FinalDependencies,
  rules: CycleRules,
  counts: Counts,
  heads: Head[],
  attempt: Attempt,
): Promise<Inspection | undefined> {
  const { cycle } = rules;
  const last = await attempt(() => needs.integrity.load(cycle.id));
  if (last && isAtRest(cycle, last, needs.clock.now())) {
    const until = Date.parse(last.at) + dayMilliseconds;
    await attempt(() => needs.rests.note(cycle, until));
    return { healed: [], comparison: last };
  }
  // Before the heads: what is anchored meanwhile may rightly be ahead of them.
  const anchored = await attempt(() => knownAnchors(needs, cycle));
  const ids = cycle.districts.map(({ id }) => id);
  const found = (await attempt(() => needs.books.heads(cycle.id, ids))) ?? [];
  heads.push(...found.filter((head) => head !== null));
  const healed = await attempt(() => heal(needs, rules, found));
  const known = heads.length === ids.length ? { anchored, heads } : undefined;
  const compared = await attempt(() => compare(needs, rules, counts, { known, attempt }));
  counts.unlocked += (await attempt(() => lockWhatWasMissed(needs, cycle, compared?.books))) ?? 0;
  return healed && compared && { healed, comparison: compared.report };
}

/** Compares, and counts what was found. */
async function compare(
  needs: FinalDependencies,
  rules: CycleRules,
  counts: Counts,
  wish: ComparisonWish,
): Promise<Comparison> {
  const comparison = await compareWithRebuild(needs, rules, wish).catch((fault: unknown) => {
    if (fault instanceof MissingBooks) counts.missingBooks += fault.districts.length;
    throw fault;
  });
  const count = comparison.report.differences.length + comparison.report.auditBreaks.length;
  if (count > 0)
    await log.warn('the board or an audit chain differs from its inputs', { cycle: rules.cycle.id, count });
  await countDivergences(count);
  return comparison;
}

/** A result that is sealed and exported is compared once a day, unless the last comparison found something [T 38]. */
function isAtRest({ state, sealing }: Cycle, { at, differences, auditBreaks }: IntegrityReport, now: number): boolean {
  const age = now - Date.parse(at);
  const isRecent = age >= 0 && age < dayMilliseconds;
  return state === 'finalized' && sealing.isExported && isRecent && differences.length + auditBreaks.length === 0;
}

/** What waits for a person, or for longer than half an hour. */
function countLate(cycle: Cycle, now: number, late: { held: number; unfinalized: number; unexported: number }): void {
  const { state, sealing, finalizeAt } = cycle;
  const isLate = now >= Date.parse(finalizeAt) + lateMilliseconds;
  if (state !== 'finalized' && sealing.held) late.held++;
  if (state !== 'finalized' && isLate) late.unfinalized++;
  if (state === 'finalized' && !sealing.isExported) late.unexported++;
}

/** Sets the wake-ups that the opening of the cycle, or of its epoch, could not set. */
async function setMissingWakeUps(needs: FinalDependencies, cycle: Cycle): Promise<void> {
  if (cycle.state !== 'finalized' && cycle.wakeUpsEpoch < cycle.epoch) await setWakeUps(needs, cycle);
}

/** Recalculates every district whose applied revision is behind its head. Gives their ids. */
async function heal(needs: FinalDependencies, rules: CycleRules, heads: readonly (Head | null)[]): Promise<string[]> {
  const stored = await needs.boards.look(rules.cycle.id);
  const ids = rules.cycle.districts.map(({ id }) => id);
  // A missing head keeps its place in both lists; the comparison reports it.
  const behind = ids.filter(
    (_, position) => (heads[position]?.revision ?? 0) > (stored?.board.revisions[position] ?? -1),
  );
  if (behind.length > 0) await recalculateDistricts(needs, rules, behind);
  return behind;
}
