import { Duration, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupSelection, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BookTable } from './book-table.ts';
import { removalOf } from './removal.ts';
import type { Settings } from './settings.ts';

export interface BackupsProps {
  readonly settings: Settings;
  readonly table: BookTable;
}

/**
 * A copy of the table each day, kept for 400 days in a vault of its own: for what is noticed only after the 35 days in which
 * the table itself can be restored to any second.
 */
export class Backups extends Construct {
  constructor(scope: Construct, id: string, { settings, table }: BackupsProps) {
    super(scope, id);
    const vault = new BackupVault(this, 'Vault', {
      backupVaultName: `kaohe-${settings.stage}`,
      // A vault with copies in it can't be deleted; the copies of a trial are deleted first.
      removalPolicy: removalOf(settings),
    });
    const plan = new BackupPlan(this, 'Plan', {
      backupPlanName: `kaohe-${settings.stage}`,
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'daily',
          scheduleExpression: Schedule.cron({ hour: '18', minute: '30' }),
          deleteAfter: Duration.days(400),
        }),
      ],
    });
    new BackupSelection(this, 'Selection', {
      backupPlan: plan,
      resources: [BackupResource.fromDynamoDbTable(table.table)],
      role: this.role(),
      disableDefaultBackupPolicy: true,
    });
  }

  private role(): Role {
    const role = new Role(this, 'Role', {
      description: 'AWS Backup copies the table with it',
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup')],
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]`,
      reason: 'What AWS Backup needs for a copy it says itself in this policy, and adds to it when that changes.',
    });
    return role;
  }
}
