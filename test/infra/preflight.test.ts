import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListScheduleGroupsCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PreflightWorld, preflight } from '../../infra/preflight.ts';
import { ownAccount, type QuotaName, quotas } from '../../infra/preflight-account.ts';
import { projectText } from '../support/source-files.ts';

const [key, certificate] = ['key', 'certificate'].map((name) => projectText(`test/fixtures/issuer/${name}.pem`)) as [
  string,
  string,
];
const rsa = { kty: 'RSA', kid: 'a', n: 'AQAB', e: 'AQAB' };
const ec = { kty: 'EC', crv: 'P-256', kid: 'b', x: 'AQAB', y: 'AQAB' };

let server: Server;
let issuer: string;
/** What the issuer answers to which path. */
let answers: Record<string, unknown>;
beforeAll(async () => {
  server = createServer({ key, cert: certificate }, ({ url }, response) => {
    const answer = answers[url ?? ''];
    response
      .writeHead(answer === undefined ? 404 : 200)
      .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  answers = {
    '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys` },
    '/keys': { keys: [ec, rsa] },
  };
});

/** An account in which everything is in order, or not quite. */
type Account = {
  most?: number;
  unreserved?: number;
  used?: Partial<Record<QuotaName, number>>;
  owner?: 'nobody' | 'own' | 'other';
};
const account = ({ most = 1000, unreserved = most, used = {}, owner = 'nobody' }: Account = {}) => ({
  concurrency: async () => ({ most, unreserved }),
  useOf: async (name: QuotaName) => ({ most: 100, used: used[name] ?? 0 }),
  bucketOf: async ({ stage }: { readonly stage: string }) => ({ name: `kaohe-${stage}-evidence`, owner }),
});

/** Exit code and what was printed, in a world in which everything is in order. */
async function look(typed: readonly string[], world: Partial<PreflightWorld> = {}) {
  let printed = '';
  const code = await preflight(typed, {
    environment: {},
    print: (line) => {
      printed += line;
    },
    isOnInternet: async () => true,
    authorities: certificate,
    account: account(),
    ...world,
  });
  return { code, printed };
}

const fault = (name: string) => Object.assign(new Error(name), { name });

describe('before a deployment', () => {
  it('nothing is found where issuer, settings and quotas are in order', async () => {
    const { code, printed } = await look(['--issuer', issuer, '-c', 'stage=trial']);
    expect(printed.split('\n').map((line) => line[0])).toEqual([...Array(7).fill('✓'), undefined]);
    expect(printed).toContain('stage trial');
    expect(code).toBe(0);
  });

  it('the issuer has to be on the internet', async () => {
    const { code, printed } = await look(['--issuer', issuer], { isOnInternet: async () => false });
    expect(printed).toMatch(/✗ .*is not on the internet\n {2}→ .*tokenKeys/);
    expect(code).toBe(1);
  });

  it('the issuer has to have a certificate of a public authority', async () => {
    const { code, printed } = await look(['--issuer', issuer], { authorities: '' });
    expect(printed).toMatch(/✗ .*its certificate is not a public one.*\n {2}→ .*tokenKeys/);
    expect(code).toBe(1);
  });

  it('the issuer has to call itself what TokenIssuer says, to the letter', async () => {
    const { code, printed } = await look(['--issuer', `${issuer}/`]);
    expect(printed).toMatch(new RegExp(`✗ .*calls itself ${issuer}\\n {2}→ .*to the letter`));
    expect(code).toBe(1);
  });

  it.each<[string, () => void, string]>([
    ['another key than one of RSA', () => Object.assign(answers, { '/keys': { keys: [ec] } }), 'RSA only'],
    [
      'a key without a name',
      () => Object.assign(answers, { '/keys': { keys: [{ ...rsa, kid: undefined }] } }),
      'RSA only',
    ],
    ['a key for encryption', () => Object.assign(answers, { '/keys': { keys: [{ ...rsa, use: 'enc' }] } }), 'RSA only'],
    ['no keys', () => Object.assign(answers, { '/keys': undefined }), 'HTTP 404'],
    ['no configuration', () => Object.assign(answers, { '/.well-known/openid-configuration': undefined }), 'HTTP 404'],
    [
      'a page instead',
      () => Object.assign(answers, { '/.well-known/openid-configuration': '<html>' }),
      'could not be read',
    ],
    [
      'keys in clear',
      () => Object.assign(answers, { '/.well-known/openid-configuration': { issuer, jwks_uri: 'http://a.example/' } }),
      'no https address',
    ],
  ])('the issuer is told of that has %s', async (_, spoil, words) => {
    spoil();
    const { code, printed } = await look(['--issuer', issuer]);
    expect(printed).toContain(words);
    expect(code).toBe(1);
  });

  it.each(['http://login.example.org', 'login.example.org'])('%s is no issuer', async (name) => {
    expect(await look(['--issuer', name])).toMatchObject({ code: 1, printed: expect.stringContaining('no https') });
  });

  it('an issuer that nobody reaches is told of', async () => {
    const isOnInternet = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    expect(await look(['--issuer', issuer], { isOnInternet })).toMatchObject({
      code: 1,
      printed: expect.stringContaining('ENOTFOUND'),
    });
  });

  it('settings are looked at, and told of by their names', async () => {
    const { code, printed } = await look(['--issuer', issuer, '-c', 'keep=no', '-c', 'backup=hourly']);
    expect(printed).toMatch(/^✗ .*\n/);
    expect(printed).toContain('backup');
    expect(code).toBe(1);
  });

  it('an account with too few invocations at once is told of, and what to ask for', async () => {
    const { code, printed } = await look(['--issuer', issuer], { account: account({ most: 10 }) });
    expect(printed).toMatch(/✗ .*10 invocations at once\n {2}→ .*Service Quotas/);
    expect(code).toBe(1);
  });

  it.each<[string, number, number, string, number]>([
    ['is in order where enough is left for all other functions', 1000, 120, '✓', 0],
    ['fails where the account has no more', 119, 119, '✗', 1],
    ['fails where others have too much for themselves, unless it is this stage', 1000, 119, '?', 0],
  ])('what is to be reserved for functions %s', async (_, most, unreserved, mark, exit) => {
    const typed = ['--issuer', issuer, '-c', 'reservedConcurrency=recalculate=15,publish=5'];
    const { code, printed } = await look(typed, { account: account({ most, unreserved }) });
    expect(printed).toContain(`${mark} reservedConcurrency takes 20, of ${unreserved}`);
    expect(code).toBe(exit);
  });

  it.each([
    ['buckets', 'S3 buckets', 96],
    ['scheduleGroups', 'schedule groups of EventBridge Scheduler', 99],
    ['alarms', 'CloudWatch alarms', 32],
  ] as const)('there has to be room for the %s of a stage', async (name, words, room) => {
    const typed = ['--issuer', issuer];
    const enough = await look(typed, { account: account({ used: { [name]: room } }) });
    expect(enough.printed).toMatch(new RegExp(`✓ ${words}: ${room} of 100 are there`));
    const { code, printed } = await look(typed, { account: account({ used: { [name]: room + 1 } }) });
    expect(printed).toMatch(
      new RegExp(`\\? ${words}: ${room + 1} of 100 .*\\n {2}→ .*first deployment.* 101 in Service Quotas`),
    );
    expect(code).toBe(0);
  });

  it('no schedule groups are asked for where a region has no Scheduler', async () => {
    const { printed } = await look(['--issuer', issuer, '-c', 'scheduler=off']);
    expect(printed).toContain('CloudWatch alarms');
    expect(printed).not.toContain('Scheduler');
  });

  it.each([
    ['nobody', '✓', 'is free', 0],
    ['own', '?', 'a first deployment would fail', 0],
    ['other', '✗', 'let nothing be uploaded there', 1],
  ] as const)('the name of the bucket for evidence is looked at: %s has it', async (owner, mark, words, exit) => {
    const { code, printed } = await look(['--issuer', issuer, '-c', 'stage=trial'], { account: account({ owner }) });
    const told = printed.split('\n').filter((line) => line.includes('kaohe-trial-evidence'));
    expect(told.map((line) => line[0])).toEqual([mark]);
    expect(printed).toContain(words);
    expect(code).toBe(exit);
  });

  it('what could not be looked at is said, and is no fault', async () => {
    const concurrency = () => Promise.reject(fault('CredentialsProviderError'));
    const bucketOf = () => Promise.reject(new Error('AWS_ACCOUNT_ID is not set'));
    const useOf = () => Promise.reject(fault('AccessDeniedException'));
    const { code, printed } = await look(['--issuer', issuer], { account: { concurrency, useOf, bucketOf } });
    expect(printed).toMatch(/\? .*S3 buckets.*\(AccessDeniedException\)\n {2}→ .*GetServiceQuota, s3:ListAllMyBuckets/);
    expect(printed).toMatch(/\? .*\(CredentialsProviderError\)\n {2}→ .*lambda:GetAccountSettings/);
    expect(printed).toMatch(/\? .*\(AWS_ACCOUNT_ID is not set\)\n {2}→ .*s3:ListBucket/);
    expect(code).toBe(0);
  });

  it('where a function checks tokens its keys are looked at, as far as this machine reaches them', async () => {
    const own = ['-c', `tokenKeys=${issuer}/keys`, '-c', 'tokenKeyAuthorities=test/fixtures/issuer/certificate.pem'];
    answers['/keys'] = { keys: [ec] };
    expect(await look(['--issuer', 'https://login.internal', ...own])).toMatchObject({ code: 0 });
    answers['/keys'] = { keys: [{ ...ec, crv: 'P-521' }] };
    expect(await look(['--issuer', 'https://login.internal', ...own])).toMatchObject({ code: 1 });
    answers['/keys'] = undefined;
    const { code, printed } = await look(['--issuer', 'https://login.internal', ...own]);
    expect([code, printed]).toEqual([0, expect.stringMatching(/\? .*HTTP 404\)\n {2}→ .*subnets/)]);
  });

  it('everything is said in Chinese where the reader’s language is', async () => {
    const environment = { LANG: 'zh_CN.UTF-8' };
    const { printed } = await look(['--issuer', issuer, '-c', 'backup=hourly'], {
      environment,
      account: account({ most: 10 }),
    });
    expect(printed).toContain('设置有误');
    expect(printed).toContain('新账户只有 10');
  });

  it.each([[[]], [['--issuer']], [['--issuer', 'https://a.example', '-c', 'stage']], [['--what']]])(
    'whoever asks by %j is told how to',
    async (typed) => {
      expect(await look(typed)).toMatchObject({ code: 2, printed: expect.stringContaining('npm run preflight') });
    },
  );
});

describe('quotas', () => {
  const asked = mockClient(ServiceQuotasClient);
  const [s3, scheduler, alarms] = [mockClient(S3Client), mockClient(SchedulerClient), mockClient(CloudWatchClient)];
  beforeEach(() => {
    for (const client of [asked, s3, scheduler, alarms]) client.reset();
    asked.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 500 } });
    const bucket = { Name: 'b' };
    s3.on(ListBucketsCommand).resolves({ Buckets: [bucket, bucket], ContinuationToken: 'more' });
    s3.on(ListBucketsCommand, { ContinuationToken: 'more' }).resolves({ Buckets: [bucket] });
    const group = { Name: 'g' };
    scheduler.on(ListScheduleGroupsCommand).resolves({ ScheduleGroups: [group], NextToken: 'more' });
    scheduler.on(ListScheduleGroupsCommand, { NextToken: 'more' }).resolves({ ScheduleGroups: [group] });
    alarms.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{}, {}, {}], NextToken: 'more' });
    alarms.on(DescribeAlarmsCommand, { NextToken: 'more' }).resolves({ CompositeAlarms: [{}] });
  });

  it.each<[QuotaName, string, string, number, string]>([
    ['buckets', 'eu-central-1', 's3', 3, 'us-east-1'],
    ['buckets', 'cn-northwest-1', 's3', 3, 'cn-north-1'],
    ['scheduleGroups', 'eu-central-1', 'scheduler', 2, 'eu-central-1'],
    ['alarms', 'cn-northwest-1', 'monitoring', 4, 'cn-northwest-1'],
  ])('of %s for %s are asked of the account, page by page, where they are told', async (...row) => {
    const [name, region, service, used, told] = row;
    expect(await ownAccount.useOf(name, region)).toEqual({ most: 500, used });
    const [call] = asked.commandCalls(GetServiceQuotaCommand);
    expect(call!.args[0].input).toEqual({ ServiceCode: service, QuotaCode: quotas[name].code });
    expect(await (call!.thisValue as ServiceQuotasClient).config.region()).toBe(told);
  });
});
