import type { Head } from '../../../lib/domain/book.ts';
import { dueStep } from '../../../lib/domain/cycle.ts';
import type { SealingOrder } from '../../../lib/domain/finalization/sealing.ts';
import { Busy } from '../../../lib/domain/ports.ts';
import { SeenBooks } from '../cycle-books.ts';
import { type CycleRules, loadCycle } from '../cycle-rules.ts';
import type { Dependencies, FinalDependencies } from '../dependencies.ts';
import { exportResult } from './export-result.ts';
import { openGates } from './hold-result.ts';
import { stepTo, theClock } from './record-step.ts';
import { sealCycle } from './seal-cycle.ts';

/** How a run ended; `released`: what an administrator ordered can't be, and the cycle is as it was before. */
export type AdvanceOutcome = 'nothing-due' | 'unknown' | 'stale' | 'held' | 'released' | 'done';

const stepsMax = 20;

/** Who fired, and for which epoch: a firing that outlived a reopening does nothing. */
export interface Firing {
  readonly epoch?: number | undefined;
  /** An administrator finalizes this epoch now, due or not. */
  readonly order?: SealingOrder | undefined;
  /** The heads as they were a moment ago: where nothing is due, gates are looked after by these. */
  readonly heads?: readonly Head[] | undefined;
}

/**
 * Takes a cycle through everything that is due, step by step, each read afresh but for books that are known to be the same.
 * Calling it twice, late, or after a crash anywhere leads to the same result.
 */
export async function advanceCycle(
  needs: FinalDependencies,
  id: string,
  { epoch, order, heads }: Firing = {},
): Promise<AdvanceOutcome> {
  let hasMoved = false;
  const seen = new SeenBooks();
  for (let step = 0; step < stepsMax; step++) {
    const rules = await loadCycle(needs, id);
    if (!rules) return 'unknown';
    const { cycle } = rules;
    if (epoch !== undefined && cycle.epoch !== epoch) return 'stale';
    const due = order && cycle.state !== 'finalized' ? 'finalize' : dueStep(cycle, needs.clock.now());
    if (due === null) {
      if (cycle.state !== 'finalized') await openGates(needs, cycle, heads);
      return hasMoved ? 'done' : 'nothing-due';
    }
    if (due === 'close-submissions') await closeSubmissions(needs, rules);
    if (due === 'export') await exportResult(needs, rules, seen);
    if (due === 'finalize') {
      const outcome = await sealCycle(needs, rules, order, seen);
      if (outcome === 'held' || outcome === 'released') return outcome;
    }
    hasMoved = true;
  }
  throw new Busy('the cycle keeps moving');
}

/**
 * Records that portals are closed and closes their gates; assessors go on. The deadline itself does not wait for this:
 * it is a condition of every portal's write.
 */
async function closeSubmissions(needs: Dependencies, { cycle }: CycleRules): Promise<void> {
  const gates = { portalGate: 'closed', assessorGate: 'open' } as const;
  if ((await needs.books.setGates(cycle, gates)) === 'outdated') return;
  const after = { ...cycle, state: 'verifying' as const };
  const at = new Date(needs.clock.now()).toISOString();
  await needs.cycles.advance(cycle, after, stepTo('submissions-closed', cycle, after, theClock, at));
}
