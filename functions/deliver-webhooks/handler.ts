import type { Context, SQSEvent } from 'aws-lambda';
import { deployed } from '../wiring/deployed.ts';
import { ownWebhookDependencies } from '../wiring/webhook-dependencies.ts';
import { deliverFromQueue } from './deliver-webhooks.ts';

export const handler = deployed((event: SQSEvent, context: Context) =>
  deliverFromQueue(ownWebhookDependencies, event, context),
);
