import type { SendOutcome } from './webhook.ts';

/** Why an address is not sent to: it is none that is, its name leads nowhere, or to where nobody outside may reach. */
export type AddressFault = 'not-https' | 'unknown-name' | 'not-public';

/** A signed request to a webhook. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What reaches the addresses of webhooks. Neither follows a redirect, and both take a bounded time. */
export interface WebhookSender {
  /** Whether something may be sent to an address, as it stands now; `null` if it may. */
  check(url: string): Promise<AddressFault | null>;
  /** Sends once, to the very host that was looked at. Whatever happens is an outcome. */
  post(request: WebhookRequest): Promise<SendOutcome>;
}

/** Wakes the delivery to a webhook, one run at a time for each. A lost wake-up is found within a minute. */
export interface WebhookQueue {
  /** The same reason within some minutes wakes once. */
  wake(webhook: string, reason: string): Promise<void>;
}
