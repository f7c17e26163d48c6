import type { PublishedEvent } from './index.ts';

/** Types of the events that are published, for who needs their names and not the schemas, which cost time to make. */
export const eventTypes = [
  'ClaimSubmitted',
  'TargetsSet',
  'ClaimAssessed',
  'ClaimReturned',
  'EvidenceRegistered',
  'EvidenceRejected',
  'CycleAdvanced',
  'FinalizationHeld',
  'CycleFinalized',
  'ScoreChanged',
  'RankingChanged',
  'WebhookDisabled',
] as const satisfies readonly PublishedEvent['type'][];
