import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/deployment.ts';
import { routes } from '../../functions/routes.ts';
import { type FunctionEntry, secretPartitions } from '../../functions/triggers/trigger.ts';
import type { ServiceFunction } from '../../infra/service-function.ts';
import { keys } from '../../lib/stores/table.ts';
import {
  arnOf,
  buildStack,
  ofConstruct,
  ofFunction,
  ofType,
  resourcesOf,
  statementsOf,
  wildcardActions,
} from './synthesized-stack.ts';

const resources = resourcesOf(buildStack());
const table = ofType(resources, 'AWS::DynamoDB::Table')[0]!;
const tableArn = { 'Fn::GetAtt': [table.id, 'Arn'] };
const streamActions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (name) => `dynamodb:${name}`,
);
const tableActions = {
  none: [],
  read: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  'read-put': ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  'read-write': [
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
  'read-write-check': [
    'dynamodb:BatchGetItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
};
const evidenceActions = {
  sign: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
  read: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObjectVersionTagging', 's3:ListBucket'],
  lock: ['s3:GetObjectRetention', 's3:PutObjectRetention'],
};
const resultActions = ['s3:GetObject', 's3:PutObject', 's3:PutObjectRetention', 's3:ListBucket'];
const failureActions = ['s3:PutObject', 's3:ListBucket'];
const tables = 'arn:aws:s3:::kaohe-production-evidence-111122223333-ap-southeast-1/imports/*';
const evidenceFiles = 'arn:aws:s3:::kaohe-production-evidence-111122223333-ap-southeast-1/evidence/*';

const resultBucketArn = arnOf(ofConstruct(resources, 'Results', 'AWS::S3::Bucket'));

function belowArn(id: string, pattern: string): unknown {
  return { 'Fn::Join': ['', [arnOf(ofConstruct(resources, id, 'AWS::S3::Bucket')), pattern]] };
}

function statementsOfFunction(name: string) {
  return statementsOf(ofFunction(resources, name, 'AWS::IAM::Policy'));
}

function actionsOfFunction(name: string, service: string) {
  return statementsOfFunction(name)
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith(`${service}:`));
}

describe('permissions of the stack', () => {
  it('let the function that reads write nothing but what busy callers have used of their shares', () => {
    const writing = statementsOfFunction('reads').filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    expect(writing).toEqual([
      {
        ...{ Action: ['dynamodb:PutItem'], Effect: 'Allow', Resource: tableArn },
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys.requestShare('*').pk] } },
      },
    ]);
  });

  it('allow no action by a wildcard', () => {
    expect(wildcardActions(resources)).toEqual([]);
  });

  it('would show a wildcard that somebody adds', () => {
    const stack = buildStack();
    const reads = stack.node.findChild('reads') as ServiceFunction;
    reads.role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    expect(wildcardActions(resourcesOf(stack))).toEqual(['dynamodb:*']);
  });

  it('let nobody delete anything but a message that has been dealt with, nor get round a lock', () => {
    const removing = ofType(resources, 'AWS::IAM::Policy')
      .flatMap(statementsOf)
      .flatMap(({ Action }) => Action)
      .filter((action) => /delete|bypass|purge|lifecycle/i.test(action));
    expect(removing).toEqual(['sqs:DeleteMessage', 'sqs:DeleteMessage']);
  });

  it('use no managed policy, which would allow more than this stack owns', () => {
    for (const role of ofType(resources, 'AWS::IAM::Role')) {
      expect(role.Properties, role.id).not.toHaveProperty('ManagedPolicyArns');
    }
  });
});

describe('secrets', () => {
  const paging = routes.filter(({ needs }) => needs?.includes('page')).map((route) => route.function);

  it('of the installation are reached by who signs cursors, makes them or salts results, and by nobody else', () => {
    const reaching = Object.entries<FunctionEntry>(functions).filter(([, { secrets }]) =>
      secrets?.includes('installation'),
    );
    const expected = new Set([...paging, 'administration', 'webhooks', 'finalization', 'finalize', 'sweep']);
    expect(reaching.map(([name]) => name).sort()).toEqual([...expected].sort());
  });

  it('stand in partitions that the grants name', () => {
    expect(keys.secret('cursor').pk).toBe(secretPartitions.installation);
    expect(keys.webhookSecret('x').pk).toMatch(new RegExp(`^${secretPartitions.webhooks.replace('*', '.+')}$`));
  });
});

describe('roles that a service takes on', () => {
  it('are taken on for this account alone, where the service says for whom it asks', () => {
    const asking = ofType(resources, 'AWS::IAM::Role')
      .flatMap(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement)
      .filter(({ Principal }) => Principal.Service !== 'lambda.amazonaws.com');
    expect(asking).toHaveLength(2);
    for (const { Condition } of asking) expect(Condition.StringEquals['aws:SourceAccount']).toBe('111122223333');
    const sources = asking.map(({ Condition }) => (Condition.ArnLike ?? Condition.StringEquals)['aws:SourceArn']);
    expect(sources).toEqual([
      arnOf(ofConstruct(resources, 'CycleSchedulesGroup', 'AWS::Scheduler::ScheduleGroup')),
      'arn:aws:events:ap-southeast-1:111122223333:rule/Kaohe-*',
    ]);
  });
});

describe.each(Object.entries<FunctionEntry>(functions))('the function %s', (name, entry) => {
  it(`may ${entry.table} the table, and neither delete nor scan`, () => {
    const expected = [
      ...tableActions[entry.table],
      ...(entry.trigger?.kind === 'stream' ? streamActions : []),
      ...(name === 'reads' ? ['dynamodb:PutItem'] : []),
    ];
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

  it(`reaches ${entry.secrets?.join(' and ') ?? 'no'} secrets in it`, () => {
    const onTable = statementsOfFunction(name).filter(({ Action }) => Action.includes('dynamodb:GetItem'));
    const closed = Object.entries({ installation: 'SECRET', webhooks: 'WEBHOOK#*' })
      .filter(([whose]) => !entry.secrets?.includes(whose as 'installation' | 'webhooks'))
      .map(([, partition]) => partition);
    const expected = { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': closed } };
    expect(onTable.map(({ Condition }) => Condition)).toEqual(
      entry.table === 'none' ? [] : [closed.length > 0 ? expected : undefined],
    );
  });

  it(`may ${entry.publishesEvents ? '' : 'not '}publish events`, () => {
    expect(actionsOfFunction(name, 'events')).toEqual(entry.publishesEvents ? ['events:PutEvents'] : []);
  });

  it('does with files what its entry says, and never reads a failed batch back', () => {
    const expected = [
      ...(entry.trigger?.kind === 'stream' ? failureActions : []),
      ...(entry.evidenceFiles ? evidenceActions[entry.evidenceFiles] : []),
      ...(entry.uploadedTables ? ['s3:GetObject', 's3:PutObject', 's3:ListBucket'] : []),
      ...(entry.results ? resultActions : []),
    ];
    expect(actionsOfFunction(name, 's3').sort()).toEqual(expected.sort());
  });

  it('reaches evidence, results and failures below their prefixes alone', () => {
    const allowed = [
      ...(entry.evidenceFiles ? [evidenceFiles] : []),
      ...(entry.evidenceFiles === 'read' ? [evidenceFiles.replace('/evidence/*', '')] : []),
      ...(entry.uploadedTables ? [tables, tables.replace('/imports/*', '')] : []),
      ...(entry.results ? [resultBucketArn, belowArn('Results', '/final/*'), belowArn('Results', '/anchors/*')] : []),
      ...(entry.trigger?.kind === 'stream'
        ? [arnOf(ofConstruct(resources, 'PipelineFailures', 'AWS::S3::Bucket')), belowArn('PipelineFailures', '/*')]
        : []),
    ];
    for (const { Action, Resource } of statementsOfFunction(name)) {
      const reached = Action[0]!.startsWith('s3:') ? [Resource].flat() : [];
      for (const each of reached) expect(allowed).toContainEqual(each);
    }
  });

  it('lists, if it may write results, the names of anchors', () => {
    const listing = statementsOfFunction(name).filter(
      ({ Action, Resource }) =>
        Action.includes('s3:ListBucket') && JSON.stringify(Resource) === JSON.stringify(resultBucketArn),
    );
    expect(listing.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual(
      entry.results
        ? [{ Action: ['s3:ListBucket'], Condition: { StringLikeIfExists: { 's3:prefix': 'anchors/*' } } }]
        : [],
    );
  });

  it('is told that a file or a table is missing, if it reads them, and not that access is denied', () => {
    const listing = statementsOfFunction(name).filter(
      ({ Action, Resource }) => Action.includes('s3:ListBucket') && String(Resource).includes('-evidence-'),
    );
    const prefixes = [
      ...(entry.evidenceFiles === 'read' ? ['evidence/*'] : []),
      ...(entry.uploadedTables ? ['imports/*'] : []),
    ];
    expect(listing.map(({ Condition }) => Condition)).toEqual(
      prefixes.map((prefix) => ({ StringLikeIfExists: { 's3:prefix': prefix } })),
    );
  });

  it('tags a file, if at all, as refused and as nothing else', () => {
    const tagging = statementsOfFunction(name).filter(({ Action }) => Action.some((action) => /Tagging/.test(action)));
    expect(tagging).toEqual(
      entry.evidenceFiles === 'read'
        ? [
            {
              Effect: 'Allow',
              Action: ['s3:PutObjectVersionTagging'],
              Resource: evidenceFiles,
              Condition: { StringEquals: { 's3:RequestObjectTag/registration': 'refused' } },
            },
          ]
        : [],
    );
  });

  it('writes to its own log group alone', () => {
    const logStatements = statementsOfFunction(name).filter(({ Action }) => Action[0]!.startsWith('logs:'));
    const logGroup = ofFunction(resources, name, 'AWS::Logs::LogGroup');
    expect(logStatements.map(({ Resource }) => Resource)).toEqual([{ 'Fn::GetAtt': [logGroup.id, 'Arn'] }]);
  });

  it('learns only the names that it has permission for', () => {
    const { Variables } = ofFunction(resources, name, 'AWS::Lambda::Function').Properties.Environment;
    expect('TABLE_NAME' in Variables).toBe(entry.table !== 'none');
    const isAsked = entry.table !== 'none' && !entry.trigger;
    expect(Variables.PORTAL_REQUESTS_PER_SECOND).toBe(isAsked ? '50' : undefined);
    expect('EVENT_BUS_NAME' in Variables).toBe(entry.publishesEvents ?? false);
    expect('EVIDENCE_BUCKET' in Variables).toBe(entry.evidenceFiles !== undefined);
    expect('EVIDENCE_RETENTION_YEARS' in Variables).toBe(entry.evidenceFiles === 'lock');
    expect('FINAL_BUCKET' in Variables).toBe(entry.results !== undefined);
    expect('SCHEDULE_GROUP' in Variables).toBe(entry.setsWakeUps ?? false);
    expect('WEBHOOK_QUEUE_URL' in Variables).toBe(entry.wakesWebhooks ?? false);
  });
});
