import { RemovalPolicy } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { TableAccess } from '../functions/triggers/trigger.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';

const readActions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
// A transaction is authorized as the writes it consists of.
const writeActions = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'];

/** What each access may do: nobody deletes, nobody scans. */
export const tableActions: Record<TableAccess, readonly string[]> = {
  none: [],
  read: readActions,
  'read-write': [...readActions, ...writeActions],
};

/**
 * The one table of the system. Encrypted with the key that DynamoDB owns; it survives the deletion of the stack and can
 * be restored to any second of the last 35 days.
 */
export class BookTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, alarms: Alarms) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      // Of a creation that is rolled back too: a protected table could not be deleted, and an empty one costs nothing.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const metricName of ['ReadThrottleEvents', 'WriteThrottleEvents']) {
      alarms.raise(this, metricName, {
        metric: new Metric({
          namespace: 'AWS/DynamoDB',
          metricName,
          dimensionsMap: { TableName: this.table.tableName },
          ...sumOverFiveMinutes,
        }),
        threshold: 1,
        periods: 1,
        meaning: 'The table refused requests because too many came at once; callers saw retries or 503.',
      });
    }
  }

  /** The permission statement for an access, on this table alone; none needs none. */
  statementFor(access: TableAccess): PolicyStatement | undefined {
    if (access === 'none') return undefined;
    return new PolicyStatement({ actions: [...tableActions[access]], resources: [this.table.tableArn] });
  }
}
