import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StreamTrigger } from '../functions/triggers/trigger.ts';
import { toEventPattern } from '../functions/triggers/trigger.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import type { BookTable } from './book-table.ts';
import { FailureBucket } from './failure-bucket.ts';
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
