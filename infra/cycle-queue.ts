import { Duration } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { DeadLetters } from './dead-letters.ts';
import type { ServiceFunction } from './service-function.ts';

export interface CycleQueueProps {
  /** How long the woken function may run. */
  readonly timeoutSeconds: number;
  readonly alarms: Alarms;
}

/** Wakes the finalizer: a message for each cycle that has something due, of a schedule or of another function. */
export class CycleQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { timeoutSeconds, alarms }: CycleQueueProps) {
    super(scope, id);
    const unfinished = new DeadLetters(this, 'Unfinished', {
      alarms,
      meaning:
        'The steps of a cycle that had something due failed five times; the sweeper goes on trying, its log says why.',
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's time, so that a message is never handed out while it is still being worked on.
      visibilityTimeout: Duration.seconds(6 * timeoutSeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: unfinished.queue, maxReceiveCount: 5 },
    });
    alarms.raise(this, 'FinalizationFailures', {
      metric: alarms.reported('FinalizationFailures'),
      threshold: 1,
      periods: 1,
      meaning:
        'A step of a cycle failed, or the finalizer could not be woken; it is tried again, and its log says why.',
    });
  }

  /** Lets a role wake the finalizer. */
  allowWaking(role: IRole): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
  }

  /** What a function that wakes the finalizer has to know. */
  environment(): Record<string, string> {
    return { CYCLE_QUEUE_URL: this.queue.queueUrl };
  }

  /** Hands each message to the function, one at a time; a failed one comes again, at last into the dead-letter queue. */
  wake({ lambda, role }: ServiceFunction): void {
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    role.addToPolicy(new PolicyStatement({ actions, resources: [this.queue.queueArn] }));
    new EventSourceMapping(this, 'Messages', {
      target: lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
    });
  }
}
