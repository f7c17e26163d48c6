import type { EventBridgeEvent } from 'aws-lambda';
import { claimAssessed } from '../../events/index.ts';
import { deployed } from '../wiring/deployed.ts';
import { ownLockingDependencies } from '../wiring/locking-dependencies.ts';
import { protectEvidence } from './protect-evidence.ts';

export const handler = deployed(({ detail }: EventBridgeEvent<string, unknown>) =>
  protectEvidence(ownLockingDependencies(), claimAssessed().parse(detail)),
);
