import type { SQSEvent } from 'aws-lambda';
import { deployed } from '../wiring/deployed.ts';
import { ownFinalDependencies } from '../wiring/final-dependencies.ts';
import { finalizeFromQueue } from './finalize-from-queue.ts';

export const handler = deployed((event: SQSEvent) => finalizeFromQueue(ownFinalDependencies, event));
