import * as z from 'zod';
import { claimAssessed } from './claim-assessed.ts';
import { claimSubmitted } from './claim-submitted.ts';
import { cycleAdvanced } from './cycle-advanced.ts';
import { cycleFinalized } from './cycle-finalized.ts';
import { evidenceRegistered } from './evidence-registered.ts';
import { finalizationHeld } from './finalization-held.ts';
import { rankingChanged } from './ranking-changed.ts';
import { scoreChanged } from './score-changed.ts';
import { targetsSet } from './targets-set.ts';

/** Every event that is published: a closed set, each type with the versions that were ever in use. */
export const publishedEvent = z.discriminatedUnion('type', [
  claimSubmitted,
  targetsSet,
  claimAssessed,
  evidenceRegistered,
  cycleAdvanced,
  finalizationHeld,
  cycleFinalized,
  scoreChanged,
  rankingChanged,
]);

/** Any published event, told apart by `type`. */
export type PublishedEvent = z.infer<typeof publishedEvent>;

/** Reads an event as it came from the bus. Throws on anything that is not one of ours. */
export function parseEvent(value: unknown): PublishedEvent {
  return publishedEvent.parse(value);
}
