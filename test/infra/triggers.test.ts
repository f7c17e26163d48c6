import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import type { FunctionEntry } from '../../functions/triggers/trigger.ts';
import { arnOf, buildStack, ofConstruct, ofFunction, ofType, type Resource, resourcesOf } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());
const entries = Object.entries<FunctionEntry>(functions);

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Everything in the template that wakes a function, as the table of functions would say it. */
function wakersOf(name: string): unknown[] {
  const lambda = ofFunction(resources, name, 'AWS::Lambda::Function');
  const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping').filter(
    ({ Properties }) => Properties.FunctionName.Ref === lambda.id,
  );
  const rules = ofType(resources, 'AWS::Events::Rule').filter(({ Properties }) =>
    Properties.Targets.some(({ Arn }: { Arn: unknown }) => same(Arn, arnOf(lambda))),
  );
  const uploads = ofType(resources, 'AWS::S3::Bucket')
    .flatMap(({ Properties }) => Properties.NotificationConfiguration?.LambdaConfigurations ?? [])
    .filter((configuration) => same(configuration.Function, arnOf(lambda)));
  return [...mappings.map(mappingAsTrigger), ...rules.map(ruleAsTrigger), ...uploads.map(() => 'evidence-uploaded')];
}

function mappingAsTrigger({ Properties }: Resource): string {
  const queue = ofConstruct(resources, 'CyclesDueQueue', 'AWS::SQS::Queue');
  if (same(Properties.EventSourceArn, arnOf(queue))) return 'cycle-dates';
  const woken = ofConstruct(resources, 'WebhookDeliveriesQueue', 'AWS::SQS::Queue');
  if (same(Properties.EventSourceArn, arnOf(woken))) return 'webhook-woken';
  return Properties.EventSourceArn['Fn::GetAtt'][1] === 'StreamArn' ? 'stream' : 'unknown';
}

function ruleAsTrigger({ Properties }: Resource): string {
  if (Properties.ScheduleExpression) return `schedule ${Properties.ScheduleExpression}`;
  return `event ${Properties.EventPattern['detail-type']}`;
}

function expectedOf({ trigger }: FunctionEntry): string[] {
  if (!trigger) return [];
  if (trigger.kind === 'schedule')
    return [`schedule rate(${trigger.everyMinutes} minute${trigger.everyMinutes === 1 ? '' : 's'})`];
  if (trigger.kind === 'event') return [`event ${trigger.types}`];
  return [trigger.kind];
}

describe('what wakes a function', () => {
  it.each(entries)('is for %s what the table of functions says, and nothing else', (name, entry) => {
    expect(wakersOf(name)).toEqual(expectedOf(entry));
  });

  it('is in some function each kind of trigger that there is', () => {
    const kinds = new Set(entries.flatMap(([, { trigger }]) => (trigger ? [trigger.kind] : [])));
    expect([...kinds].sort()).toEqual([
      'cycle-dates',
      'event',
      'evidence-uploaded',
      'schedule',
      'stream',
      'webhook-woken',
    ]);
  });

  it.each(entries.filter(([, { trigger }]) => trigger?.kind === 'schedule'))(
    'does not repeat a failed run of %s, because the next one does all of it',
    (name) => {
      const config = ofFunction(resources, name, 'AWS::Lambda::EventInvokeConfig');
      expect(config.Properties).toMatchObject({ MaximumRetryAttempts: 0 });
    },
  );
});
