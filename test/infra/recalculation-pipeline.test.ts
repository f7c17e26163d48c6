import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import { arnOf, buildStack, ofConstruct, ofFunction, ofType, type Resource, resourcesOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());
const streamMappings = ofType(resources, 'AWS::Lambda::EventSourceMapping').filter(({ id }) =>
  id.startsWith('Pipeline'),
);

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

  it('wake the publisher by new entries of audits, changes, steps of cycles and disabled webhooks, and by nothing else', () => {
    const S = ['AUDIT#', 'CHANGE#', 'STEP#', 'DISABLED#'].map((prefix) => ({ prefix }));
    expect(patternsOf('publish')).toEqual([{ eventName: ['INSERT'], dynamodb: { Keys: { sk: { S } } } }]);
  });

  it('all have a filter, so that no function can wake itself by what it writes', () => {
    expect(streamMappings).toHaveLength(2);
    for (const { id, Properties } of streamMappings) {
      expect(Properties.FilterCriteria?.Filters?.length, id).toBeGreaterThan(0);
    }
  });

  it.each(['recalculate', 'publish'] as const)(
    'give up a batch of %s within bounds and keep it with its payload',
    (name) => {
      const bucket = ofConstruct(resources, 'PipelineFailures', 'AWS::S3::Bucket');
      const { trigger } = functions[name];
      expect(mappingOf(name)).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        BatchSize: trigger.batchSizeMax,
        MaximumBatchingWindowInSeconds: trigger.batchWindowSeconds,
        MaximumRetryAttempts: trigger.retriesMax,
        MaximumRecordAgeInSeconds: trigger.recordAgeSecondsMax,
        DestinationConfig: { OnFailure: { Destination: arnOf(bucket) } },
      });
    },
  );

  it('carry no tags, which the regions of China refuse', () => {
    for (const { id, Properties } of ofType(resources, 'AWS::Lambda::EventSourceMapping')) {
      expect(Properties, id).not.toHaveProperty('Tags');
    }
  });
});
