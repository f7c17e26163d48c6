import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import type { PublishedEvent } from '../../events/index.ts';
import { EventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';
import { arnOf, buildStack, ofConstruct, ofFunction, ofType, resourcesOf, statementsOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());
const rule = ofConstruct(resources, 'EvidencePipelineVerified', 'AWS::Events::Rule');

/** An event as the publisher puts it on the bus. */
async function published(type: PublishedEvent['type']) {
  let put: PutEventsCommand | undefined;
  const client = {
    send: async (command: PutEventsCommand) => {
      put = command;
      return { FailedEntryCount: 0 };
    },
  };
  const event = { type, at: '2026-03-01T00:00:00.000Z' } as PublishedEvent;
  await new EventBridgeBus(client as unknown as EventBridgeClient, 'bus').publish([event]);
  return put!.input.Entries![0]!;
}

describe('the protection of evidence', () => {
  it('listens on our own bus for what the publisher says of verifications', async () => {
    const { Source, DetailType } = await published('ClaimAssessed');
    const bus = ofConstruct(resources, 'EventsBus', 'AWS::Events::EventBus');
    expect(rule.Properties).toMatchObject({
      EventBusName: { Ref: bus.id },
      EventPattern: { source: [Source], 'detail-type': [DetailType] },
      State: 'ENABLED',
    });
  });

  it('is tried again for a day, and an event that never arrived is kept', () => {
    const letters = ofConstruct(resources, 'EvidencePipelineUnprotectedQueue', 'AWS::SQS::Queue');
    expect(rule.Properties.Targets).toMatchObject([
      {
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: arnOf(letters) },
      },
    ]);
  });

  it('may be reported lost by the bus for this rule alone', () => {
    const sent = ofType(resources, 'AWS::SQS::QueuePolicy')
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === 'Allow');
    expect(sent).toMatchObject([
      {
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Condition: { ArnEquals: { 'aws:SourceArn': arnOf(rule) } },
      },
    ]);
  });
});

describe.each([
  { name: 'register-evidence', queue: 'EvidencePipelineUnregisteredQueue' },
  { name: 'protect-evidence', queue: 'EvidencePipelineUnprotectedQueue' },
])('a run of $name that failed', ({ name, queue }) => {
  const letters = ofConstruct(resources, queue, 'AWS::SQS::Queue');

  it('is repeated twice and then kept with its event for two weeks', () => {
    expect(ofFunction(resources, name, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: arnOf(letters) } },
    });
    expect(letters.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });

  it('may be stored there, and the function may do nothing else with the queue', () => {
    const statements = statementsOf(ofFunction(resources, name, 'AWS::IAM::Policy'));
    expect(statements.filter(({ Action }) => Action.some((action) => action.startsWith('sqs:')))).toMatchObject([
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: arnOf(letters) },
    ]);
  });
});
