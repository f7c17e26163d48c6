import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';
import { publish } from '../publish.ts';
import { ownDependencies } from '../shared/dependencies.ts';
import { setting } from '../shared/environment.ts';

let bus: EventBridgeBus | undefined;

export const handler = publish(ownDependencies, () => {
  bus ??= new EventBridgeBus(new EventBridgeClient({}), setting('EVENT_BUS_NAME'));
  return bus;
});
