import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WebhookQueue } from '../../domain/webhooks/webhook-ports.ts';

/** A FIFO queue with a group for each webhook: Lambda hands out the next message of a group when it is done with the last. */
export class SqsWebhookQueue implements WebhookQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async wake(webhook: string, reason: string): Promise<void> {
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#queueUrl,
        MessageBody: JSON.stringify({ webhook }),
        MessageGroupId: webhook,
        MessageDeduplicationId: `${webhook}-${reason}`,
      }),
    );
  }
}
