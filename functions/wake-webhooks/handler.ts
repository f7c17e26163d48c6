import { deployed } from '../wiring/deployed.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { ownWebhookQueue } from '../wiring/own-webhook-queue.ts';
import { wakeWebhooks } from './wake-webhooks.ts';

export const handler = deployed(() => wakeWebhooks({ ...ownDependencies(), webhookQueue: ownWebhookQueue() }));
