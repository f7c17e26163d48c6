import type { Cycle } from '../cycle.ts';

/** What the calendar proposes for a cycle. Only a recorded transition decides. */
export type DueStep = 'close-submissions' | 'finalize' | 'export' | null;

/** The step that is due at an instant (epoch milliseconds), by the cycle's recorded state and dates. */
export function dueStep({ state, submissionsCloseAt, finalizeAt, sealing }: Cycle, now: number): DueStep {
  if (state === 'finalized') return sealing.isExported ? null : 'export';
  if (state === 'closing' || now >= Date.parse(finalizeAt)) return 'finalize';
  return state === 'open' && now >= Date.parse(submissionsCloseAt) ? 'close-submissions' : null;
}
