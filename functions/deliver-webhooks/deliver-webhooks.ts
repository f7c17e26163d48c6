import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  afterAttempt,
  isMeantFor,
  isPausing,
  type LoggedEvent,
  type Webhook,
} from '../../lib/domain/webhooks/webhook.ts';
import type { WebhookDependencies } from '../protocols/dependencies.ts';
import { sendEvent } from '../protocols/send-event.ts';
import { log } from '../telemetry/log.ts';
import { countDisabledWebhooks, countWebhookFaults } from '../telemetry/metrics.ts';

/** A receiver's time and some more: with less, no further event is begun. */
const eventMillisecondsMin = 15_000;

/** How long this invocation may go on. */
type TimeLeft = Pick<Context, 'getRemainingTimeInMillis'>;

/** Wakes by the queue: what fails is delivered again, and ends in the dead-letter queue; events are lost by neither. */
export async function deliverFromQueue(
  needs: () => WebhookDependencies,
  { Records }: SQSEvent,
  context?: TimeLeft,
): Promise<SQSBatchResponse> {
  for (const [index, { messageId, body }] of Records.entries()) {
    try {
      await deliverTo(needs(), JSON.parse(body).webhook, context);
    } catch (error) {
      await log.fault('a webhook could not be served', error, { source: messageId });
      await countWebhookFaults(1);
      // Those behind it may be of the same webhook, and must not pass it.
      return { batchItemFailures: Records.slice(index).map((record) => ({ itemIdentifier: record.messageId })) };
    }
  }
  return { batchItemFailures: [] };
}

/**
 * Sends a webhook what it has not had yet, event by event, until there is no more or one is not taken. Each is noted before
 * the next one is sent: who is killed in between sends the last one again.
 */
async function deliverTo(needs: WebhookDependencies, id: string, context?: TimeLeft): Promise<void> {
  for (;;) {
    const webhook = await needs.webhooks.load(id);
    if (webhook?.state !== 'active' || isPausing(webhook, needs.clock.now())) return;
    const { events, until } = await needs.events.read(webhook.position);
    if (until === webhook.position) return;
    const own = events.filter((event) => isMeantFor(webhook, event));
    if (context && context.getRemainingTimeInMillis() < eventMillisecondsMin)
      return needs.webhookQueue.wake(id, `after-${webhook.position}`);
    if (own.length === 0) await needs.webhooks.change(webhook, { ...webhook, position: until });
    else await deliverNext(needs, webhook, own, context);
  }
}

/** Sends the given events as long as they are taken, there is time, and nobody else changes the webhook. */
async function deliverNext(
  needs: WebhookDependencies,
  first: Webhook,
  events: readonly LoggedEvent[],
  context?: TimeLeft,
): Promise<void> {
  let webhook = first;
  for (const event of events) {
    if (context && context.getRemainingTimeInMillis() < eventMillisecondsMin) return;
    const outcome = await sendEvent(needs, webhook, event);
    const attempted = afterAttempt(webhook, event, outcome, needs.clock.now());
    if ((await needs.webhooks.note(webhook, attempted)) === 'outdated') return;
    if (attempted.disabling) await countDisabledWebhooks(1);
    if (outcome.fault !== null) return;
    webhook = { ...attempted.webhook, version: webhook.version + 1 };
  }
}
