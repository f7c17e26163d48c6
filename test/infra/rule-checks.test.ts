import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ServiceFunction } from '../../infra/service-function.ts';
import { buildStack } from './synthesized-stack.ts';

/** The findings in a stack that nobody acknowledged. */
function findingsIn(stack: ReturnType<typeof buildStack>): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.map(({ ruleName }) => ruleName).sort();
}

describe('the AwsSolutions rules', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['us-east-1', 'cn-north-1'])('find nothing that is not acknowledged in %s', (region) => {
    expect(findingsIn(buildStack({ region }))).toEqual([]);
    expect(findingsIn(buildStack({ region, context: { scheduler: 'off' } }))).toEqual([]);
    const more = {
      ...{
        subnets: 'subnet-0a1b2c3d',
        securityGroups: 'sg-0a1b2c3d',
        backup: 'daily',
        tokenKeys: 'https://login.internal/keys',
      },
      ...{ domainName: 'a.example.org', domainCertificateArn: 'arn:aws:acm:a:111122223333:certificate/a' },
    };
    expect(findingsIn(buildStack({ region, context: more }))).toEqual([]);
  });

  it('find a wildcard permission that somebody adds', () => {
    const stack = buildStack();
    const reads = stack.node.findChild('reads') as ServiceFunction;
    reads.role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    expect(findingsIn(stack)).toEqual(['AwsSolutions-IAM5[Action::dynamodb:*]', 'AwsSolutions-IAM5[Resource::*]']);
  });

  it('find a bucket that somebody adds without TLS, because an acknowledgement covers one bucket alone', () => {
    const stack = buildStack();
    new Bucket(stack, 'Planted');
    expect(findingsIn(stack)).toEqual(['AwsSolutions-S1', 'AwsSolutions-S10']);
  });

  it('are acknowledged one finding at a time, each with a reason and none without need', () => {
    const acknowledge = vi.spyOn(Validations.prototype, 'acknowledge').mockImplementation(() => {});
    const found = findingsIn(buildStack());
    const acknowledged = acknowledge.mock.calls.flat();
    expect(found).toEqual([...new Set(acknowledged.map(({ id }) => id))].sort());
    for (const { id, reason } of acknowledged) expect(reason.length, id).toBeGreaterThan(40);
  });
});
