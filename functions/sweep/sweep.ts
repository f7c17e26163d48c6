import type { Cycle } from '../../lib/domain/cycle.ts';
import type { IntegrityReport } from '../../lib/domain/ports.ts';
import { compareWithRebuild } from '../protocols/compare-with-rebuild.ts';
import { MissingBooks } from '../protocols/cycle-books.ts';
import { type CycleRules, loadCycle } from '../protocols/cycle-rules.ts';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { type AdvanceOutcome, advanceCycle } from '../protocols/finalization/advance-cycle.ts';
import { lockWhatWasMissed } from '../protocols/lock-evidence.ts';
import { recalculateDistricts } from '../protocols/recalculate-districts.ts';
import { setWakeUps } from '../protocols/set-wake-ups.ts';
import { log } from '../telemetry/log.ts';
import { countDivergences, countLateCycles, countMissingBooks, countUnlockedEvidence } from '../telemetry/metrics.ts';

/** What a sweep did, cycle by cycle. */
export interface SweepReport {
  readonly cycles: readonly CycleSweep[];
}

interface CycleSweep extends Inspection {
  readonly cycle: string;
  readonly advanced: AdvanceOutcome;
}

interface Inspection {
  readonly healed: readonly string[];
  /** This sweep's, or the last one that was kept where none was due. */
  readonly comparison: IntegrityReport;
}

/** What alarms listen to, over all cycles, also of those whose sweep failed further on. */
interface Counts {
  missingBooks: number;
  unlocked: number;
}

const pageSize = 50;
const lateMilliseconds = 30 * 60_000;
const dayMilliseconds = 24 * 3_600_000;

/**
 * Heals what a dropped stream record left behind; compares the incremental state with a full rebuild and the audit
 * chains with their heads and anchors; locks evidence that was missed; takes every cycle through what is due. One cycle's
 * trouble does not keep the others waiting.
 */
export async function sweep(needs: FinalDependencies): Promise<SweepReport> {
  const cycles: CycleSweep[] = [];
  const late = { held: 0, unfinalized: 0, unexported: 0 };
  const counts: Counts = { missingBooks: 0, unlocked: 0 };
  const faults: unknown[] = [];
  for await (const { id } of allCycles(needs)) {
    try {
      cycles.push(await sweepCycle(needs, id, counts));
    } catch (fault) {
      log.fault('the sweep of a cycle failed', fault, { cycle: id });
      faults.push(fault);
    }
    const rules = await loadCycle(needs, id);
    if (!rules) continue;
    countLate(rules.cycle, needs.clock.now(), late);
    await setMissingWakeUps(needs, rules.cycle);
  }
  countLateCycles(late);
  countUnlockedEvidence(counts.unlocked);
  countMissingBooks(counts.missingBooks);
  if (faults.length > 0) throw faults[0];
  return { cycles };
}

async function sweepCycle(needs: FinalDependencies, id: string, counts: Counts): Promise<CycleSweep> {
  const rules = await loadCycle(needs, id);
  if (!rules) throw new Error('a listed cycle is not there');
  const [inspected] = await Promise.allSettled([inspect(needs, rules, counts)]);
  if (inspected.status === 'rejected' && inspected.reason instanceof MissingBooks)
    counts.missingBooks += inspected.reason.districts.length;
  // Whatever was found: portals are closed and sealed results exported all the same, and a sealing compares for itself.
  const [advanced] = await Promise.allSettled([advanceCycle(needs, id)]);
  if (inspected.status === 'fulfilled' && advanced.status === 'fulfilled')
    return { cycle: id, ...inspected.value, advanced: advanced.value };
  const [first, second] = [inspected, advanced].filter((outcome) => outcome.status === 'rejected');
  if (second) log.fault('a cycle could be neither inspected nor taken further', second.reason, { cycle: id });
  throw first!.reason;
}

async function inspect(needs: FinalDependencies, rules: CycleRules, counts: Counts): Promise<Inspection> {
  const { cycle } = rules;
  const healed = await heal(needs, rules);
  const last = await needs.integrity.load(cycle.id);
  if (last && isAtRest(cycle, last, needs.clock.now())) return { healed, comparison: last };
  const { report, books } = await compareWithRebuild(needs, rules);
  const count = report.differences.length + report.auditBreaks.length;
  if (count > 0) log.warn('the board or an audit chain differs from its inputs', { cycle: cycle.id, count });
  countDivergences(count);
  counts.unlocked += await lockWhatWasMissed(needs, cycle, books);
  return { healed, comparison: report };
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

async function* allCycles({ cycles }: Pick<FinalDependencies, 'cycles'>): AsyncGenerator<Cycle> {
  for (let after: string | null = null; ; ) {
    const page: Cycle[] = await cycles.list(after, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)!.id;
  }
}

/** Recalculates every district whose applied revision is behind its head. Gives their ids. */
async function heal(needs: FinalDependencies, rules: CycleRules): Promise<string[]> {
  const ids = rules.cycle.districts.map(({ id }) => id);
  const heads = await needs.books.heads(rules.cycle.id, ids);
  const stored = await needs.boards.load(rules.cycle.id);
  // A missing head keeps its place in both lists; the comparison reports it.
  const behind = ids.filter(
    (_, position) => (heads[position]?.revision ?? 0) > (stored?.board.revisions[position] ?? -1),
  );
  if (behind.length > 0) await recalculateDistricts(needs, rules, behind);
  return behind;
}
