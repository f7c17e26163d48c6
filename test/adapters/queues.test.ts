import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { SqsCycleQueue } from '../../lib/adapters/sqs/cycle-queue.ts';
import { SqsWebhookQueue } from '../../lib/adapters/sqs/webhook-queue.ts';

const sqs = mockClient(SQSClient);

beforeEach(() => {
  sqs.reset();
  sqs.onAnyCommand().rejects(new Error('not stubbed'));
  sqs.on(SendMessageCommand).resolves({});
});

const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args: [command] }) => command.input);

it('a wake-up names the webhook, in its own group, and is the same for the same reason', async () => {
  const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/111122223333/webhooks.fifo';
  await new SqsWebhookQueue(new SQSClient({}), queueUrl).wake('portal', 'due-7-2');
  expect(sent()).toEqual([
    {
      QueueUrl: queueUrl,
      MessageBody: '{"webhook":"portal"}',
      MessageGroupId: 'portal',
      MessageDeduplicationId: 'portal-due-7-2',
    },
  ]);
});

it('a message for the finalizer says what a schedule says: the cycle and its epoch', async () => {
  const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/111122223333/cycles';
  await new SqsCycleQueue(new SQSClient({}), queueUrl).send({ cycle: '2019', epoch: 2 });
  expect(sent()).toEqual([{ QueueUrl: queueUrl, MessageBody: '{"cycle":"2019","epoch":2}' }]);
});
