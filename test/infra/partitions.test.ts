import { readdirSync, readFileSync } from 'node:fs';
import { CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { buildStack, ofType, resourcesOf } from './synthesized-stack.ts';

describe.each([
  { region: 'us-east-1', partition: 'aws' },
  { region: 'ap-southeast-1', partition: 'aws' },
  { region: 'cn-north-1', partition: 'aws-cn' },
  { region: 'cn-northwest-1', partition: 'aws-cn' },
])('in $region', ({ region, partition }) => {
  const template = Template.fromStack(buildStack({ region })).toJSON();

  it(`every name of a resource lies in the partition ${partition}`, () => {
    const partitions = JSON.stringify(template).matchAll(/arn:(aws[a-z-]*):/g);
    expect(new Set([...partitions].map(([, name]) => name))).toEqual(new Set([partition]));
  });

  it('says where to find the API, the table, the events, the failures and the files', () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([
      'ApiUrl',
      'EventBusName',
      'EvidenceBucketName',
      'FailureBucketName',
      'ResultBucketName',
      'TableName',
    ]);
  });

  it('needs neither Cognito nor CloudFront, which are not everywhere, nor a function that only deploys', () => {
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /Cognito|CloudFront|^Custom::|CustomResource/.test(type))).toEqual([]);
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
  it('name no partition', () => {
    const sources = readdirSync('infra', { withFileTypes: true }).filter((file) => file.isFile());
    for (const { name } of sources) expect(readFileSync(`infra/${name}`, 'utf8'), name).not.toMatch(/arn:aws|aws-cn/);
  });
});

describe('the functions', () => {
  it('all run as ES modules on Node 24, the version the tests run on', () => {
    for (const { id, Properties } of ofType(resourcesOf(buildStack()), 'AWS::Lambda::Function')) {
      expect(Properties, id).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    }
    expect(process.versions.node).toMatch(/^24\./);
  });
});
