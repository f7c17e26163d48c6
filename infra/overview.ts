import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { BookTable } from './book-table.ts';
import type { PublicApi } from './public-api.ts';
import type { ServiceFunction } from './service-function.ts';

export interface OverviewProps {
  readonly stage: string;
  readonly alarms: Alarms;
  readonly api: PublicApi;
  readonly table: BookTable;
  readonly functions: Readonly<Record<string, ServiceFunction>>;
}

const period = Duration.minutes(5);
const sum = { period, statistic: Stats.SUM };

/** One page that shows how a stage is: its alarms, and what callers, functions, streams and table say of the same hours. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { stage, alarms, api, table, functions }: OverviewProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `kaohe-${stage}` });
    const of = (name: keyof typeof functions) => functions[name]!.lambda;
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 6, alarms: [...alarms.raised] }));
    dashboard.addWidgets(
      graph('Requests and refusals', [
        api.http.metricCount(sum),
        api.http.metricClientError(sum),
        api.http.metricServerError(sum),
        api.tooMany,
      ]),
      graph(
        'Milliseconds of a claim, p50 and p99',
        ['p50', 'p99'].map((statistic) => of('book-writes').metricDuration({ period, statistic, label: statistic })),
      ),
      graph(
        'Milliseconds behind the stream',
        ['recalculate', 'publish'].map((name) =>
          of(name).metric('IteratorAge', { period, statistic: Stats.MAXIMUM, label: name }),
        ),
      ),
    );
    dashboard.addWidgets(
      graph(
        'Failed invocations',
        Object.entries(functions).map(([label, { lambda }]) => lambda.metricErrors({ ...sum, label })),
      ),
      graph('Concurrent invocations of the account', [
        new Metric({ namespace: 'AWS/Lambda', metricName: 'ConcurrentExecutions', period, statistic: Stats.MAXIMUM }),
      ]),
      graph(
        'Request units of the table',
        ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map(
          (metricName) =>
            new Metric({
              namespace: 'AWS/DynamoDB',
              metricName,
              dimensionsMap: { TableName: table.table.tableName },
              ...sum,
            }),
        ),
      ),
    );
    dashboard.addWidgets(graph('What the functions count', [countsOf(this, stage)], 24));
  }
}

/** Every number of the stage that the functions report, also those that nobody has thought of here. */
function countsOf(scope: Construct, stage: string): IMetric {
  return new MathExpression({
    expression: `SEARCH('{Kaohe,service,stage} stage="${stage}"', 'Sum', ${period.toSeconds()})`,
    usingMetrics: {},
    label: '',
    period,
    searchRegion: Stack.of(scope).region,
  });
}

function graph(title: string, left: readonly IMetric[], width = 8): IWidget {
  return new GraphWidget({ title, width, left: [...left], leftYAxis: { min: 0, showUnits: false } });
}
