import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionEntry } from '../functions/triggers/trigger.ts';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import type { BookTable } from './book-table.ts';
import type { CycleQueue } from './cycle-queue.ts';
import type { CycleSchedules } from './cycle-schedules.ts';
import type { EvidenceBucket } from './evidence-bucket.ts';
import type { PublishedEvents } from './published-events.ts';
import { removalOf } from './removal.ts';
import type { ResultBucket } from './result-bucket.ts';
import { reservedFor, type Settings } from './settings.ts';
import type { WebhookDeliveries } from './webhook-deliveries.ts';
import { acknowledgeWildcard } from './wildcard-acknowledgement.ts';

/** What every function stands on. */
export interface ServiceFunctionProps {
  readonly entry: FunctionEntry;
  /** Its bundle. */
  readonly code: Code;
  readonly settings: Settings;
  readonly table: BookTable;
  readonly events: PublishedEvents;
  readonly evidence: EvidenceBucket;
  readonly results: ResultBucket;
  readonly cycleQueue: CycleQueue;
  /** Absent where the installation has no schedules. */
  readonly schedules?: CycleSchedules | undefined;
  readonly webhooks: WebhookDeliveries;
  readonly alarms: Alarms;
}

/** How long logs are kept: above the 200 days that hold for records of access and of changes. */
export const logRetention = RetentionDays.ONE_YEAR;

/** One deployed function with a role, a log group and alarms of its own; it may do what its entry in the table says. */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: logRetention,
      removalPolicy: removalOf(props.settings),
    });
    this.role = this.roleFor(props, logGroup);
    this.lambda = new LambdaFunction(this, 'Function', {
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: props.settings.architecture === 'x86_64' ? Architecture.X86_64 : Architecture.ARM_64,
      memorySize: props.entry.memoryMegabytes,
      timeout: Duration.seconds(props.entry.timeoutSeconds),
      role: this.role,
      logGroup,
      environment: environmentFor(props),
      reservedConcurrentExecutions: reservedFor(id, props.settings),
    });
    const { scansFiles, checksTokens } = props.entry;
    if ((scansFiles || checksTokens) && props.settings.subnets.length > 0) this.runWithin(props.settings);
    this.raiseAlarms(id, props.alarms);
  }

  // On the Cfn level: the construct would have to be told what else the network consists of.
  private runWithin({ subnets, securityGroups }: Settings): void {
    (this.lambda.node.defaultChild as CfnFunction).vpcConfig = {
      subnetIds: [...subnets],
      securityGroupIds: [...securityGroups],
    };
    const actions = [
      'CreateNetworkInterface',
      'DescribeNetworkInterfaces',
      'DescribeSubnets',
      'DeleteNetworkInterface',
    ];
    const addresses = ['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'];
    this.role.addToPolicy(
      new PolicyStatement({ actions: [...actions, ...addresses].map((name) => `ec2:${name}`), resources: ['*'] }),
    );
    acknowledgeWildcard(
      this.role,
      '*',
      'Lambda makes the interfaces to the network by this role, under ids that nobody knows before.',
    );
  }

  // Not the managed policy for logs: it allows every log group of the account.
  private roleFor({ entry, ...reached }: ServiceFunctionProps, logGroup: LogGroup): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const tableStatement = reached.table.statementFor(entry);
    if (tableStatement) role.addToPolicy(tableStatement);
    if (isAsked(entry) && entry.table === 'read') role.addToPolicy(reached.table.statementForShares());
    if (entry.publishesEvents) role.addToPolicy(reached.events.publishStatement());
    if (entry.evidenceFiles) reached.evidence.allow(role, entry.evidenceFiles);
    if (entry.uploadedTables) reached.evidence.allowTables(role);
    if (entry.results) reached.results.allowWriting(role);
    if (entry.setsWakeUps) reached.schedules?.allowSetting(role);
    if (entry.wakesFinalizer) reached.cycleQueue.allowWaking(role);
    if (entry.wakesWebhooks) reached.webhooks.allowWaking(role);
    return role;
  }

  private raiseAlarms(name: string, alarms: Alarms): void {
    alarms.raise(this, 'Errors', {
      metric: this.lambda.metricErrors(sumOverFiveMinutes),
      threshold: 1,
      periods: 1,
      meaning: `The function ${name} failed or ran out of time; its log says why.`,
    });
    alarms.raise(this, 'Throttles', {
      metric: this.lambda.metricThrottles(sumOverFiveMinutes),
      threshold: 1,
      periods: 1,
      meaning: `The function ${name} was not started because the account's concurrency is used up.`,
    });
  }
}

/** Whether it serves callers with a token. */
function isAsked({ table, trigger }: FunctionEntry): boolean {
  return table !== 'none' && !trigger;
}

function environmentFor({ entry, ...reached }: ServiceFunctionProps): Record<string, string> {
  return {
    STAGE: reached.settings.stage,
    ...(entry.table !== 'none' && { TABLE_NAME: reached.table.table.tableName }),
    ...(isAsked(entry) && { PORTAL_REQUESTS_PER_SECOND: String(reached.settings.portalRequestsPerSecond) }),
    ...(entry.publishesEvents && { EVENT_BUS_NAME: reached.events.bus.eventBusName }),
    ...(entry.evidenceFiles && reached.evidence.environmentFor(entry.evidenceFiles)),
    ...(entry.scansFiles && reached.settings.clamdAddress && { CLAMD_ADDRESS: reached.settings.clamdAddress }),
    ...(entry.results && reached.results.environment()),
    ...(entry.setsWakeUps && reached.schedules?.environment()),
    ...(entry.wakesFinalizer && reached.cycleQueue.environment()),
    ...(entry.wakesWebhooks && reached.webhooks.environment()),
  };
}
