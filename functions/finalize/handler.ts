import type { SQSEvent } from 'aws-lambda';
import { ownFinalDependencies } from '../wiring/final-dependencies.ts';
import { finalizeFromQueue } from './finalize-from-queue.ts';

export const handler = (event: SQSEvent) => finalizeFromQueue(ownFinalDependencies, event);
