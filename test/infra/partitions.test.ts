import { readdirSync, readFileSync } from 'node:fs';
import { CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { arnOf, buildStack, ofConstruct, ofFunction, ofType, resourcesOf, statementsOf } from './synthesized-stack.ts';

const outputs = [
  'ApiUrl',
  'EventBusName',
  'EvidenceBucketName',
  'PublishFunctionName',
  'ResultBucketName',
  'TableName',
];

describe.each([
  { region: 'us-east-1', partition: 'aws', failures: 'FailureBucketName' },
  { region: 'ap-southeast-1', partition: 'aws', failures: 'FailureBucketName' },
  { region: 'cn-north-1', partition: 'aws-cn', failures: 'FailureQueueUrl' },
  { region: 'cn-northwest-1', partition: 'aws-cn', failures: 'FailureQueueUrl' },
])('in $region', ({ region, partition, failures }) => {
  const template = Template.fromStack(buildStack({ region })).toJSON();

  it(`every name of a resource lies in the partition ${partition}`, () => {
    const partitions = JSON.stringify(template).matchAll(/arn:(aws[a-z-]*):/g);
    expect(new Set([...partitions].map(([, name]) => name))).toEqual(new Set([partition]));
  });

  it('says where to find the API, the table, the events, the failures and the files', () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([...outputs, failures].sort());
  });

  it('needs neither Cognito nor CloudFront, which are not everywhere, nor a function that only deploys', () => {
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /Cognito|CloudFront|^Custom::|CustomResource/.test(type))).toEqual([]);
  });
});

describe.each(['cn-north-1', 'cn-northwest-1'])('in %s, whose services offer less', (region) => {
  const resources = resourcesOf(buildStack({ region }));
  const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');

  it('mappings carry neither tags nor metrics of their own', () => {
    expect(mappings.length).toBeGreaterThan(0);
    for (const { id, Properties } of mappings) {
      expect(Properties, id).not.toHaveProperty('Tags');
      expect(Properties, id).not.toHaveProperty('MetricsConfig');
    }
  });

  it('nothing is traced by X-Ray', () => {
    expect(JSON.stringify(resources)).not.toMatch(/Tracing|xray/i);
  });

  it.each(['recalculate', 'publish'])('batches that %s gives up are kept by their places in a queue', (name) => {
    const queue = ofConstruct(resources, 'PipelineFailuresGivenUp', 'AWS::SQS::Queue');
    const { id } = ofFunction(resources, name, 'AWS::Lambda::Function');
    const kept = mappings.filter(({ Properties }) => Properties.FunctionName.Ref === id);
    expect(kept.map(({ Properties }) => Properties.DestinationConfig)).toEqual([
      { OnFailure: { Destination: arnOf(queue) } },
    ]);
    expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    const sending = statementsOf(ofFunction(resources, name, 'AWS::IAM::Policy')).filter(({ Resource }) =>
      [Resource].flat().some((each) => JSON.stringify(each) === JSON.stringify(arnOf(queue))),
    );
    expect(sending.map(({ Action }) => Action)).toEqual([['sqs:SendMessage']]);
  });

  it('there is no bucket for failures that nothing could be put into', () => {
    expect(resources.filter(({ id, Type }) => id.startsWith('PipelineFailures') && Type === 'AWS::S3::Bucket')).toEqual(
      [],
    );
  });
});

describe('the check against the types that a region has', () => {
  it.each(['ap-southeast-1', 'cn-north-1'])('lets the stack pass in %s', (region) => {
    expect(() => Template.fromStack(buildStack({ region, checkTypes: true }))).not.toThrow();
  });

  it('stops what the region does not have', () => {
    const stack = buildStack({ region: 'cn-north-1', checkTypes: true });
    new CfnResource(stack, 'Planted', { type: 'AWS::DynamoDB::Chair' });
    expect(() => Template.fromStack(stack)).toThrow();
  });
});

describe('the sources of the stack', () => {
  it('name no partition but where it is said what one does not offer', () => {
    const sources = readdirSync('infra', { withFileTypes: true }).filter((file) => file.isFile());
    const naming = sources.filter(({ name }) => /arn:aws|aws-cn/.test(readFileSync(`infra/${name}`, 'utf8')));
    expect(naming.map(({ name }) => name)).toEqual(['partition-features.ts']);
  });
});

describe('the functions', () => {
  const deployed = (context: Record<string, unknown>) =>
    ofType(resourcesOf(buildStack({ context })), 'AWS::Lambda::Function');

  it('all run as ES modules on Node 24, the version the tests run on', () => {
    for (const { id, Properties } of deployed({})) {
      expect(Properties, id).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    }
    expect(process.versions.node).toMatch(/^24\./);
  });

  it('all run on x86_64 where an installation chooses that, for regions without the other', () => {
    const architectures = deployed({ architecture: 'x86_64' }).map(({ Properties }) => Properties.Architectures);
    expect(new Set(architectures.flat())).toEqual(new Set(['x86_64']));
  });
});
