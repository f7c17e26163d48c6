import { deliverFromQueue } from '../../functions/deliver-webhooks/deliver-webhooks.ts';
import type { WebhookDependencies } from '../../functions/protocols/dependencies.ts';
import { webhookSender } from '../../functions/wiring/webhook-dependencies.ts';
import type { SendOutcome } from '../../lib/domain/webhooks/webhook.ts';
import type { WebhookQueue, WebhookRequest, WebhookSender } from '../../lib/domain/webhooks/webhook-ports.ts';

const answerMillisecondsMax = 10_000;

/** Whether an address leads to a receiver on this machine, by plain HTTP. */
function isOnThisMachine(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/**
 * What sends to webhooks in the local run: as deployed, and besides to receivers on this machine, so that one can be tried.
 * No deployed function has this file; the one that is deployed refuses these addresses whatever stands in its environment.
 */
export class LocalWebhookSender implements WebhookSender {
  readonly #deployed = webhookSender();

  async check(url: string) {
    return isOnThisMachine(url) ? null : this.#deployed.check(url);
  }

  async post(request: WebhookRequest): Promise<SendOutcome> {
    if (!isOnThisMachine(request.url)) return this.#deployed.post(request);
    const { url, headers, body } = request;
    const signal = AbortSignal.timeout(answerMillisecondsMax);
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await answer.body?.cancel();
      const { status, ok } = answer;
      if (ok) return { fault: null, status };
      return { fault: status >= 300 && status < 400 ? 'redirected' : 'not-accepted', status };
    } catch {
      return { fault: signal.aborted ? 'timeout' : 'unreachable', status: null };
    }
  }
}

/** The queue of the local run: within this process one delivery at a time for each webhook, as the groups of the real one. */
export class LocalWebhookQueue implements WebhookQueue {
  readonly #needs: () => WebhookDependencies;
  readonly #runs = new Map<string, Promise<unknown>>();
  #isStopped = false;

  constructor(needs: () => WebhookDependencies) {
    this.#needs = needs;
  }

  async wake(webhook: string): Promise<void> {
    const run = (this.#runs.get(webhook) ?? Promise.resolve()).then(async () => {
      if (!this.#isStopped) await this.#deliver(webhook);
    });
    this.#runs.set(webhook, run);
  }

  /** Begins no further delivery, and resolves when those that were begun have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#runs.values());
  }

  /** What failed is woken again within a minute. */
  async #deliver(webhook: string): Promise<void> {
    const record = { messageId: webhook, body: JSON.stringify({ webhook }) };
    await deliverFromQueue(
      this.#needs,
      { Records: [record] } as Parameters<typeof deliverFromQueue>[1],
      // Ends with the event that it is at, once the run is to end.
      { getRemainingTimeInMillis: () => (this.#isStopped ? 0 : Number.POSITIVE_INFINITY) },
    );
  }
}
