import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type StreamTrigger, toEventPattern } from '../functions/triggers/trigger.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import type { BookTable } from './book-table.ts';
import type { ServiceFunction } from './service-function.ts';
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
  readonly table: BookTable;
  readonly alarms: Alarms;
  readonly readers: readonly StreamReader[];
}

/**
 * From the table's stream to the functions it wakes. Each mapping admits only what its filter names, so writing a score
 * can never wake the recalculation; what fails is bisected, retried within bounds and then kept with its payload.
 */
export class RecalculationPipeline extends Construct {
  readonly failures: FailureBucket;

  constructor(scope: Construct, id: string, props: RecalculationPipelineProps) {
    super(scope, id);
    this.failures = new FailureBucket(this, 'Failures', props.alarms);
    for (const reader of props.readers) {
      this.connect(reader, props.table);
      raiseAlarms(reader, props.alarms);
    }
  }

  private connect({ name, reader, trigger }: StreamReader, { table }: BookTable): void {
    allowReadingStream(reader, table.node.defaultChild as CfnTable);
    this.failures.allowStoring(reader.role);
    new EventSourceMapping(this, `Stream-${name}`, {
      target: reader.lambda,
      eventSourceArn: table.tableStreamArn!,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: trigger.filters.map((filter) => ({ pattern: JSON.stringify(toEventPattern(filter)) })),
      batchSize: trigger.batchSizeMax,
      maxBatchingWindow: Duration.seconds(trigger.batchWindowSeconds),
      retryAttempts: trigger.retriesMax,
      maxRecordAge: Duration.seconds(trigger.recordAgeSecondsMax),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: { bind: () => ({ destination: this.failures.bucket.bucketArn }) },
    });
  }
}

function allowReadingStream({ role }: ServiceFunction, table: CfnTable): void {
  const streams = `${table.attrArn}/stream/*`;
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
    meaning: `A batch that the function ${name} gave up could not be kept in the failure bucket; only the sweeper can heal it.`,
  });
}

/** Keeps every batch of the stream that was given up, with its payload, for 400 days, and announces each one. */
class FailureBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, alarms: Alarms) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(1) }],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the stream mappings write here, and each object is announced by an event; an access log would need a second bucket for nothing new.',
    });
    this.announce(alarms);
  }

  /** Lets a role store what a mapping gave up, and nothing else: no reading back, no deleting. */
  allowStoring(role: IRole): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects('*')] }),
    );
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }));
    acknowledgeWildcard(
      role,
      this.bucket.arnForObjects('*'),
      'The mapping chooses the name of each object it stores; the bucket holds nothing else.',
    );
  }

  // On the Cfn level: the property of the construct would deploy a function of its own to set this.
  private announce(alarms: Alarms): void {
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    new Rule(this, 'Stored', {
      description: 'A batch of the stream was given up and kept',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] } },
      },
      targets: [
        new SnsTopic(alarms.topic, {
          authorizeUsingRole: true,
          message: RuleTargetInput.fromText(
            `A batch of the stream was given up; it is kept with its payload in ${EventField.fromPath('$.detail.bucket.name')} under ${EventField.fromPath('$.detail.object.key')}.`,
          ),
        }),
      ],
    });
  }
}
