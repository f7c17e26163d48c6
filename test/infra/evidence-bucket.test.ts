import { describe, expect, it } from 'vitest';
import { importKeptSeconds } from '../../lib/stores/import-store.ts';
import { arnOf, buildStack, ofConstruct, ofFunction, resourcesOf, statementsOf } from './synthesized-stack.ts';

function bucketWith(context: Record<string, unknown>, region?: string) {
  return ofConstruct(
    resourcesOf(buildStack({ context, ...(region && { region }) })),
    'EvidenceFiles',
    'AWS::S3::Bucket',
  );
}

const resources = resourcesOf(buildStack());
const bucket = ofConstruct(resources, 'EvidenceFiles', 'AWS::S3::Bucket');
const name = 'kaohe-production-evidence-111122223333-ap-southeast-1';

describe('the evidence bucket', () => {
  it('can lock versions, and locks none by itself', () => {
    expect(bucket.Properties.ObjectLockEnabled).toBe(true);
    expect(bucket.Properties.ObjectLockConfiguration?.Rule).toBeUndefined();
  });

  it('refuses every put that does not ask for the key to be free', () => {
    const statements = statementsOf(ofConstruct(resources, 'EvidenceFiles', 'AWS::S3::BucketPolicy'));
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['s3:PutObject'],
        Resource: { 'Fn::Join': ['', [arnOf(bucket), '/*']] },
        Condition: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
  });

  it('deletes only what registration has marked as refused, and tables that were imported, so that a fault never deletes evidence', () => {
    const deleting = bucket.Properties.LifecycleConfiguration.Rules.filter(
      (rule: object) => 'ExpirationInDays' in rule || 'NoncurrentVersionExpiration' in rule,
    );
    expect(deleting).toEqual([
      {
        Id: 'refused-uploads',
        Status: 'Enabled',
        Prefix: 'evidence/',
        TagFilters: [{ Key: 'registration', Value: 'refused' }],
        ExpirationInDays: 30,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
      {
        Id: 'imported-tables',
        Status: 'Enabled',
        Prefix: 'imports/',
        ExpirationInDays: importKeptSeconds / (24 * 60 * 60),
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
    ]);
  });

  it('tells register-evidence of every upload below the prefix', () => {
    const lambda = ofFunction(resources, 'register-evidence', 'AWS::Lambda::Function');
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      LambdaConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Function: arnOf(lambda),
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'evidence/' }] } },
        },
      ],
    });
  });

  it('is made after the permission to notify, which names this bucket of this account', () => {
    const permission = ofConstruct(resources, 'EvidenceFilesMayNotify', 'AWS::Lambda::Permission');
    expect(permission.Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceAccount: '111122223333',
      SourceArn: `arn:aws:s3:::${name}`,
    });
    expect(bucket).toMatchObject({ DependsOn: [permission.id] });
  });

  it('is known to the functions by its name as text, because a reference would be a circle', () => {
    expect(bucket.Properties.BucketName).toBe(name);
    const { Variables } = ofFunction(resources, 'register-evidence', 'AWS::Lambda::Function').Properties.Environment;
    expect(Variables.EVIDENCE_BUCKET).toBe(name);
  });

  it('has a name that S3 takes even for the longest stage in the region with the longest name', () => {
    const { BucketName } = bucketWith({ stage: 'a'.repeat(20) }, 'cn-northwest-1').Properties;
    expect(BucketName).toMatch(/^[a-z0-9-]{3,63}$/);
  });
});

describe('browsers of other origins', () => {
  const ownOrigin = { 'Fn::GetAtt': [expect.stringContaining('PublicApi'), 'ApiEndpoint'] };

  it('may neither upload nor read by default: only the console may, which the API itself serves', () => {
    expect(bucket.Properties.CorsConfiguration.CorsRules).toMatchObject([{ AllowedOrigins: [ownOrigin] }]);
  });

  it('may from the listed origins, with the headers of an upload ticket', () => {
    expect(bucketWith({ portalOrigins: 'https://a.example' }).Properties.CorsConfiguration.CorsRules).toMatchObject([
      {
        AllowedOrigins: [ownOrigin, 'https://a.example'],
        AllowedMethods: ['PUT', 'GET', 'HEAD'],
        AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
      },
    ]);
  });
});

describe('what an installation chooses about evidence', () => {
  const variablesOf = (context: Record<string, unknown>, functionName: string) =>
    ofFunction(resourcesOf(buildStack({ context })), functionName, 'AWS::Lambda::Function').Properties.Environment
      .Variables;

  it('reaches the functions that need it', () => {
    const context = {
      evidenceBytesMax: '1000',
      evidenceTypes: 'application/pdf,image/png',
      clamdAddress: 'scan:3310',
      subnets: 'subnet-0a1b2c3d,subnet-0b1c2d3e',
      securityGroups: 'sg-0a1b2c3d',
    };
    expect(variablesOf(context, 'evidence')).toMatchObject({
      EVIDENCE_BYTES_MAX: '1000',
      EVIDENCE_TYPES: 'application/pdf,image/png',
    });
    for (const scanning of ['register-evidence', 'rescan-evidence']) {
      expect(variablesOf(context, scanning)).toMatchObject({ CLAMD_ADDRESS: 'scan:3310' });
    }
    for (const scanning of ['register-evidence', 'rescan-evidence']) {
      expect(variablesOf({ evidenceWarnings: 'refuse' }, scanning)).toMatchObject({ EVIDENCE_WARNINGS: 'refuse' });
    }
    expect(variablesOf({ evidenceRetentionYears: '15' }, 'protect-evidence')).toMatchObject({
      EVIDENCE_RETENTION_YEARS: '15',
    });
  });

  it('leaves the limits of the system in force unless it says otherwise, and keeps evidence for ten years', () => {
    expect(variablesOf({}, 'evidence')).not.toHaveProperty('EVIDENCE_BYTES_MAX');
    expect(variablesOf({}, 'evidence')).not.toHaveProperty('EVIDENCE_TYPES');
    expect(variablesOf({}, 'register-evidence')).toMatchObject({ EVIDENCE_WARNINGS: 'show' });
    expect(variablesOf({}, 'protect-evidence')).toMatchObject({ EVIDENCE_RETENTION_YEARS: '10' });
  });
});
