import type { CycleRules } from '../shared/cycle-rules.ts';
import type { Dependencies } from '../shared/dependencies.ts';
import { stepTo, theClock } from './record-step.ts';

/**
 * Records that portals are closed and closes their gates; assessors go on. The deadline itself does not wait for this:
 * it is a condition of every portal's write.
 */
export async function closeSubmissions(needs: Dependencies, { cycle }: CycleRules): Promise<void> {
  const gates = { portalGate: 'closed', assessorGate: 'open' } as const;
  if ((await needs.books.setGates(cycle, gates)) === 'outdated') return;
  const after = { ...cycle, state: 'verifying' as const };
  const at = new Date(needs.clock.now()).toISOString();
  await needs.cycles.advance(cycle, after, stepTo('submissions-closed', cycle, after, theClock, at));
}
