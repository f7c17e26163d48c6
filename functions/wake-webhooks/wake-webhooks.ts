import { isPausing } from '../../lib/domain/webhooks/webhook.ts';
import type { WebhookDependencies } from '../protocols/dependencies.ts';

type Needs = Pick<WebhookDependencies, 'webhooks' | 'events' | 'webhookQueue' | 'clock'>;

/** Wakes every webhook that has something to get: whose pause is over, and whose wake-up was lost. Gives their ids. */
export async function wakeWebhooks({ webhooks, events, webhookQueue, clock }: Needs): Promise<{ woken: string[] }> {
  const last = await events.last();
  const waiting = (await webhooks.list()).filter(
    (webhook) => webhook.state === 'active' && webhook.position < last && !isPausing(webhook, clock.now()),
  );
  // Once for each place and try: a run that is still at it is not sent after by another one.
  for (const { id, position, trouble } of waiting)
    await webhookQueue.wake(id, `due-${position}-${trouble?.attempts ?? 0}`);
  return { woken: waiting.map(({ id }) => id) };
}
