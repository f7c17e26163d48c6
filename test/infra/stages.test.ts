import { describe, expect, it } from 'vitest';
import { resourceType } from './cloudformation-faults.ts';
import { buildStack, ofType, type Resource, resourcesOf } from './synthesized-stack.ts';

/** What makes the resource one of its kind in an account, where the template itself says all of it. */
function explicitName({ Type, Properties }: Resource): string | undefined {
  const values = (resourceType(Type).primaryIdentifier ?? []).map((name) => Properties?.[name]);
  const isExplicit = values.length > 0 && values.every((value) => typeof value === 'string');
  return isExplicit ? `${Type} ${values.join(' ')}` : undefined;
}

function namesIn(stage: string): string[] {
  const context = { stage, backup: 'daily', tokenKeys: 'https://login.internal/keys' };
  const resources = resourcesOf(buildStack({ context }));
  return resources.map(explicitName).filter((name) => name !== undefined);
}

describe('two stages in one account', () => {
  const [one, other] = [namesIn('production'), namesIn('test')];

  it('give no resource the same name', () => {
    expect(one.filter((name) => other.includes(name))).toEqual([]);
  });

  it('have as many names of their own, and among them those that are known to be given', () => {
    expect(one).toHaveLength(other.length);
    expect(one).toContain('AWS::Events::EventBus kaohe-production');
    expect(one).toContain('AWS::Backup::BackupVault kaohe-production');
    expect(one).toContain('AWS::CloudWatch::Dashboard kaohe-production');
    expect(one).toContain('AWS::S3::Bucket kaohe-production-evidence-111122223333-ap-southeast-1');
  });

  it('listen to their own numbers alone', () => {
    for (const stage of ['production', 'test']) {
      const resources = resourcesOf(buildStack({ context: { stage } }));
      const told = ofType(resources, 'AWS::Lambda::Function').map(
        ({ Properties }) => Properties.Environment.Variables.STAGE,
      );
      const heard = ofType(resources, 'AWS::CloudWatch::Alarm')
        .filter(({ Properties }) => Properties.Namespace === 'Kaohe')
        .map(({ Properties: { Dimensions, MetricName } }) => {
          // What is counted in a log has no dimensions, and its stage in its name.
          const dimension = Dimensions?.find(({ Name }: { Name: string }) => Name === 'stage');
          return dimension?.Value ?? MetricName.split('-').at(-1);
        });
      expect(heard.length).toBeGreaterThan(5);
      expect([...new Set([...told, ...heard])]).toEqual([stage]);
    }
  });

  it('show their APIs under names that tell them apart', () => {
    const apis = ['production', 'test'].flatMap((stage) =>
      ofType(resourcesOf(buildStack({ context: { stage } })), 'AWS::ApiGatewayV2::Api'),
    );
    expect(apis.map(({ Properties }) => Properties.Name)).toEqual(['kaohe-production', 'kaohe-test']);
  });
});
