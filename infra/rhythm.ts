import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { ScheduleTrigger } from '../functions/triggers/trigger.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

export interface RhythmProps {
  readonly woken: ServiceFunction;
  readonly trigger: ScheduleTrigger;
  readonly alarms: Alarms;
  /** What it means that the function does not run. */
  readonly silence: string;
}

/** Wakes a function again and again. The next run does all that a lost or failed one left undone, so none is repeated. */
export class Rhythm extends Construct {
  constructor(scope: Construct, id: string, { woken, trigger, alarms, silence }: RhythmProps) {
    super(scope, id);
    const rhythm = Duration.minutes(trigger.everyMinutes);
    woken.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: rhythm });
    new Rule(this, 'Rule', {
      schedule: Schedule.rate(rhythm),
      targets: [new LambdaFunction(woken.lambda, { retryAttempts: 0, maxEventAge: rhythm })],
    });
    alarms.raise(this, 'Silence', {
      metric: woken.lambda.metricInvocations({ ...sumOverFiveMinutes, period: rhythm }),
      threshold: 1,
      periods: 3,
      atLeast: true,
      meaning: silence,
    });
  }
}
