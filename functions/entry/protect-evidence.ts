import type { EventBridgeEvent } from 'aws-lambda';
import { parseEvent } from '../../events/index.ts';
import { protectEvidence } from '../protect-evidence.ts';
import { setting } from '../shared/environment.ts';
import { ownEvidenceDependencies } from '../shared/evidence-dependencies.ts';

export const handler = ({ detail }: EventBridgeEvent<string, unknown>) =>
  protectEvidence(ownEvidenceDependencies(), parseEvent(detail), Number(setting('EVIDENCE_RETENTION_YEARS')));
