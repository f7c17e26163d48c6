import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';
import { publish } from '../publish.ts';
import { ownDependencies } from '../shared/dependencies.ts';
import { setting } from '../shared/environment.ts';
import { shortRequests } from '../shared/request-bounds.ts';

let bus: EventBridgeBus | undefined;

export const handler = publish(ownDependencies, () => {
  bus ??= new EventBridgeBus(new EventBridgeClient({ ...shortRequests }), setting('EVENT_BUS_NAME'));
  return bus;
});
