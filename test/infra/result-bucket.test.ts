import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import type { FunctionEntry } from '../../functions/triggers/trigger.ts';
import { arnOf, buildStack, ofConstruct, ofFunction, resourcesOf, statementsOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());
const bucket = ofConstruct(resources, 'Results', 'AWS::S3::Bucket');
const writers = Object.entries<FunctionEntry>(functions).filter(([, { results }]) => results === 'write');

describe('the bucket of sealed results', () => {
  it('locks every object for thirty years against everybody', () => {
    expect(bucket.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 30 } },
      },
    });
  });

  it('deletes nothing by itself', () => {
    expect(bucket.Properties.LifecycleConfiguration).toBeUndefined();
  });

  it('refuses every put that does not ask for the key to be free', () => {
    expect(statementsOf(ofConstruct(resources, 'Results', 'AWS::S3::BucketPolicy'))).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['s3:PutObject'],
        Resource: { 'Fn::Join': ['', [arnOf(bucket), '/*']] },
        Condition: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
  });

  it('locks as long as the installation chooses, and its writers ask for as much', () => {
    const chosen = resourcesOf(buildStack({ context: { finalRetentionYears: '12' } }));
    const { Rule } = ofConstruct(chosen, 'Results', 'AWS::S3::Bucket').Properties.ObjectLockConfiguration;
    expect(Rule.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Years: 12 });
    expect(writers.length).toBeGreaterThan(0);
    for (const [name] of writers) {
      const { Variables } = ofFunction(chosen, name, 'AWS::Lambda::Function').Properties.Environment;
      expect(Variables, name).toMatchObject({ FINAL_BUCKET: { Ref: bucket.id }, FINAL_RETENTION_YEARS: '12' });
    }
  });
});
