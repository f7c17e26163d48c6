import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { Node } from 'constructs';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../infra/settings.ts';
import { cloudFormationFaults } from './cloudformation-faults.ts';
import { buildStack, resourcesOf } from './synthesized-stack.ts';

/** Installations that between them choose something else than the default of every setting. */
const installations = {
  plain: {},
  chosen: {
    stage: 'trial',
    architecture: 'x86_64',
    tokenKeys: 'https://login.internal/keys',
    tokenKeyAuthorities: 'test/fixtures/issuer/certificate.pem',
    alarmEmail: 'alarms@example.org',
    portalOrigins: 'https://a.example,https://b.example',
    signInClient: 'console',
    signInScopes: 'openid offline_access',
    signInOrigins: 'https://tokens.example',
    evidenceRetentionYears: '1',
    finalRetentionYears: '1',
    evidenceBytesMax: '1000',
    evidenceTypes: 'application/pdf',
    evidenceWarnings: 'refuse',
    clamdAddress: 'scan.internal:3310',
    subnets: 'subnet-0a1b2c3d,subnet-0b1c2d3e',
    securityGroups: 'sg-0a1b2c3d',
    lock: 'governance',
    keep: 'no',
    tableName: 'kaohe-restored',
    tableStreamArn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/kaohe-restored/stream/2026-11-30T00:00:00.000',
    backup: 'daily',
    portalRequestsPerSecond: '7',
    domainName: 'kaohe.example.org',
    domainCertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/made-up',
    reservedConcurrency: 'recalculate=20,check-tokens=5',
    scheduler: 'off',
  },
} as const satisfies Record<string, Record<string, string>>;

/** Where a stack is deployed is no choice about what is in it. */
const places = ['region', 'account'];

function settingNames(): string[] {
  const asked: string[] = [];
  readSettings({ tryGetContext: (name: string) => void asked.push(name) } as unknown as Node);
  return asked;
}

const templates = (['plain', 'chosen'] as const).flatMap((installation) =>
  ['eu-central-1', 'cn-north-1'].map((region) => ({ installation, region })),
);

describe('what CloudFormation publishes of its resources', () => {
  it.each(templates)('knows every property of $installation in $region, and its type', ({ installation, region }) => {
    const resources = resourcesOf(buildStack({ region, context: installations[installation] }));
    expect(resources.length).toBeGreaterThan(100);
    expect(resources.flatMap(cloudFormationFaults)).toEqual([]);
  });

  it('was asked about every setting that there is', () => {
    const chosen = new Set(Object.values(installations).flatMap((context) => Object.keys(context)));
    expect(settingNames().filter((name) => !places.includes(name) && !chosen.has(name))).toEqual([]);
  });

  it.each([
    ['a property that there is not', { Colour: 'red' }, ['Planted (AWS::SQS::Queue) has no Colour']],
    [
      'a value of another type',
      { VisibilityTimeout: '30', SqsManagedSseEnabled: 'true' },
      [
        'Planted (AWS::SQS::Queue).VisibilityTimeout is no integer: "30"',
        'Planted (AWS::SQS::Queue).SqsManagedSseEnabled is no boolean: "true"',
      ],
    ],
  ])('finds %s', (_, overrides, faults) => {
    const stack = buildStack();
    const queue = new CfnQueue(stack, 'Planted');
    for (const [name, value] of Object.entries(overrides)) queue.addPropertyOverride(name, value);
    expect(resourcesOf(stack).flatMap(cloudFormationFaults)).toEqual(faults);
  });

  it('finds a part of a property that there is not, and a missing one', () => {
    const of = (Properties: Record<string, unknown>) =>
      cloudFormationFaults({ id: 'Planted', Type: 'AWS::DynamoDB::Table', Properties });
    expect(of({ KeySchema: [{ AttributeName: 'pk', KeyKind: 'HASH' }] })).toEqual([
      'Planted (AWS::DynamoDB::Table).KeySchema[0] lacks KeyType',
      'Planted (AWS::DynamoDB::Table).KeySchema[0] has no KeyKind',
    ]);
    expect(of({})).toEqual(['Planted (AWS::DynamoDB::Table) lacks KeySchema']);
  });
});
