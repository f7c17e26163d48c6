import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { EventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';
import { once } from '../../lib/domain/once.ts';
import { deployed } from '../wiring/deployed.ts';
import { setting } from '../wiring/environment.ts';
import { ownDependencies } from '../wiring/own-dependencies.ts';
import { ownWebhookQueue } from '../wiring/own-webhook-queue.ts';
import { shortRequests } from '../wiring/request-bounds.ts';
import { publish, type Republication, republish } from './publish.ts';

const bus = once(() => new EventBridgeBus(new EventBridgeClient({ ...shortRequests }), setting('EVENT_BUS_NAME')));

const needs = () => ({ ...ownDependencies(), webhookQueue: ownWebhookQueue() });
const publishBatch = publish(needs, bus);

/** A batch of the stream; or, from an operator, an order to publish something once more. */
export const handler = deployed(async (event: DynamoDBStreamEvent | { republish: Republication }, context) =>
  'republish' in event ? republish(needs(), bus(), event.republish, context) : publishBatch(event, context),
);
