import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import type { FunctionEntry } from '../../functions/triggers/trigger.ts';
import { arnOf, buildStack, ofConstruct, ofFunction, ofType, resourcesOf, statementsOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());
const queue = ofConstruct(resources, 'CyclesDueQueue', 'AWS::SQS::Queue');
const group = ofConstruct(resources, 'CycleSchedulesGroup', 'AWS::Scheduler::ScheduleGroup');
const role = ofConstruct(resources, 'CycleSchedulesRole', 'AWS::IAM::Role');

function variablesOf(name: string, among = resources) {
  return ofFunction(among, name, 'AWS::Lambda::Function').Properties.Environment.Variables;
}

describe('the queue of cycles that have something due', () => {
  it('gives a message up after five times and keeps it', () => {
    const letters = ofConstruct(resources, 'CyclesDueUnfinishedQueue', 'AWS::SQS::Queue');
    expect(queue.Properties.RedrivePolicy).toEqual({ deadLetterTargetArn: arnOf(letters), maxReceiveCount: 5 });
    expect(letters.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });

  it('hands no message out again while finalize can still be working on it', () => {
    expect(queue.Properties.VisibilityTimeout).toBe(6 * functions.finalize.timeoutSeconds);
  });

  it('gives finalize one message at a time and takes back only those that failed', () => {
    const mapping = ofConstruct(resources, 'CyclesDueMessages', 'AWS::Lambda::EventSourceMapping');
    expect(mapping.Properties).toMatchObject({
      EventSourceArn: arnOf(queue),
      FunctionName: { Ref: ofFunction(resources, 'finalize', 'AWS::Lambda::Function').id },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('may be written to by whoever hands a cycle on, which is told where it is', () => {
    const handing = Object.entries<FunctionEntry>(functions).filter(([, { wakesFinalizer }]) => wakesFinalizer);
    const writers = Object.keys(functions).filter((name) =>
      statementsOf(ofFunction(resources, name, 'AWS::IAM::Policy')).some(
        ({ Action, Resource }) =>
          Action.includes('sqs:SendMessage') && JSON.stringify(Resource) === JSON.stringify(arnOf(queue)),
      ),
    );
    expect(writers).toEqual(handing.map(([name]) => name));
    expect(writers).toContain('finalization');
    for (const name of writers) expect(variablesOf(name)).toMatchObject({ CYCLE_QUEUE_URL: { Ref: queue.id } });
  });

  it('may be read by finalize alone', () => {
    const readers = ofType(resources, 'AWS::IAM::Policy').filter((policy) =>
      statementsOf(policy).some(
        ({ Action, Resource }) =>
          Action.includes('sqs:ReceiveMessage') && JSON.stringify(Resource) === JSON.stringify(arnOf(queue)),
      ),
    );
    expect(readers.map(({ id }) => id)).toEqual([ofFunction(resources, 'finalize', 'AWS::IAM::Policy').id]);
  });
});

describe('the role of the schedules', () => {
  it('may send to this queue and nothing else', () => {
    expect(statementsOf(ofConstruct(resources, 'CycleSchedulesRole', 'AWS::IAM::Policy'))).toEqual([
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: arnOf(queue) },
    ]);
  });

  it('is taken on by schedules of this group alone', () => {
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toMatchObject([
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333', 'aws:SourceArn': arnOf(group) } },
      },
    ]);
  });
});

describe.each(['administration', 'sweep'])('%s', (name) => {
  const statements = statementsOf(ofFunction(resources, name, 'AWS::IAM::Policy'));

  it('may set schedules of this group alone', () => {
    const schedules = ['arn:aws:scheduler:ap-southeast-1:111122223333:schedule/', { Ref: group.id }, '/*'];
    expect(statements.filter(({ Action }) => Action.some((action) => action.startsWith('scheduler:')))).toEqual([
      {
        Effect: 'Allow',
        Action: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'],
        Resource: { 'Fn::Join': ['', schedules] },
      },
    ]);
  });

  it('may hand them that one role, and only to the scheduler', () => {
    const passing = ofType(resources, 'AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter(({ Action }) => Action.includes('iam:PassRole'));
    const only = {
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: arnOf(role),
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    };
    expect(passing).toEqual([only, only]);
    expect(statements).toContainEqual(only);
  });

  it('knows where its schedules live and whom they wake', () => {
    expect(variablesOf(name)).toMatchObject({
      SCHEDULE_GROUP: { Ref: group.id },
      SCHEDULE_QUEUE_ARN: arnOf(queue),
      SCHEDULE_ROLE_ARN: arnOf(role),
    });
  });
});

describe('where the scheduler is off', () => {
  const without = resourcesOf(buildStack({ context: { scheduler: 'off' } }));

  it('there is no group, and nobody may set a schedule', () => {
    expect(ofType(without, 'AWS::Scheduler::ScheduleGroup')).toEqual([]);
    expect(without.filter(({ id }) => id.startsWith('CycleSchedules'))).toEqual([]);
    expect(JSON.stringify(without)).not.toContain('scheduler');
  });

  it('a cycle can be handed on all the same', () => {
    const handed = ofConstruct(without, 'CyclesDueQueue', 'AWS::SQS::Queue');
    const mapping = ofConstruct(without, 'CyclesDueMessages', 'AWS::Lambda::EventSourceMapping');
    expect(mapping.Properties.EventSourceArn).toEqual(arnOf(handed));
    expect(variablesOf('finalization', without)).toMatchObject({ CYCLE_QUEUE_URL: { Ref: handed.id } });
  });

  it.each(['administration', 'sweep'])('%s learns of no schedules', (name) => {
    const names = Object.keys(variablesOf(name, without));
    expect(names.filter((name) => name.startsWith('SCHEDULE'))).toEqual([]);
  });

  it('the sweeper still runs every few minutes and may seal what is due', () => {
    const sweep = ofFunction(without, 'sweep', 'AWS::Lambda::Function');
    const rule = ofConstruct(without, 'Sweeper', 'AWS::Events::Rule');
    expect(rule.Properties).toMatchObject({
      ScheduleExpression: `rate(${functions.sweep.trigger.everyMinutes} minutes)`,
      Targets: [{ Arn: arnOf(sweep) }],
    });
    expect(variablesOf('sweep', without)).toHaveProperty('FINAL_BUCKET');
  });
});
