import type { Cycle } from '../lib/domain/cycle.ts';
import type { IntegrityReport } from '../lib/domain/ports.ts';
import { isRejection } from '../lib/domain/rejection.ts';
import { compareWithRebuild } from './compare-with-rebuild.ts';
import { recalculateDistricts } from './recalculate.ts';
import { type CycleRules, loadCycle } from './shared/cycle-rules.ts';
import type { Dependencies } from './shared/dependencies.ts';
import { log } from './shared/log.ts';
import { countDivergences } from './shared/metrics.ts';

/** What a sweep did, cycle by cycle. */
export interface SweepReport {
  readonly cycles: readonly {
    readonly cycle: string;
    readonly healed: readonly string[];
    readonly comparison: IntegrityReport;
  }[];
}

const pageSize = 50;

/**
 * Heals what a dropped stream record left behind, then compares the incremental state with a full rebuild and the
 * audit chains with their heads. A difference is recorded, alarmed, and repaired from the inputs.
 */
export async function sweep(needs: Dependencies): Promise<SweepReport> {
  const cycles: SweepReport['cycles'][number][] = [];
  const faults: unknown[] = [];
  for await (const { id } of allCycles(needs)) {
    try {
      cycles.push(await sweepCycle(needs, id));
    } catch (fault) {
      // The other cycles are swept all the same.
      log.fault('the sweep of a cycle failed', fault, { cycle: id });
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
  return { cycles };
}

async function sweepCycle(needs: Dependencies, id: string): Promise<SweepReport['cycles'][number]> {
  const rules = await loadCycle(needs, id);
  if (isRejection(rules)) throw new Error('a listed cycle is not there');
  const healed = await heal(needs, rules);
  const comparison = await compareWithRebuild(needs, rules);
  const count = comparison.differences.length + comparison.auditBreaks.length;
  if (count > 0) log.warn('the board or an audit chain differs from its inputs', { cycle: id, count });
  countDivergences(count);
  return { cycle: id, healed, comparison };
}

async function* allCycles({ cycles }: Pick<Dependencies, 'cycles'>): AsyncGenerator<Cycle> {
  for (let after: string | null = null; ; ) {
    const page: Cycle[] = await cycles.list(after, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)!.id;
  }
}

/** Recalculates every district whose applied revision is behind its head. Gives their ids. */
async function heal(needs: Dependencies, rules: CycleRules): Promise<string[]> {
  const ids = rules.cycle.districts.map(({ id }) => id);
  const heads = await needs.books.heads(rules.cycle.id, ids);
  const stored = await needs.boards.load(rules.cycle.id);
  const behind = ids.filter(
    (_, position) => (heads[position]?.revision ?? 0) > (stored?.board.revisions[position] ?? -1),
  );
  if (behind.length > 0) await recalculateDistricts(needs, rules, behind);
  return behind;
}
