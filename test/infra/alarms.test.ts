import { describe, expect, it, vi } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import {
  countDisabledWebhooks,
  countDivergences,
  countFinalizationFailures,
  countInterruptedImports,
  countLateCycles,
  countMissingBooks,
  countOverdueScans,
  countSkippedRecords,
  countStreamTaskFailures,
  countUnlockedEvidence,
  countUnsetWakeUps,
  countWebhookFaults,
} from '../../functions/telemetry/metrics.ts';
import {
  buildStack,
  ofConstruct,
  ofFunction,
  ofType,
  type Resource,
  resourcesOf,
  statementsOf,
} from './synthesized-stack.ts';

// Read when the metrics are made, at the first count.
vi.hoisted(() => {
  process.env.STAGE = 'production';
});

const resources = resourcesOf(buildStack({ context: { alarmEmail: 'alarms@example.org' } }));
const [topic] = ofType(resources, 'AWS::SNS::Topic');

function alarmOn(metric: string, dimension: string, value: unknown): Resource['Properties'] {
  const found = ofType(resources, 'AWS::CloudWatch::Alarm').filter(
    ({ Properties }) =>
      Properties.MetricName === metric &&
      Properties.Dimensions.some(
        ({ Name, Value }: { Name: string; Value: unknown }) =>
          Name === dimension && JSON.stringify(Value) === JSON.stringify(value),
      ),
  );
  expect(found, `alarm on ${metric}`).toHaveLength(1);
  return found[0]!.Properties;
}

function alarmOnFunction(metric: string, name: string): Resource['Properties'] {
  return alarmOn(metric, 'FunctionName', { Ref: ofFunction(resources, name, 'AWS::Lambda::Function').id });
}

/** The metrics as a function writes them into its log, where CloudWatch reads them. */
async function reportedBy(
  count: (count: number) => Promise<void>,
): Promise<{ namespace: string; name: string; service: string; stage: string }[]> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await count(1);
  const line = JSON.parse(String(write.mock.calls[0]![0]));
  write.mockRestore();
  const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
  expect(Dimensions).toEqual([['service', 'stage']]);
  return Metrics.map(({ Name }: { Name: string }) => ({
    namespace: Namespace,
    name: Name,
    service: line.service,
    stage: line.stage,
  }));
}

describe('alarms', () => {
  it('all say what they mean and go to the topic', () => {
    for (const { id, Properties } of ofType(resources, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmDescription.length, id).toBeGreaterThan(40);
      expect(Properties.AlarmActions, id).toEqual([{ Ref: topic!.id }]);
    }
  });

  it('reach the address that was chosen', () => {
    expect(ofType(resources, 'AWS::SNS::Subscription').map(({ Properties }) => Properties)).toMatchObject([
      { Protocol: 'email', Endpoint: 'alarms@example.org', TopicArn: { Ref: topic!.id } },
    ]);
  });

  it('may publish to the topic, which others may not', () => {
    const allowed = ofType(resources, 'AWS::SNS::TopicPolicy')
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toMatchObject([
      {
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['sns:Publish'],
        Condition: { StringEquals: { 'aws:SourceAccount': expect.anything() } },
      },
    ]);
  });

  it.each(Object.keys(functions))('rise at the first failure or refused start of %s', (name) => {
    for (const metric of ['Errors', 'Throttles']) {
      expect(alarmOnFunction(metric, name)).toMatchObject({ Threshold: 1, Statistic: 'Sum', EvaluationPeriods: 1 });
    }
  });

  it.each(['recalculate', 'publish'])('rise when %s falls behind the stream or loses a batch', (name) => {
    expect(alarmOnFunction('IteratorAge', name)).toMatchObject({ Threshold: 120_000, Statistic: 'Maximum' });
    expect(alarmOnFunction('DestinationDeliveryFailures', name)).toMatchObject({ Threshold: 1, Statistic: 'Sum' });
  });

  it('announce every batch that was given up and kept', () => {
    const bucket = ofConstruct(resources, 'PipelineFailures', 'AWS::S3::Bucket');
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(ofConstruct(resources, 'PipelineFailures', 'AWS::Events::Rule').Properties).toMatchObject({
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: bucket.id }] } },
      },
      Targets: [{ Arn: { Ref: topic!.id } }],
    });
  });

  it('rise when callers see 5xx', () => {
    const [api] = ofType(resources, 'AWS::ApiGatewayV2::Api');
    expect(alarmOn('5xx', 'ApiId', { Ref: api!.id })).toMatchObject({ Statistic: 'Sum', Namespace: 'AWS/ApiGateway' });
  });

  it.each(['ReadThrottleEvents', 'WriteThrottleEvents'])('rise when the table refuses requests (%s)', (metric) => {
    const [table] = ofType(resources, 'AWS::DynamoDB::Table');
    expect(alarmOn(metric, 'TableName', { Ref: table!.id })).toMatchObject({ Threshold: 1, Statistic: 'Sum' });
  });

  it('rise at every number above zero that the functions report, under the name that they report it', async () => {
    const counts = [
      ...[countDivergences, countOverdueScans, countUnsetWakeUps, countMissingBooks, countUnlockedEvidence],
      ...[countDisabledWebhooks, countWebhookFaults, countStreamTaskFailures, countSkippedRecords],
      ...[countFinalizationFailures, countInterruptedImports],
    ];
    const late = (count: number) => countLateCycles({ held: count, unfinalized: count, unexported: count });
    const reported = [];
    for (const count of [...counts, late]) reported.push(...(await reportedBy(count)));
    expect(reported).toHaveLength(14);
    for (const { namespace, name, service, stage } of reported) {
      const alarm = { Namespace: namespace, Threshold: 1, Statistic: 'Sum' };
      expect(alarmOn(name, 'service', service)).toMatchObject(alarm);
      expect(alarmOn(name, 'stage', stage)).toMatchObject(alarm);
    }
  });

  it('rise as long as anything lies where given up messages are kept', () => {
    const queues = ofType(resources, 'AWS::SQS::Queue').filter(({ Properties }) => !Properties.RedrivePolicy);
    expect(queues).toHaveLength(4);
    for (const { id } of queues) {
      const alarm = alarmOn('ApproximateNumberOfMessagesVisible', 'QueueName', { 'Fn::GetAtt': [id, 'QueueName'] });
      expect(alarm).toMatchObject({ Threshold: 1, Statistic: 'Maximum', EvaluationPeriods: 1 });
    }
  });

  it('rise when a schedule of a cycle could not send its message', () => {
    const [group] = ofType(resources, 'AWS::Scheduler::ScheduleGroup');
    expect(alarmOn('InvocationDroppedCount', 'ScheduleGroup', { Ref: group!.id })).toMatchObject({
      Namespace: 'AWS/Scheduler',
      Threshold: 1,
      Statistic: 'Sum',
    });
  });

  it.each(['sweep', 'rescan-evidence', 'wake-webhooks'])(
    'rise when %s is silent, even if no number arrives at all',
    (name) => {
      expect(alarmOnFunction('Invocations', name)).toMatchObject({
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      });
    },
  );
});
