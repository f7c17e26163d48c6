import type { Cycle } from '../../../lib/domain/cycle.ts';
import type { CycleStep, SealingOrder } from '../../../lib/domain/finalization/sealing.ts';

/** Who lets a transition happen: a person with a reason, or the clock. */
export interface Initiator {
  readonly by: string;
  readonly reason: string | null;
}

/** The clock's own transitions. */
export const theClock: Initiator = { by: 'clock', reason: null };

/** Whoever ordered a closing, else the clock. */
export function initiatorOf(order: SealingOrder | null): Initiator {
  return order ? { by: order.by, reason: order.comment } : theClock;
}

/** The record of a transition to a state that the cycle will have. */
export function stepTo(
  kind: CycleStep['kind'],
  before: Cycle,
  after: Cycle,
  { by, reason }: Initiator,
  at: string,
): CycleStep {
  const { id: cycle, state, epoch, sealing } = after;
  return {
    cycle,
    number: before.steps + 1,
    kind,
    state,
    epoch,
    at,
    by,
    reason,
    revision: sealing.revision,
    sha256: sealing.sha256,
    blockers: sealing.held?.count ?? 0,
  };
}
