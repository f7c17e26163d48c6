import { RemovalPolicy } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, type ITable, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type FunctionEntry, secretPartitions, type TableAccess } from '../functions/triggers/trigger.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import type { Settings } from './settings.ts';

const readActions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
// A transaction is authorized as the writes it consists of.
const putActions = ['dynamodb:PutItem'];
const writeActions = [...putActions, 'dynamodb:UpdateItem'];

/** What each access may do: nobody deletes, nobody scans. */
export const tableActions: Record<TableAccess, readonly string[]> = {
  none: [],
  read: readActions,
  'read-put': [...readActions, ...putActions],
  'read-write': [...readActions, ...writeActions],
  'read-write-check': [...readActions, ...writeActions, 'dynamodb:ConditionCheckItem'],
};

export interface BookTableProps {
  readonly settings: Settings;
  readonly alarms: Alarms;
}

/**
 * The one table of the system. Encrypted with the key that DynamoDB owns; it survives the deletion of the stack (unless
 * that is a trial) and can be restored to any second of the last 35 days: under another name, which the settings then tell.
 */
export class BookTable extends Construct {
  readonly table: ITable;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, { settings, alarms }: BookTableProps) {
    super(scope, id);
    this.table = restoredTable(this, settings) ?? newTable(this, settings);
    this.streamArn = this.table.tableStreamArn!;
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

  /** The permission statement of a function, on this table alone and without secrets that are none of its; none needs none. */
  statementFor({ table, secrets = [] }: Pick<FunctionEntry, 'table' | 'secrets'>): PolicyStatement | undefined {
    if (table === 'none') return undefined;
    const closed = Object.entries(secretPartitions).filter(([whose]) => !secrets.some((own) => own === whose));
    const elsewhere = { 'dynamodb:LeadingKeys': closed.map(([, partition]) => partition) };
    return new PolicyStatement({
      actions: [...tableActions[table]],
      resources: [this.table.tableArn],
      ...(closed.length > 0 && { conditions: { 'ForAllValues:StringNotLike': elsewhere } }),
    });
  }

  /** Lets a function that otherwise only reads note what busy callers have used of their shares, and nothing else. */
  statementForShares(): PolicyStatement {
    return new PolicyStatement({
      actions: ['dynamodb:PutItem'],
      resources: [this.table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CALLER#*'] } },
    });
  }
}

function newTable(scope: Construct, { keep }: Settings): Table {
  return new Table(scope, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: keep === 'yes',
    // Of a creation that is rolled back too: a protected table could not be deleted, and an empty one costs nothing.
    removalPolicy: keep === 'yes' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

/** The table that takes the place of the stack's own, which stays where it is. */
function restoredTable(scope: Construct, { tableName, tableStreamArn }: Settings): ITable | undefined {
  if (tableName === undefined || tableStreamArn === undefined) return undefined;
  return Table.fromTableAttributes(scope, 'RestoredTable', { tableName, tableStreamArn });
}
