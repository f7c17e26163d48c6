import type { EventBridgeEvent } from 'aws-lambda';
import { parseEvent } from '../../events/index.ts';
import { ownLockingDependencies } from '../wiring/locking-dependencies.ts';
import { protectEvidence } from './protect-evidence.ts';

export const handler = ({ detail }: EventBridgeEvent<string, unknown>) =>
  protectEvidence(ownLockingDependencies(), parseEvent(detail));
