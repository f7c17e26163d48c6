import { httpHandler } from '../http/http-handler.ts';
import { deployed } from '../wiring/deployed.ts';
import { ownWebhookDependencies } from '../wiring/webhook-dependencies.ts';
import { webhooks } from './stories.ts';

export const handler = deployed(httpHandler(webhooks, ownWebhookDependencies));
