import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { ScheduleTrigger } from '../functions/shared/trigger.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

export interface SweeperProps {
  readonly sweep: ServiceFunction;
  readonly trigger: ScheduleTrigger;
  readonly alarms: Alarms;
}

/** The rhythm that heals lost wake-ups and compares the board with a full rebuild. */
export class Sweeper extends Construct {
  constructor(scope: Construct, id: string, { sweep, trigger, alarms }: SweeperProps) {
    super(scope, id);
    const rhythm = Duration.minutes(trigger.everyMinutes);
    // The next run does all that a lost or failed one left undone, so a run is never repeated or kept.
    sweep.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: rhythm });
    new Rule(this, 'Rhythm', {
      schedule: Schedule.rate(rhythm),
      targets: [new LambdaFunction(sweep.lambda, { retryAttempts: 0, maxEventAge: rhythm })],
    });
    alarms.raise(this, 'Divergence', {
      metric: new Metric({
        namespace: 'Kaohe',
        metricName: 'Divergences',
        dimensionsMap: { service: 'kaohe' },
        ...sumOverFiveMinutes,
      }),
      threshold: 1,
      periods: 1,
      meaning: 'A board differs from its full rebuild: do not finalize before the difference is explained.',
    });
    alarms.raise(this, 'Silence', {
      metric: sweep.lambda.metricInvocations({ ...sumOverFiveMinutes, period: rhythm }),
      threshold: 1,
      periods: 3,
      atLeast: true,
      meaning: 'The sweeper has not run three times in a row: a lost wake-up would stay unnoticed.',
    });
  }
}
