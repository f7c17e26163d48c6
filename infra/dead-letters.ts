import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IDestination, IEventSourceDlq } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

export interface DeadLettersProps {
  readonly alarms: Alarms;
  /** What it means that something lies here. */
  readonly meaning: string;
  /** Whether it stands behind a FIFO queue, which takes no other. */
  readonly isFifo?: boolean;
}

/** Keeps for two weeks what was given up after its retries, and raises an alarm as long as anything lies there. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { alarms, meaning, isFifo }: DeadLettersProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      ...(isFifo && { fifo: true }),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    alarms.raise(this, 'NotEmpty', {
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: Stats.MAXIMUM,
      }),
      threshold: 1,
      periods: 1,
      meaning,
      section: id,
    });
  }

  /** Where an asynchronous invocation of the role's function, or a batch of a stream for it, goes that kept failing. */
  destinationFor(role: IRole): IDestination & IEventSourceDlq {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
    return { bind: () => ({ destination: this.queue.queueArn }) };
  }
}
