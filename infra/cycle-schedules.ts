import { Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Alarms, sumOverFiveMinutes } from './alarms.ts';
import { acknowledgeWildcard } from './wildcard-acknowledgement.ts';

const schedulerService = 'scheduler.amazonaws.com';

export interface CycleSchedulesProps {
  /** Whom the schedules send their messages to. */
  readonly queue: Queue;
  readonly alarms: Alarms;
}

/**
 * The dates of cycles: a schedule each in one group, whose messages come through a queue. Not straight to the function:
 * that would be asynchronous, and what the function fails at would be lost to the schedule's own dead-letter queue.
 */
export class CycleSchedules extends Construct {
  private readonly queue: Queue;
  private readonly group: CfnScheduleGroup;
  private readonly role: Role;

  constructor(scope: Construct, id: string, { queue, alarms }: CycleSchedulesProps) {
    super(scope, id);
    this.queue = queue;
    this.group = new CfnScheduleGroup(this, 'Group');
    this.role = this.roleToSend();
    alarms.raise(this, 'Dropped', {
      metric: new Metric({
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationDroppedCount',
        dimensionsMap: { ScheduleGroup: this.group.ref },
        ...sumOverFiveMinutes,
      }),
      threshold: 1,
      periods: 1,
      meaning: 'A schedule of a cycle could not send its message; only the sweeper finds what is due.',
    });
  }

  /** Lets a role set schedules of this group that do nothing but send to this queue. */
  allowSetting(role: IRole): void {
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.group.ref}/*`,
    });
    const actions = ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'];
    role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [schedules] }));
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': schedulerService } },
      }),
    );
    acknowledgeWildcard(
      role,
      schedules,
      'Schedules are named after cycles; the pattern covers the group of cycles alone.',
    );
  }

  /** What the function that sets schedules has to know. */
  environment(): Record<string, string> {
    return {
      SCHEDULE_GROUP: this.group.ref,
      SCHEDULE_QUEUE_ARN: this.queue.queueArn,
      SCHEDULE_ROLE_ARN: this.role.roleArn,
    };
  }

  private roleToSend(): Role {
    const role = new Role(this, 'Role', {
      description: 'Schedules of cycles send their messages with it',
      assumedBy: new ServicePrincipal(schedulerService, {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': this.group.attrArn },
        },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
    return role;
  }
}
