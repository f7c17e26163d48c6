import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlarmsProps {
  readonly stage: string;
  /** Receives every alarm once its owner has confirmed the subscription; nobody does without it. */
  readonly alarmEmail?: string | undefined;
}

/** One alarm: which number, from which value on, and what it means to the person it wakes. */
export interface AlarmRule {
  readonly metric: IMetric;
  readonly threshold: number;
  /** Evaluation periods in a row that must reach the threshold. */
  readonly periods: number;
  readonly meaning: string;
  /** Its section in the runbook, where that is not named like the alarm itself. */
  readonly section?: string;
  /** For a number that must stay above the threshold: too little, or nothing at all, is the alarm. */
  readonly atLeast?: boolean;
}

/** Period and statistic of nearly every alarm: the sum over five minutes. */
export const sumOverFiveMinutes = { period: Duration.minutes(5), statistic: Stats.SUM };

/** Where every alarm goes: one topic. Each capability raises its own alarms beside what they watch. */
export class Alarms extends Construct {
  readonly topic: Topic;
  /** Every alarm that there is so far. */
  readonly raised: Alarm[] = [];
  private readonly stage: string;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.stage = props.stage;
    // Not encrypted with a key: the AWS managed key of SNS lets no alarm publish, and a message holds only names and numbers.
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (props.alarmEmail) this.topic.addSubscription(new EmailSubscription(props.alarmEmail));
  }

  /** A number that the functions of this stage themselves report, summed over five minutes. */
  reported(metricName: string): Metric {
    const dimensionsMap = { service: 'kaohe', stage: this.stage };
    return new Metric({ namespace: 'Kaohe', metricName, dimensionsMap, ...sumOverFiveMinutes });
  }

  /** Adds an alarm below `scope`, so that it stands beside what it watches. */
  raise(scope: Construct, id: string, rule: AlarmRule): void {
    const alarm = new Alarm(scope, id, {
      metric: rule.metric,
      threshold: rule.threshold,
      evaluationPeriods: rule.periods,
      alarmDescription: `${rule.meaning} RUNBOOK.md#${(rule.section ?? id).toLowerCase()}`,
      comparisonOperator: rule.atLeast
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: rule.atLeast ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.raised.push(alarm);
  }
}
