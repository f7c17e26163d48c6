import { Duration } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ScheduleTrigger } from '../functions/triggers/trigger.ts';
import type { Alarms } from './alarms.ts';
import { DeadLetters } from './dead-letters.ts';
import { Rhythm } from './rhythm.ts';
import type { ServiceFunction } from './service-function.ts';

/** Deliveries at the same time, to as many webhooks; other functions need the account's concurrency, too. */
const deliveriesAtOnce = 10;

export interface WebhookDeliveriesProps {
  /** How long the delivering function may run. */
  readonly timeoutSeconds: number;
  readonly alarms: Alarms;
}

/**
 * Wakes the delivery to webhooks: a queue in which each webhook is a group, so that there is one run at a time for each. The
 * messages hold names only; what is sent lies in the table, and a lost message is found within a minute.
 */
export class WebhookDeliveries extends Construct {
  readonly queue: Queue;
  private readonly alarms: Alarms;

  constructor(scope: Construct, id: string, { timeoutSeconds, alarms }: WebhookDeliveriesProps) {
    super(scope, id);
    this.alarms = alarms;
    const unserved = new DeadLetters(this, 'Unserved', {
      alarms,
      isFifo: true,
      meaning:
        'The delivery to a webhook failed five times for a reason of its own, not the receiver’s; its log says why.',
    });
    this.queue = new Queue(this, 'Queue', {
      fifo: true,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's time, so that a message is never handed out while it is still being worked on.
      visibilityTimeout: Duration.seconds(6 * timeoutSeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: unserved.queue, maxReceiveCount: 5 },
    });
    alarms.raise(this, 'WebhookFaults', {
      metric: alarms.reported('WebhookFaults'),
      threshold: 1,
      periods: 1,
      meaning: 'The delivery to a webhook failed for a reason of its own and is tried again; its log says why.',
    });
    alarms.raise(this, 'Disabled', {
      metric: alarms.reported('DisabledWebhooks'),
      threshold: 1,
      periods: 1,
      meaning: 'A webhook was disabled: its receiver took nothing for three days. Nothing is lost; register it again.',
    });
  }

  /** Lets a role wake deliveries. */
  allowWaking(role: IRole): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
  }

  /** What a function that wakes deliveries has to know. */
  environment(): Record<string, string> {
    return { WEBHOOK_QUEUE_URL: this.queue.queueUrl };
  }

  /** Hands each message to the delivering function, and lets the other one look every minute for what is due. */
  connect(
    deliver: ServiceFunction,
    wake: { readonly woken: ServiceFunction; readonly trigger: ScheduleTrigger },
  ): void {
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    deliver.role.addToPolicy(new PolicyStatement({ actions, resources: [this.queue.queueArn] }));
    new EventSourceMapping(this, 'Messages', {
      target: deliver.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: 1,
      maxConcurrency: deliveriesAtOnce,
      reportBatchItemFailures: true,
    });
    new Rhythm(this, 'Wake', {
      ...wake,
      alarms: this.alarms,
      silence:
        'Nobody has looked for due webhooks three times in a row: what could not be delivered is not tried again.',
    });
  }
}
