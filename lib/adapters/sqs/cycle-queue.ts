import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { CycleQueue, Firing } from '../../domain/finalization/result-ports.ts';

/** The queue into which schedules send, too. */
export class SqsCycleQueue implements CycleQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async send({ cycle, epoch }: Firing): Promise<void> {
    const MessageBody = JSON.stringify({ cycle, epoch });
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody }));
  }
}
