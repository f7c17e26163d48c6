import type { Cycle } from '../../lib/domain/cycle.ts';
import { log } from '../telemetry/log.ts';
import { countUnsetWakeUps } from '../telemetry/metrics.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * Sets the wake-ups of a cycle's epoch and notes that they are set. Never throws [T 50], because what was asked for is
 * committed already: what can't be set now is logged and counted, and the sweeper sets it later.
 */
export async function setWakeUps(
  { wakeUps, cycles, clock }: Pick<Dependencies, 'wakeUps' | 'cycles' | 'clock'>,
  cycle: Cycle,
): Promise<void> {
  try {
    await wakeUps.set(cycle, clock.now());
    await cycles.noteWakeUps(cycle);
  } catch (fault) {
    await log.fault('the wake-ups of a cycle could not be set', fault, { cycle: cycle.id });
    await countUnsetWakeUps(1);
  }
}
