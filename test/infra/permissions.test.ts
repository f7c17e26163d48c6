import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import type { FunctionEntry } from '../../functions/shared/trigger.ts';
import type { ServiceFunction } from '../../infra/service-function.ts';
import { buildStack, ofFunction, ofType, resourcesOf, statementsOf, wildcardActions } from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());
const table = ofType(resources, 'AWS::DynamoDB::Table')[0]!;
const tableArn = { 'Fn::GetAtt': [table.id, 'Arn'] };
const streamActions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (name) => `dynamodb:${name}`,
);
const tableActions = {
  none: [],
  read: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  'read-write': [
    'dynamodb:BatchGetItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
};

function statementsOfFunction(name: string) {
  return statementsOf(ofFunction(resources, name, 'AWS::IAM::Policy'));
}

function actionsOfFunction(name: string, service: string) {
  return statementsOfFunction(name)
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith(`${service}:`));
}

describe('permissions of the stack', () => {
  it('allow no action by a wildcard', () => {
    expect(wildcardActions(resources)).toEqual([]);
  });

  it('would show a wildcard that somebody adds', () => {
    const stack = buildStack();
    const reads = stack.node.findChild('reads') as ServiceFunction;
    reads.role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    expect(wildcardActions(resourcesOf(stack))).toEqual(['dynamodb:*']);
  });

  it('use no managed policy, which would allow more than this stack owns', () => {
    for (const role of ofType(resources, 'AWS::IAM::Role')) {
      expect(role.Properties, role.id).not.toHaveProperty('ManagedPolicyArns');
    }
  });
});

describe.each(Object.entries<FunctionEntry>(functions))('the function %s', (name, entry) => {
  it(`may ${entry.table} the table, and neither delete nor scan`, () => {
    const expected = [...tableActions[entry.table], ...(entry.trigger?.kind === 'stream' ? streamActions : [])];
    expect(actionsOfFunction(name, 'dynamodb').sort()).toEqual(expected.sort());
  });

  it('reaches the table of this stack and no other', () => {
    const resourcesReached = statementsOfFunction(name)
      .filter(({ Action }) => Action.some((action) => action.startsWith('dynamodb:')))
      .map(({ Resource }) => Resource);
    for (const resource of resourcesReached) {
      expect([tableArn, { 'Fn::Join': ['', [tableArn, '/stream/*']] }]).toContainEqual(resource);
    }
  });

  it(`may ${entry.publishesEvents ? '' : 'not '}publish events`, () => {
    expect(actionsOfFunction(name, 'events')).toEqual(entry.publishesEvents ? ['events:PutEvents'] : []);
  });

  it('stores a failed batch only if a stream wakes it, and never reads one back', () => {
    const expected = entry.trigger?.kind === 'stream' ? ['s3:PutObject', 's3:ListBucket'] : [];
    expect(actionsOfFunction(name, 's3')).toEqual(expected);
  });

  it('writes to its own log group alone', () => {
    const logStatements = statementsOfFunction(name).filter(({ Action }) => Action[0]!.startsWith('logs:'));
    const logGroup = ofFunction(resources, name, 'AWS::Logs::LogGroup');
    expect(logStatements.map(({ Resource }) => Resource)).toEqual([{ 'Fn::GetAtt': [logGroup.id, 'Arn'] }]);
  });

  it('learns only the names that it has permission for', () => {
    const { Variables } = ofFunction(resources, name, 'AWS::Lambda::Function').Properties.Environment;
    expect('TABLE_NAME' in Variables).toBe(entry.table !== 'none');
    expect('EVENT_BUS_NAME' in Variables).toBe(entry.publishesEvents ?? false);
  });
});
