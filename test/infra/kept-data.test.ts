import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import { buildStack, ofConstruct, ofFunction, ofType, resourcesOf, statementsOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());

describe('the table', () => {
  const [table] = ofType(resources, 'AWS::DynamoDB::Table');

  it('cannot be deleted, neither by a call nor with the stack', () => {
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', Properties: { DeletionProtectionEnabled: true } });
  });

  it('can be restored to any second', () => {
    expect(table!.Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  });

  it('has the keys, the stream and the expiry attribute that the adapters rely on', () => {
    expect(table!.Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });
});

describe('logs', () => {
  const logGroups = ofType(resources, 'AWS::Logs::LogGroup');

  it('are kept at least 200 days and survive the stack, but not a creation that is rolled back', () => {
    for (const { id, Properties, DeletionPolicy } of logGroups) {
      expect(Properties.RetentionInDays, id).toBeGreaterThanOrEqual(200);
      expect(DeletionPolicy, id).toBe('RetainExceptOnCreate');
    }
  });

  it.each(Object.keys(functions))('of %s go to a group that the stack owns, never to one kept for ever', (name) => {
    const { LoggingConfig } = ofFunction(resources, name, 'AWS::Lambda::Function').Properties;
    expect(LoggingConfig.LogGroup).toEqual({ Ref: ofFunction(resources, name, 'AWS::Logs::LogGroup').id });
  });
});

describe.each(['PipelineFailures', 'AccessLogs', 'EvidenceFiles', 'Results'])('the bucket %s', (id) => {
  const bucket = ofConstruct(resources, id, 'AWS::S3::Bucket');

  it('is private, encrypted, versioned and survives the stack, but not a creation that is rolled back', () => {
    expect(bucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
  });

  it('answers no request without TLS', () => {
    expect(statementsOf(ofConstruct(resources, id, 'AWS::S3::BucketPolicy'))).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });
});

describe('the buckets', () => {
  it('are all named above', () => {
    expect(ofType(resources, 'AWS::S3::Bucket')).toHaveLength(4);
  });

  it.each(['PipelineFailures', 'AccessLogs'])('%s keeps what it is given at least 200 days', (id) => {
    const { LifecycleConfiguration } = ofConstruct(resources, id, 'AWS::S3::Bucket').Properties;
    for (const rule of LifecycleConfiguration.Rules) expect(rule.ExpirationInDays).toBeGreaterThanOrEqual(200);
  });

  it.each(['EvidenceFiles', 'Results'])('%s keeps account of who asked it for what', (id) => {
    const logs = ofConstruct(resources, 'AccessLogs', 'AWS::S3::Bucket');
    const { LoggingConfiguration } = ofConstruct(resources, id, 'AWS::S3::Bucket').Properties;
    expect(LoggingConfiguration).toMatchObject({ DestinationBucketName: { Ref: logs.id } });
  });
});

describe('the queues', () => {
  it('are encrypted and answer no request without TLS', () => {
    const queues = ofType(resources, 'AWS::SQS::Queue');
    expect(queues.length).toBeGreaterThan(0);
    for (const { id, Properties } of queues) {
      expect(Properties.SqsManagedSseEnabled, id).toBe(true);
      const policies = ofType(resources, 'AWS::SQS::QueuePolicy').filter(
        (policy) => policy.Properties.Queues[0].Ref === id,
      );
      expect(policies.flatMap(statementsOf), id).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
});
