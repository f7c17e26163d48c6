import { describe, expect, it } from 'vitest';
import { quotas } from '../../infra/preflight-account.ts';
import { buildStack, ofConstruct, ofFunction, ofType, type Resource, resourcesOf } from './synthesized-stack.ts';

const stack = buildStack();
const resources = resourcesOf(stack);
const chosen = resourcesOf(
  buildStack({
    context: {
      stage: 'trial',
      domainName: 'kaohe.example.org',
      domainCertificateArn: 'arn:aws:acm:ap-southeast-1:111122223333:certificate/made-up',
      reservedConcurrency: 'recalculate=20,publish=5',
    },
  }),
);

/** The dashboard's text, with references in angle brackets. */
function dashboardOf(among: readonly Resource[]): { widgets: { properties: Record<string, unknown> }[] } {
  const { DashboardBody } = ofType(among, 'AWS::CloudWatch::Dashboard')[0]!.Properties;
  const parts: unknown[] = DashboardBody['Fn::Join'][1];
  const text = parts.map((part) =>
    typeof part === 'string'
      ? part
      : `<${Object.values(part as object)
          .flat()
          .join('.')}>`,
  );
  return JSON.parse(text.join(''));
}

describe('the dashboard', () => {
  it('is one for each stage and shows every alarm', () => {
    expect(ofType(resources, 'AWS::CloudWatch::Dashboard').map(({ Properties }) => Properties.DashboardName)).toEqual([
      'kaohe-production',
    ]);
    const [alarms] = dashboardOf(resources).widgets;
    const all = ofType(resources, 'AWS::CloudWatch::Alarm').map(({ id }) => `<${id}.Arn>`);
    expect(all.length).toBeGreaterThan(50);
    expect([...(alarms!.properties.alarms as string[])].sort()).toEqual(all.sort());
    // A widget takes no more.
    expect(all.length).toBeLessThanOrEqual(100);
  });

  it('shows what the functions of its stage count, and of no other', () => {
    const metrics = dashboardOf(chosen).widgets.flatMap(({ properties }) => properties.metrics ?? []);
    const counted = (metrics as { expression?: string }[][]).flatMap(([first]) => first?.expression ?? []);
    expect(counted).toEqual([`SEARCH('{Kaohe,service,stage} stage="trial"', 'Sum', 300)`]);
  });
});

describe('the quotas that are looked at before a deployment', () => {
  it('are held against what a stage has', () => {
    const types = {
      buckets: 'AWS::S3::Bucket',
      scheduleGroups: 'AWS::Scheduler::ScheduleGroup',
      alarms: 'AWS::CloudWatch::Alarm',
    };
    const wanted = Object.entries(quotas).map(([name, quota]) => [name, quota.wanted]);
    expect(wanted).toEqual(Object.entries(types).map(([name, type]) => [name, ofType(resources, type).length]));
  });
});

describe('alarms on what callers feel', () => {
  const alarmOn = (construct: string) => ofConstruct(resources, construct, 'AWS::CloudWatch::Alarm').Properties;

  it('rise where one claim in a hundred takes seconds, for a quarter of an hour', () => {
    const { id } = ofFunction(resources, 'book-writes', 'AWS::Lambda::Function');
    expect(alarmOn('PublicApiSlowWrites')).toMatchObject({
      MetricName: 'Duration',
      ExtendedStatistic: 'p99',
      Threshold: 3000,
      EvaluationPeriods: 3,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }],
    });
  });

  it('rise where requests are refused with 429, whoever refused them, under a name of each stage', () => {
    const filter = ofType(resources, 'AWS::Logs::MetricFilter')[0]!.Properties;
    expect(filter).toMatchObject({
      FilterPattern: '{ $.status = "429" }',
      LogGroupName: { Ref: ofConstruct(resources, 'PublicApiAccessLogs', 'AWS::Logs::LogGroup').id },
      MetricTransformations: [{ MetricNamespace: 'Kaohe', MetricName: 'TooManyRequests-production', MetricValue: '1' }],
    });
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    expect(JSON.parse(stage!.Properties.AccessLogSettings.Format).status).toBe('$context.status');
    expect(alarmOn('PublicApiTooManyRequests')).toMatchObject({
      Namespace: 'Kaohe',
      MetricName: 'TooManyRequests-production',
      Statistic: 'Sum',
      Threshold: 100,
      EvaluationPeriods: 3,
    });
  });
});

describe('a name of its own', () => {
  it('is that of the API where an installation has one, and its pages may upload', () => {
    const domain = ofType(chosen, 'AWS::ApiGatewayV2::DomainName')[0]!;
    expect(domain.Properties).toMatchObject({
      DomainName: 'kaohe.example.org',
      DomainNameConfigurations: [{ EndpointType: 'REGIONAL' }],
    });
    const api = ofType(chosen, 'AWS::ApiGatewayV2::Api')[0]!;
    expect(ofType(chosen, 'AWS::ApiGatewayV2::ApiMapping')[0]!.Properties).toMatchObject({
      ApiId: { Ref: api.id },
      DomainName: { Ref: domain.id },
    });
    const { CorsRules } = ofConstruct(chosen, 'EvidenceFiles', 'AWS::S3::Bucket').Properties.CorsConfiguration;
    expect(CorsRules[0].AllowedOrigins).toContain('https://kaohe.example.org');
    expect(ofType(resources, 'AWS::ApiGatewayV2::DomainName')).toEqual([]);
  });
});

describe('reserved invocations', () => {
  it('are those of the functions that an installation names, and no other has any', () => {
    const reserved = ofType(chosen, 'AWS::Lambda::Function').flatMap(({ id, Properties }) =>
      Properties.ReservedConcurrentExecutions === undefined ? [] : [[id, Properties.ReservedConcurrentExecutions]],
    );
    const idOf = (name: string) => ofFunction(chosen, name, 'AWS::Lambda::Function').id;
    expect(Object.fromEntries(reserved)).toEqual({ [idOf('recalculate')]: 20, [idOf('publish')]: 5 });
  });
});
