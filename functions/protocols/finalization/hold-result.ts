import type { Head } from '../../../lib/domain/book.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import { canonicalJson } from '../../../lib/domain/digest.ts';
import type { Blocker } from '../../../lib/domain/finalization/snapshot.ts';
import type { WriteOutcome } from '../../../lib/stores/table.ts';
import type { Dependencies } from '../dependencies.ts';
import { initiatorOf, stepTo, theClock } from './record-step.ts';

const keptBlockersMax = 100;

type Needs = Pick<Dependencies, 'books' | 'cycles' | 'clock'>;

/** Whether the cycle's published rule lets open points stand in the way. */
export function mustHold({ onBlockers }: Cycle, blockers: readonly Blocker[]): boolean {
  return onBlockers === 'hold' && blockers.length > 0;
}

/**
 * Makes the hold visible with its list, then lets assessors write; portals stay closed. Nothing is recorded again while
 * the list stays the same, but the gates are looked after every time: a runner may have ended in between.
 */
export async function holdResult(needs: Needs, cycle: Cycle, blockers: readonly Blocker[]): Promise<'held' | 'moved'> {
  const kept = blockers.slice(0, keptBlockersMax);
  const { held: before } = cycle.sealing;
  const isSame = before?.count === blockers.length && canonicalJson(before.blockers) === canonicalJson(kept);
  if (isSame && cycle.state === 'verifying') return (await openGates(needs, cycle)) === 'committed' ? 'held' : 'moved';
  const at = new Date(needs.clock.now()).toISOString();
  const held = { at, count: blockers.length, blockers: kept };
  const after: Cycle = { ...cycle, state: 'verifying', sealing: { ...cycle.sealing, closingAt: null, held } };
  if ((await needs.cycles.advance(cycle, after, stepTo('held', cycle, after, theClock, at))) === 'outdated')
    return 'moved';
  return (await openGates(needs, { ...after, steps: cycle.steps + 1 })) === 'committed' ? 'held' : 'moved';
}

/**
 * Takes back a closing that an administrator ordered and that can't be: the cycle is as it was before, portals included
 * if their time has not come. The clock holds, if need be, when it is due.
 */
export async function releaseOrder(needs: Needs, cycle: Cycle): Promise<'released' | 'moved'> {
  const now = needs.clock.now();
  const isEarly = now < Date.parse(cycle.submissionsCloseAt);
  const after: Cycle = {
    ...cycle,
    state: isEarly ? 'open' : 'verifying',
    sealing: { ...cycle.sealing, closingAt: null, order: null },
  };
  const step = stepTo('released', cycle, after, initiatorOf(cycle.sealing.order), new Date(now).toISOString());
  if ((await needs.cycles.advance(cycle, after, step)) === 'outdated') return 'moved';
  await openGates(needs, { ...after, steps: cycle.steps + 1 });
  return 'released';
}

/**
 * Opens what is open in a state before closing, where it is not. The transition comes first, so that no gate opens under
 * a closing; a runner that ended in between is made up for by the next one.
 */
export function openGates(
  { books }: Pick<Needs, 'books'>,
  cycle: Cycle,
  known?: readonly Head[],
): Promise<WriteOutcome> {
  const portalGate = cycle.state === 'open' ? 'open' : 'closed';
  return books.setGates(cycle, { portalGate, assessorGate: 'open' }, known);
}
