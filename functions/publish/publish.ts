import type { PublishedEvent } from '../../events/index.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import type { EventBus } from '../../lib/domain/ports.ts';
import { eventOfDisabling, eventsOfChange, eventsOfEntry, eventsOfStep } from '../../lib/domain/published-events.ts';
import { cloudEventOf, districtOf, eventKey } from '../../lib/domain/webhooks/cloud-event.ts';
import { isMeantFor } from '../../lib/domain/webhooks/webhook.ts';
import { rulesOf } from '../protocols/cycle-rules.ts';
import type { Dependencies, WebhookDependencies } from '../protocols/dependencies.ts';
import { log } from '../telemetry/log.ts';
import { type StreamEntry, type StreamHandler, streamHandler } from '../triggers/stream-handler.ts';

/** What publishing needs: the table, and the queue that wakes the delivery to webhooks. */
type PublishDependencies = Dependencies & Pick<WebhookDependencies, 'webhookQueue'>;

/**
 * Publishes what was committed, in the order of the stream: on the bus, and for webhooks in the log of events. Whatever
 * fails is done again with the record; the log takes each event once.
 */
export function publish(dependencies: () => PublishDependencies, bus: () => EventBus): StreamHandler {
  return streamHandler((entries) =>
    entries.map(({ record, fact }) => ({
      first: record,
      run: async () => {
        const events = await eventsOf(fact, dependencies);
        if (events.length === 0) return;
        await bus().publish(events);
        await offerToWebhooks(dependencies(), events);
      },
    })),
  );
}

async function eventsOf(fact: StreamEntry['fact'], dependencies: () => Dependencies): Promise<PublishedEvent[]> {
  if (fact?.kind === 'entry-added') return eventsOfEntry(fact.entry);
  if (fact?.kind === 'step-recorded') return eventsOfStep(fact.step);
  if (fact?.kind === 'webhook-disabled') return [eventOfDisabling(fact.disabling)];
  if (fact?.kind !== 'change-added') {
    log.warn('stream record skipped', { count: 1 });
    return [];
  }
  const rules = await rulesOf(dependencies(), fact.cycle);
  if (!rules) {
    log.warn('a board of an unknown cycle changed', { cycle: fact.cycle });
    return [];
  }
  return eventsOfChange(rules.cycle, rules.scheme.rounding.decimals, fact.change);
}

/** Where nobody has registered a webhook, nothing is logged. A disabled one goes on later where it stopped. */
async function offerToWebhooks(
  { webhooks, events: log, webhookQueue, clock }: PublishDependencies,
  events: readonly PublishedEvent[],
): Promise<void> {
  const registered = await webhooks.list();
  if (registered.length === 0) return;
  const offered = events.map((event) => {
    return {
      ...{ key: eventKey(event), type: event.type, district: districtOf(event) },
      body: JSON.stringify(cloudEventOf(event)),
    };
  });
  await log.append(offered, clock.now());
  const reason = sha256(offered.at(-1)!.key).slice(0, 32);
  for (const webhook of registered)
    if (webhook.state === 'active' && offered.some((event) => isMeantFor(webhook, event)))
      await webhookQueue.wake(webhook.id, reason);
}
