import type { Metrics } from './metrics.ts';
import type { Deployed, DeployedStack } from './template.ts';

const statistics: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  SampleCount: (values) => values.length,
};

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** The alarms of a template, evaluated as CloudWatch does: by whole periods, as many in a row as they ask for. */
export class AlarmWatch {
  readonly #alarms: readonly Deployed[];
  readonly #metrics: Metrics;
  /** Alarms that have been raised, by the paths of their constructs: `sweep/Errors`. */
  readonly raised = new Set<string>();
  readonly #since: number;

  constructor(stack: DeployedStack, metrics: Metrics, now: number) {
    this.#alarms = stack.ofType('AWS::CloudWatch::Alarm');
    this.#metrics = metrics;
    this.#since = now;
  }

  get names(): string[] {
    return this.#alarms.map(nameOf).sort();
  }

  /** Looks at every alarm; to be called each minute. */
  look(now: number): void {
    for (const alarm of this.#alarms) if (this.#isBreached(alarm, now)) this.raised.add(nameOf(alarm));
  }

  #isBreached({ properties }: Deployed, now: number): boolean {
    const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, Period } = properties;
    const milliseconds = Period * 1000;
    const end = Math.floor(now / milliseconds) * milliseconds;
    const breaches = Array.from({ length: EvaluationPeriods }, (_, index) => {
      const to = end - index * milliseconds;
      // Before the account was there, nothing could be missing.
      return to - milliseconds >= this.#since && this.#isPeriodBreached(properties, to - milliseconds, to);
    });
    return breaches.filter(Boolean).length >= DatapointsToAlarm;
  }

  #isPeriodBreached(properties: Deployed['properties'], from: number, to: number): boolean {
    const { Namespace, MetricName, Dimensions = [], Statistic, ExtendedStatistic } = properties;
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }: Record<string, string>) => [Name, Value]));
    const values = this.#metrics.values({ namespace: Namespace, name: MetricName, dimensions }, from, to);
    if (values.length === 0) return properties.TreatMissingData === 'breaching';
    const compare = comparisons[properties.ComparisonOperator];
    if (!compare) throw new Error(`nobody knows the comparison ${properties.ComparisonOperator}`);
    return compare(statisticOf(Statistic ?? ExtendedStatistic)(values), properties.Threshold);
  }
}

function nameOf({ path }: Deployed): string {
  return path.split('/').slice(1, -1).join('/');
}

function statisticOf(name: string): (values: readonly number[]) => number {
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(name)?.[1];
  if (percentile) {
    const at = (values: readonly number[]) => Math.ceil((Number(percentile) / 100) * values.length) - 1;
    return (values) => values.toSorted((a, b) => a - b)[Math.max(0, at(values))]!;
  }
  const statistic = statistics[name];
  if (!statistic) throw new Error(`nobody knows the statistic ${name}`);
  return statistic;
}
