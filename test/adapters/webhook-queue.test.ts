import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { SqsWebhookQueue } from '../../lib/adapters/sqs/webhook-queue.ts';

it('a wake-up names the webhook, in its own group, and is the same for the same reason', async () => {
  const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/111122223333/webhooks.fifo';
  const sqs = mockClient(SQSClient);
  sqs.onAnyCommand().rejects(new Error('not stubbed'));
  sqs.on(SendMessageCommand).resolves({});
  await new SqsWebhookQueue(new SQSClient({}), queueUrl).wake('portal', 'due-7-2');
  expect(sqs.commandCalls(SendMessageCommand).map(({ args: [command] }) => command.input)).toEqual([
    {
      QueueUrl: queueUrl,
      MessageBody: '{"webhook":"portal"}',
      MessageGroupId: 'portal',
      MessageDeduplicationId: 'portal-due-7-2',
    },
  ]);
});
