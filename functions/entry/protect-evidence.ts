import type { EventBridgeEvent } from 'aws-lambda';
import { parseEvent } from '../../events/index.ts';
import { protectEvidence } from '../protect-evidence.ts';
import { ownLockingDependencies } from '../shared/locking-dependencies.ts';

export const handler = ({ detail }: EventBridgeEvent<string, unknown>) =>
  protectEvidence(ownLockingDependencies(), parseEvent(detail));
