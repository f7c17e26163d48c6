import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';
import { once } from '../../lib/domain/once.ts';
import { deployed } from '../wiring/deployed.ts';
import { setting } from '../wiring/environment.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { ownWebhookQueue } from '../wiring/own-webhook-queue.ts';
import { shortRequests } from '../wiring/request-bounds.ts';
import { publish } from './publish.ts';

const bus = once(() => new EventBridgeBus(new EventBridgeClient({ ...shortRequests }), setting('EVENT_BUS_NAME')));

export const handler = deployed(publish(() => ({ ...ownDependencies(), webhookQueue: ownWebhookQueue() }), bus));
