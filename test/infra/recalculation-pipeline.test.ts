import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import { buildStack, ofFunction, ofType, type Resource, resourcesOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());

function mappingOf(name: string): Resource['Properties'] {
  const { id } = ofFunction(resources, name, 'AWS::Lambda::Function');
  const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping').filter(
    ({ Properties }) => Properties.FunctionName.Ref === id,
  );
  expect(mappings).toHaveLength(1);
  return mappings[0]!.Properties;
}

function patternsOf(name: string): unknown[] {
  return mappingOf(name).FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
}

describe('the stream mappings', () => {
  it('wake the recalculation by changed heads of books and by nothing else', () => {
    expect(patternsOf('recalculate')).toEqual([{ eventName: ['MODIFY'], dynamodb: { Keys: { sk: { S: ['HEAD'] } } } }]);
  });

  it('wake the publisher by new audit and change entries and by nothing else', () => {
    expect(patternsOf('publish')).toEqual([
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'AUDIT#' }, { prefix: 'CHANGE#' }] } } } },
    ]);
  });

  it('all have a filter, so that no function can wake itself by what it writes', () => {
    for (const { id, Properties } of ofType(resources, 'AWS::Lambda::EventSourceMapping')) {
      expect(Properties.FilterCriteria?.Filters?.length, id).toBeGreaterThan(0);
    }
  });

  it.each(['recalculate', 'publish'] as const)(
    'give up a batch of %s within bounds and keep it with its payload',
    (name) => {
      const bucket = ofType(resources, 'AWS::S3::Bucket')[0]!;
      const { trigger } = functions[name];
      expect(mappingOf(name)).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        BatchSize: trigger.batchSizeMax,
        MaximumBatchingWindowInSeconds: trigger.batchWindowSeconds,
        MaximumRetryAttempts: trigger.retriesMax,
        MaximumRecordAgeInSeconds: trigger.recordAgeSecondsMax,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [bucket.id, 'Arn'] } } },
      });
    },
  );

  it('carry no tags, which the regions of China refuse', () => {
    for (const { id, Properties } of ofType(resources, 'AWS::Lambda::EventSourceMapping')) {
      expect(Properties, id).not.toHaveProperty('Tags');
    }
  });
});

describe('the sweeper', () => {
  it('runs in the rhythm of the table of functions', () => {
    const { id } = ofFunction(resources, 'sweep', 'AWS::Lambda::Function');
    const rules = ofType(resources, 'AWS::Events::Rule').filter(({ Properties }) => Properties.ScheduleExpression);
    expect(rules.map(({ Properties }) => Properties)).toMatchObject([
      {
        ScheduleExpression: `rate(${functions.sweep.trigger.everyMinutes} minutes)`,
        State: 'ENABLED',
        Targets: [{ Arn: { 'Fn::GetAtt': [id, 'Arn'] } }],
      },
    ]);
  });
});
