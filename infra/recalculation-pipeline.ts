import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IEventSourceDlq, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type StreamTrigger, toEventPattern } from '../functions/triggers/trigger.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import type { BookTable } from './book-table.ts';
import { DeadLetters } from './dead-letters.ts';
import { hasStreamFailureBuckets } from './partition-features.ts';
import { removalOf } from './removal.ts';
import type { ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';
import { acknowledgeWildcard } from './wildcard-acknowledgement.ts';

/** How far a reader of the stream may fall behind before somebody is told. */
const iteratorAgeSecondsMax = 120;

/** A function and the part of the stream that wakes it. */
export interface StreamReader {
  readonly name: string;
  readonly reader: ServiceFunction;
  readonly trigger: StreamTrigger;
}

export interface RecalculationPipelineProps {
  readonly settings: Settings;
  readonly table: BookTable;
  readonly alarms: Alarms;
  readonly readers: readonly StreamReader[];
}

/**
 * From the table's stream to the functions it wakes. Each mapping admits only what its filter names, so writing a score
 * can never wake the recalculation; what fails is bisected, retried within bounds and then kept: with its payload, or
 * where the partition does not offer that, with its place in the stream.
 */
export class RecalculationPipeline extends Construct {
  readonly failures: KeptFailures;

  constructor(scope: Construct, id: string, props: RecalculationPipelineProps) {
    super(scope, id);
    const Kept = hasStreamFailureBuckets(this) ? FailureBucket : FailureQueue;
    this.failures = new Kept(this, 'Failures', props);
    for (const reader of props.readers) {
      this.connect(reader, props.table);
      raiseAlarms(reader, props.alarms);
    }
    props.alarms.raise(this, 'StreamTaskFailures', {
      metric: props.alarms.reported('StreamTaskFailures'),
      threshold: 1,
      periods: 1,
      meaning:
        'A record of the stream could not be worked on and comes again; the log of recalculate or publish says why.',
    });
    props.alarms.raise(this, 'SkippedRecords', {
      metric: props.alarms.reported('SkippedRecords'),
      threshold: 1,
      periods: 1,
      meaning: 'A function passed over a record of the stream that it can not read: an older version is at work.',
    });
  }

  private connect({ name, reader, trigger }: StreamReader, { table, streamArn }: BookTable): void {
    allowReadingStream(reader, table);
    const onFailure = this.failures.destinationFor(reader.role);
    new EventSourceMapping(this, `Stream-${name}`, {
      target: reader.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: trigger.filters.map((filter) => ({ pattern: JSON.stringify(toEventPattern(filter)) })),
      batchSize: trigger.batchSizeMax,
      maxBatchingWindow: Duration.seconds(trigger.batchWindowSeconds),
      retryAttempts: trigger.retriesMax,
      maxRecordAge: Duration.seconds(trigger.recordAgeSecondsMax),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure,
    });
  }
}

function allowReadingStream({ role }: ServiceFunction, { tableArn }: ITable): void {
  const streams = `${tableArn}/stream/*`;
  role.addToPolicy(
    new PolicyStatement({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resources: [streams],
    }),
  );
  acknowledgeWildcard(
    role,
    streams,
    "Streams are listed before their label is known; the pattern covers this table's streams alone.",
  );
}

function raiseAlarms({ name, reader }: StreamReader, alarms: Alarms): void {
  alarms.raise(reader, 'IteratorAge', {
    metric: reader.lambda.metric('IteratorAge', { period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
    threshold: iteratorAgeSecondsMax * 1000,
    periods: 3,
    meaning: `The function ${name} is more than ${iteratorAgeSecondsMax} seconds behind the stream: a batch keeps failing or too much arrives.`,
  });
  alarms.raise(reader, 'LostFailures', {
    metric: reader.lambda.metric('DestinationDeliveryFailures', sumOverFiveMinutes),
    threshold: 1,
    periods: 1,
    meaning: `A batch that the function ${name} gave up could not be kept; the sweeper heals scores, and an order to republish tells events again.`,
  });
}

/** Where batches of the stream go that were given up. */
interface KeptFailures {
  /** Under which name the stack tells where they are, and where that is. */
  readonly output: { readonly name: string; readonly value: string };
  /** Lets the role of a mapping store there, and nothing else: no reading back, no deleting. */
  destinationFor(role: IRole): IEventSourceDlq;
}

/**
 * Keeps for two weeks the place in the stream of every batch that was given up. The stream itself forgets after a day; what
 * the batch held stands in the table for ever, and can be published from there once more.
 */
class FailureQueue extends Construct implements KeptFailures {
  readonly output: KeptFailures['output'];
  private readonly letters: DeadLetters;

  constructor(scope: Construct, id: string, { alarms }: RecalculationPipelineProps) {
    super(scope, id);
    this.letters = new DeadLetters(this, 'GivenUp', {
      alarms,
      meaning:
        'A batch of the stream was given up; the message says when it came. Order its events to be published again.',
    });
    Validations.of(this.letters.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, of the stream mappings, which the rule does not look at.',
    });
    this.output = { name: 'FailureQueueUrl', value: this.letters.queue.queueUrl };
  }

  destinationFor(role: IRole): IEventSourceDlq {
    return this.letters.destinationFor(role);
  }
}

/** Keeps every batch of the stream that was given up, with its payload, for 400 days, and announces each one. */
class FailureBucket extends Construct implements KeptFailures {
  readonly output: KeptFailures['output'];
  private readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { settings, alarms }: RecalculationPipelineProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: removalOf(settings),
      lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(1) }],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the stream mappings write here, and each object is announced by an event; an access log would need a second bucket for nothing new.',
    });
    this.announce(alarms);
    this.output = { name: 'FailureBucketName', value: this.bucket.bucketName };
  }

  destinationFor(role: IRole): IEventSourceDlq {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects('*')] }),
    );
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }));
    acknowledgeWildcard(
      role,
      this.bucket.arnForObjects('*'),
      'The mapping chooses the name of each object it stores; the bucket holds nothing else.',
    );
    return { bind: () => ({ destination: this.bucket.bucketArn }) };
  }

  // On the Cfn level: the property of the construct would deploy a function of its own to set this.
  private announce(alarms: Alarms): void {
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    const { account, stackName } = Stack.of(this);
    // By its name: the rule itself names the role.
    const rules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: `${stackName}-*` });
    const role = new Role(this, 'Mail', {
      description: 'Announces batches of the stream that were given up',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': rules } },
      }),
    });
    new Rule(this, 'Stored', {
      description: 'A batch of the stream was given up and kept',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] } },
      },
      targets: [
        new SnsTopic(alarms.topic, {
          role,
          message: RuleTargetInput.fromText(
            `A batch of the stream was given up; it is kept with its payload in ${EventField.fromPath('$.detail.bucket.name')} under ${EventField.fromPath('$.detail.object.key')}.`,
          ),
        }),
      ],
    });
  }
}
