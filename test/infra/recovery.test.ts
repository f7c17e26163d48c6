import { describe, expect, it } from 'vitest';
import { arnOf, buildStack, ofConstruct, ofFunction, ofType, resourcesOf, statementsOf } from './synthesized-stack.ts';

const plain = resourcesOf(buildStack());

describe('ids by which the stack knows what it keeps', () => {
  it('are these and stay: under another id CloudFormation would make an empty one beside it', () => {
    const kept = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket'].flatMap((type) => ofType(plain, type));
    expect(kept.map(({ id }) => id).sort()).toEqual([
      'AccessLogsBucketCD784A59',
      'BooksTable2F311BF9',
      'EvidenceFilesBucket779212B1',
      'PipelineFailuresBucket5BFBCBB2',
      'ResultsBucket46167C27',
    ]);
  });
});

describe('a table that was restored under another name', () => {
  const tableName = 'kaohe-restored';
  const tableArn = `arn:aws:dynamodb:ap-southeast-1:111122223333:table/${tableName}`;
  const tableStreamArn = `${tableArn}/stream/2026-11-30T00:00:00.000`;
  const resources = resourcesOf(buildStack({ context: { tableName, tableStreamArn } }));

  it('takes the place of the stack’s own, for every function and every grant', () => {
    expect(ofType(resources, 'AWS::DynamoDB::Table')).toEqual([]);
    const functions = ofType(resources, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Environment);
    const named = functions.map(({ Variables }) => Variables.TABLE_NAME).filter((name) => name !== undefined);
    expect(new Set(named)).toEqual(new Set([tableName]));
    const granted = ofType(resources, 'AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter(({ Action }) => Action.some((action) => action.startsWith('dynamodb:')))
      .map(({ Resource }) => Resource);
    expect(new Set(granted)).toEqual(new Set([tableArn, `${tableArn}/stream/*`]));
  });

  it('wakes by its own stream, and raises the alarms', () => {
    const sources = ofType(resources, 'AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) => Properties.EventSourceArn,
    );
    expect(sources.filter((source) => source === tableStreamArn)).toHaveLength(2);
    const watched = ofType(resources, 'AWS::CloudWatch::Alarm').flatMap(
      ({ Properties }) => Properties.Dimensions ?? [],
    );
    expect(watched.filter(({ Name, Value }) => Name === 'TableName' && Value === tableName)).toHaveLength(2);
  });
});

describe('backups', () => {
  const resources = resourcesOf(buildStack({ context: { backup: 'daily' } }));

  it('are made where an installation chooses them, and nowhere else', () => {
    expect(plain.filter(({ Type }) => Type.startsWith('AWS::Backup::'))).toEqual([]);
    expect(resources.filter(({ Type }) => Type.startsWith('AWS::Backup::'))).toHaveLength(3);
  });

  it('copy the table each day and are kept for longer than a year, in a vault that outlives the stack', () => {
    const { BackupPlanRule } = ofConstruct(resources, 'BackupsPlan', 'AWS::Backup::BackupPlan').Properties.BackupPlan;
    expect(BackupPlanRule).toMatchObject([
      { ScheduleExpression: 'cron(30 18 * * ? *)', Lifecycle: { DeleteAfterDays: 400 } },
    ]);
    const { BackupSelection } = ofType(resources, 'AWS::Backup::BackupSelection')[0]!.Properties;
    expect(BackupSelection.Resources).toEqual([arnOf(ofType(resources, 'AWS::DynamoDB::Table')[0]!)]);
    expect(ofConstruct(resources, 'BackupsVault', 'AWS::Backup::BackupVault').DeletionPolicy).toBe(
      'RetainExceptOnCreate',
    );
  });
});

describe('functions that scan files', () => {
  const context = {
    clamdAddress: 'scan.internal:3310',
    subnets: 'subnet-0a1b2c3d,subnet-0b1c2d3e',
    securityGroups: 'sg-0a1b2c3d',
  };
  const scanning = ['register-evidence', 'rescan-evidence'];
  const resources = resourcesOf(buildStack({ context }));

  it('run in the network of the scanner, and no other does', () => {
    const within = ofType(resources, 'AWS::Lambda::Function').filter(({ Properties }) => Properties.VpcConfig);
    expect(within.map(({ id }) => id)).toEqual(
      scanning.map((name) => ofFunction(resources, name, 'AWS::Lambda::Function').id),
    );
    for (const { Properties } of within)
      expect(Properties.VpcConfig).toEqual({
        SubnetIds: ['subnet-0a1b2c3d', 'subnet-0b1c2d3e'],
        SecurityGroupIds: ['sg-0a1b2c3d'],
      });
    expect(ofType(plain, 'AWS::Lambda::Function').filter(({ Properties }) => Properties.VpcConfig)).toEqual([]);
  });

  it('may make their interfaces there, which no other function may', () => {
    const making = ofType(resources, 'AWS::IAM::Policy').filter((policy) =>
      statementsOf(policy).some(({ Action }) => Action.includes('ec2:CreateNetworkInterface')),
    );
    expect(making.map(({ id }) => id)).toEqual(
      scanning.map((name) => ofFunction(resources, name, 'AWS::IAM::Policy').id),
    );
    expect(JSON.stringify(plain)).not.toContain('ec2:');
  });
});
