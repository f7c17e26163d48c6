import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import type { FunctionEntry } from '../../functions/triggers/trigger.ts';
import { arnOf, buildStack, ofConstruct, ofFunction, resourcesOf, statementsOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());
const queue = ofConstruct(resources, 'WebhookDeliveriesQueue', 'AWS::SQS::Queue');

describe('the queue that wakes deliveries', () => {
  it('is first in, first out for each webhook, and so are its dead letters', () => {
    const letters = ofConstruct(resources, 'WebhookDeliveriesUnservedQueue', 'AWS::SQS::Queue');
    expect(queue.Properties).toMatchObject({
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      RedrivePolicy: { deadLetterTargetArn: arnOf(letters), maxReceiveCount: 5 },
    });
    expect(letters.Properties).toMatchObject({ FifoQueue: true, MessageRetentionPeriod: 14 * 86_400 });
  });

  it('hands no message out again while the delivery can still be working on it', () => {
    expect(queue.Properties.VisibilityTimeout).toBe(6 * functions['deliver-webhooks'].timeoutSeconds);
  });

  it('gives the delivery one message at a time, and leaves others their share of the account', () => {
    const mapping = ofConstruct(resources, 'WebhookDeliveriesMessages', 'AWS::Lambda::EventSourceMapping');
    expect(mapping.Properties).toMatchObject({
      EventSourceArn: arnOf(queue),
      FunctionName: { Ref: ofFunction(resources, 'deliver-webhooks', 'AWS::Lambda::Function').id },
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it.each(Object.entries<FunctionEntry>(functions))('is reached by %s as its entry says', (name, entry) => {
    const actions = statementsOf(ofFunction(resources, name, 'AWS::IAM::Policy'))
      .filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify(arnOf(queue)))
      .flatMap(({ Action }) => Action);
    expect(actions.sort()).toEqual([
      ...(entry.trigger?.kind === 'webhook-woken'
        ? ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']
        : []),
      ...(entry.wakesWebhooks ? ['sqs:SendMessage'] : []),
    ]);
  });
});
