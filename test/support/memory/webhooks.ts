import type { SendOutcome } from '../../../lib/domain/webhooks/webhook.ts';
import type {
  AddressFault,
  WebhookQueue,
  WebhookRequest,
  WebhookSender,
} from '../../../lib/domain/webhooks/webhook-ports.ts';

/** Receivers in memory: what they were sent, and what they answer to it. */
export class MemoryWebhookSender implements WebhookSender {
  readonly sent: WebhookRequest[] = [];
  /** How the next requests are answered; taken unless a test says otherwise. */
  answer: (request: WebhookRequest) => SendOutcome | Promise<SendOutcome> = () => ({ fault: null, status: 204 });

  async check(url: string): Promise<AddressFault | null> {
    if (!url.startsWith('https:')) return 'not-https';
    return new URL(url).hostname.endsWith('.internal') ? 'not-public' : null;
  }

  async post(request: WebhookRequest): Promise<SendOutcome> {
    this.sent.push(request);
    return this.answer(request);
  }

  /** The ids of what was sent, in order. */
  get ids(): string[] {
    return this.sent.map(({ headers }) => headers['webhook-id']!);
  }
}

/** The queue in memory: who was woken and why, in order; like the real one it takes the same reason once. */
export class MemoryWebhookQueue implements WebhookQueue {
  readonly waiting: string[] = [];
  readonly #known = new Set<string>();

  async wake(webhook: string, reason: string): Promise<void> {
    if (this.#known.has(`${webhook} ${reason}`)) return;
    this.#known.add(`${webhook} ${reason}`);
    this.waiting.push(webhook);
  }

  /** Forgets which reasons it has seen, as the real one does after five minutes. */
  forget(): void {
    this.#known.clear();
  }
}
