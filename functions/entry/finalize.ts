import type { SQSEvent } from 'aws-lambda';
import { finalizeFromQueue } from '../finalize-from-queue.ts';
import { ownFinalDependencies } from '../shared/final-dependencies.ts';

export const handler = (event: SQSEvent) => finalizeFromQueue(ownFinalDependencies, event);
