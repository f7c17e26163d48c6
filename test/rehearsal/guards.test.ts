import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { admin, City } from '../support/city.ts';
import { until } from '../support/until.ts';
import { Account } from './account/account.ts';
import { isGranted, type Statement } from './account/policies.ts';
import { DeployedStack, type SynthesizedTemplate } from './account/template.ts';

/** What must go wrong where the template lacks something; a rehearsal that did not notice would show nothing. */
function leaveOut({ Resources }: SynthesizedTemplate): void {
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of every resource type there is
    const properties = Properties as any;
    if (Type === 'AWS::Lambda::Function' && id.startsWith('reads')) delete properties.Environment.Variables.TABLE_NAME;
    const withdrawn = { recalculate: 'dynamodb:Query', sweep: 's3:ListBucket' };
    for (const [name, action] of Object.entries(withdrawn))
      if (Type === 'AWS::IAM::Policy' && id.startsWith(name))
        for (const statement of properties.PolicyDocument.Statement)
          statement.Action = [statement.Action].flat().filter((granted: string) => granted !== action);
    if (Type === 'AWS::Lambda::Permission' && id.includes('webhooks')) properties.Principal = 'nobody.amazonaws.com';
    if (Type === 'AWS::IAM::Role' && id.startsWith('CycleSchedules'))
      properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals['aws:SourceAccount'] = '999999999999';
    if (Type === 'AWS::S3::Bucket' && id.startsWith('EvidenceFiles')) delete properties.NotificationConfiguration;
  }
}

describe('where the template lacks something', () => {
  let account: Account;
  let city: City;

  beforeAll(async () => {
    account = await Account.open({ assembly: inject('assembly'), alter: leaveOut });
    city = new City(account.client);
    await city.openCycle('2030');
  });
  afterAll(() => account?.close());

  it('a function that reads a variable nobody gave answers 500, and says where it was read', async () => {
    expect((await account.client.send(admin, 'GET', '/v1/cycles')).status).toBe(500);
    expect(account.lambda.find('reads').lines.join('\n')).toContain('functions/wiring/environment.ts');
  });

  it('a call that is not granted is refused as the service refuses it, and is told of', async () => {
    const { revision } = await city.claim('2030', 'xihu', '13', '10');
    expect(revision).toBe(1);
    const refusal = await until('recalculation has been refused', () =>
      account.authority.refusals.find(({ principal }) => principal.includes('recalculate')),
    );
    expect(refusal).toMatchObject({ action: 'dynamodb:Query', resource: expect.stringContaining(account.tableName) });
    await until('it has said so', () =>
      account.lambda.find('recalculate').lines.join().includes('AccessDeniedException'),
    );
  });

  it('a function that the gateway may not invoke is not invoked', async () => {
    const answer = await account.client.send(admin, 'GET', '/v1/webhooks');
    expect(answer.status).toBe(500);
    expect(account.lambda.find('webhooks').lines).toEqual([]);
  });

  it('a role that is trusted to a service for another account is not taken on, and no schedule is set with it', () => {
    expect(account.scheduler.schedules.size).toBe(0);
    expect(account.authority.refusals).toContainEqual({
      principal: 'scheduler.amazonaws.com',
      action: 'sts:AssumeRole',
      resource: account.stack.find('AWS::IAM::Role', ({ id }) => id.startsWith('CycleSchedules')).arn,
    });
  });

  it('a function whose role is not trusted to Lambda is not deployed', async () => {
    const untrusted = ({ Resources }: SynthesizedTemplate): void => {
      for (const [id, { Type, Properties }] of Object.entries(Resources))
        if (Type === 'AWS::IAM::Role' && id.startsWith('sweep'))
          Object.assign(Properties!, { AssumeRolePolicyDocument: { Statement: [] } });
    };
    const opening = Account.open({ assembly: inject('assembly'), alter: untrusted });
    await expect(opening).rejects.toThrow('the function Kaohe/sweep/Function/Resource cannot be assumed by Lambda');
  });

  it('a key that is not there is denied to whoever may not list, so that no anchor counts as missing', async () => {
    await account.pass(5);
    const { lines, failures } = account.lambda.find('sweep');
    expect(failures.length).toBeGreaterThan(0);
    expect(lines.join()).toContain('"fault":"AccessDenied"');
  });

  it('a role’s key without its session opens nothing', async () => {
    const { accessKeyId, secretAccessKey } = account.authority.keyOf(account.lambda.find('evidence').roleArn);
    const credentials = { accessKeyId, secretAccessKey };
    const { region } = account.stack.place;
    const client = new S3Client({ endpoint: account.files.url, region, credentials, forcePathStyle: true });
    const asked = client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
    await expect(asked).rejects.toMatchObject({ name: 'InvalidToken' });
    client.destroy();
  });

  it('a key that nobody was given opens nothing', async () => {
    const answer = await fetch(`${account.files.url}/bucket/key?X-Amz-Credential=ASIA0000000000000000/x`);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('InvalidAccessKeyId')]);
  });
});

describe('a policy', () => {
  const role = 'arn:aws:iam::1:role/r';
  const allow = (more: Partial<Statement>): Statement => ({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: '*',
    ...more,
  });
  const decide = (identity: Statement[], resource: Statement[] = [], context = {}) =>
    isGranted({ role }, { action: 's3:GetObject', resource: 'arn:aws:s3:::b/a/1', context }, { identity, resource });

  it.each<[string, boolean, Statement[]]>([
    ['that is not there grants nothing', false, []],
    ['grants what it names', true, [allow({})]],
    ['grants what its pattern fits', true, [allow({ Action: 's3:Get*', Resource: 'arn:aws:s3:::b/a/*' })]],
    ['grants nothing beside its pattern', false, [allow({ Resource: 'arn:aws:s3:::b/c/*' })]],
    ['denies, whatever another one grants', false, [allow({}), allow({ Effect: 'Deny' })]],
    ['with a condition on what is absent grants nothing', false, [allow({ Condition: { StringEquals: { k: 'v' } } })]],
    ['with a condition if it exists does', true, [allow({ Condition: { StringLikeIfExists: { k: 'v*' } } })]],
    ['that asks for an absence grants', true, [allow({ Condition: { Null: { k: 'true' } } })]],
  ])('%s', (_, isExpected, statements) => expect(decide(statements)).toBe(isExpected));

  it('of a bucket denies everybody, and grants whom it names', () => {
    const own = allow({ Principal: { AWS: role } });
    expect(decide([], [own])).toBe(true);
    expect(decide([], [{ ...own, Principal: { Service: 's3.amazonaws.com' } }])).toBe(false);
    expect(decide([allow({})], [{ ...own, Effect: 'Deny', Principal: '*' }])).toBe(false);
  });

  it('with several values holds for all of them, or for one', () => {
    const keys = { k: ['a1', 'b1'] };
    const asks = (set: string) => [allow({ Condition: { [`${set}:StringLike`]: { k: 'a*' } } })];
    expect(decide(asks('ForAllValues'), [], keys)).toBe(false);
    expect(decide(asks('ForAllValues'), [], { k: ['a1', 'a2'] })).toBe(true);
    expect(decide(asks('ForAnyValue'), [], keys)).toBe(true);
  });

  it('with an operator that nobody knows stops the rehearsal', () => {
    expect(() => decide([allow({ Condition: { IpAddress: { k: '10.0.0.0/8' } } })])).toThrow('IpAddress');
  });
});

describe('a template', () => {
  it('with a function or a reference that nobody knows is not deployed', () => {
    const deploy = (Properties: object) =>
      new DeployedStack({ Resources: { A: { Type: 'T', Properties } } }, {}, 'http://q');
    expect(() => deploy({ x: { 'Fn::Cidr': [] } })).toThrow('Fn::Cidr');
    expect(() => deploy({ x: { Ref: 'Nobody' } })).toThrow('Nobody');
    expect(deploy({ x: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] } }).ofType('T')[0]!.properties).toEqual({
      x: 'a-ap-southeast-1',
    });
  });
});
