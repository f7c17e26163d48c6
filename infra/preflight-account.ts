import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, paginateListBuckets, S3Client } from '@aws-sdk/client-s3';
import { paginateListScheduleGroups, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Text } from '../lib/domain/text.ts';
import { evidenceBucketName, type Settings } from './settings.ts';

/** What a check found. What could not be looked at is neither good nor bad. */
export interface Finding {
  readonly verdict: 'good' | 'bad' | 'unknown';
  readonly found: Text;
  readonly todo?: Text;
}

/** What an account answers. */
export interface AccountAnswers {
  /** How many invocations the account may run at once, and how many of them no function has for itself. Throws where nobody may ask. */
  readonly concurrency: (region: string | undefined) => Promise<{ readonly most: number; readonly unreserved: number }>;
  /** How many of something the account may have, and how many it has. Throws where nobody may ask. */
  readonly useOf: (
    quota: QuotaName,
    region: string | undefined,
  ) => Promise<{ readonly most: number; readonly used: number }>;
  /** Whose the bucket for evidence is. Throws where nobody may ask. */
  readonly bucketOf: (settings: Settings) => Promise<{ readonly name: string; readonly owner: BucketOwner }>;
}

/** `nobody`: there is none of this name; `other`: another account's, or one that the caller may not look at. */
type BucketOwner = 'nobody' | 'own' | 'other';

/** Fewer, and a busy evening stops at the account's bound; new accounts begin with ten. */
const concurrencyMin = 100;
/** Lambda leaves so many to functions that have none for themselves, and refuses what would take of them. */
const unreservedMin = 100;

/** Of what an account may have so many, and others may have taken them, so that a stage would find none left. */
export type QuotaName = keyof typeof quotas;

/** How many a stage takes of each, and who may tell how many there are. */
export const quotas = {
  // An account's, in all regions together: for long it had a hundred, unless it asked for more.
  buckets: {
    ...{ service: 's3', code: 'L-DC2B2D3D', wanted: 4, permission: 's3:ListAllMyBuckets' },
    words: { zh: 'S3 存储桶', en: 'S3 buckets' },
  },
  // Of the schedules themselves there are millions, and a cycle has two; but each stage has a group, of 500 in a region.
  scheduleGroups: {
    ...{ service: 'scheduler', code: 'L-A632CD40', wanted: 1, permission: 'scheduler:ListScheduleGroups' },
    words: { zh: 'EventBridge Scheduler 定时任务组', en: 'schedule groups of EventBridge Scheduler' },
  },
  // Three for each function and some for what it does: of a region's 5,000, which all that is watched there shares.
  alarms: {
    ...{ service: 'monitoring', code: 'L-2FF78D7B', wanted: 68, permission: 'cloudwatch:DescribeAlarms' },
    words: { zh: 'CloudWatch 告警', en: 'CloudWatch alarms' },
  },
} as const;

/** Looks at the bounds of an account, and at what has to be free there; `null` where the settings could not be read. */
export async function checkAccount(settings: Settings | null, account: AccountAnswers): Promise<Finding[]> {
  const findings = await checkConcurrency(settings, account);
  if (!settings) return findings;
  const names = (Object.keys(quotas) as QuotaName[]).filter(
    (name) => name !== 'scheduleGroups' || settings.scheduler === 'on',
  );
  for (const name of names) findings.push(await checkQuota(name, settings, account));
  return [...findings, await checkBucket(settings, account)];
}

async function checkConcurrency(settings: Settings | null, account: AccountAnswers): Promise<Finding[]> {
  try {
    const { most, unreserved } = await account.concurrency(settings?.region);
    const found = { zh: `Lambda 并发上限 ${most}`, en: `Lambda runs ${most} invocations at once` };
    const reserved = checkReserved(settings, most, unreserved);
    if (most >= concurrencyMin) return [{ verdict: 'good', found }, ...reserved];
    const todo = {
      zh: `新账户只有 10，截止之夜不够用：请在 Service Quotas 中申请提高“并发执行”，至少 ${concurrencyMin}`,
      en: `new accounts have 10, too few for the night of a deadline: ask for at least ${concurrencyMin} “Concurrent executions” in Service Quotas`,
    };
    return [{ verdict: 'bad', found, todo }, ...reserved];
  } catch (fault) {
    return [
      unasked(fault, ['Lambda 并发上限', 'how many invocations Lambda runs at once'], 'lambda:GetAccountSettings'),
    ];
  }
}

/** Whether what is to be reserved for functions leaves what Lambda keeps for all others. */
function checkReserved(settings: Settings | null, most: number, unreserved: number): Finding[] {
  const wanted = (settings?.reservedConcurrency ?? []).reduce((sum, each) => sum + Number(each.split('=')[1]), 0);
  if (wanted === 0) return [];
  const found = {
    zh: `reservedConcurrency 合计 ${wanted}，账户中未被预留的有 ${unreserved}`,
    en: `reservedConcurrency takes ${wanted}, of ${unreserved} that no function of the account has for itself`,
  };
  if (wanted + unreservedMin <= unreserved) return [{ verdict: 'good', found }];
  const isTooMuch = wanted + unreservedMin > most;
  const todo = isTooMuch
    ? {
        zh: `Lambda 须留下 ${unreservedMin} 给其他函数，部署会失败：请减少预留，或把“并发执行”提高到至少 ${wanted + unreservedMin}`,
        en: `Lambda keeps ${unreservedMin} for all other functions, and the deployment would fail: reserve less, or ask for at least ${wanted + unreservedMin} “Concurrent executions”`,
      }
    : {
        zh: `如果已被预留的都属于本阶段（再次部署），没有问题；否则 Lambda 须留下 ${unreservedMin} 给其他函数，部署会失败`,
        en: `fine where this stage itself has reserved the rest before; else the deployment would fail, because Lambda keeps ${unreservedMin} for all other functions`,
      };
  return [{ verdict: isTooMuch ? 'bad' : 'unknown', found, todo }];
}

/** Whether there is room for a stage's share of a quota. */
async function checkQuota(name: QuotaName, { region }: Settings, { useOf }: AccountAnswers): Promise<Finding> {
  const { wanted, words, permission } = quotas[name];
  try {
    const { most, used } = await useOf(name, region);
    const found = {
      zh: `${words.zh}：上限 ${most}，已有 ${used}，一个阶段需要 ${wanted}`,
      en: `${words.en}: ${used} of ${most} are there, and a stage has ${wanted}`,
    };
    if (used + wanted <= most) return { verdict: 'good', found };
    const todo = {
      zh: `该阶段已部署过，则没有问题；首次部署会因此失败：请在 Service Quotas 中申请提高到至少 ${used + wanted}，或删去不用的`,
      en: `fine where this stage is deployed already; a first deployment would fail at it: ask for at least ${used + wanted} in Service Quotas, or delete what nobody needs`,
    };
    return { verdict: 'unknown', found, todo };
  } catch (fault) {
    return unasked(
      fault,
      [`${words.zh}的数量`, `how many ${words.en} there may be`],
      `servicequotas:GetServiceQuota, ${permission}`,
    );
  }
}

async function checkBucket(settings: Settings, { bucketOf }: AccountAnswers): Promise<Finding> {
  try {
    const { name, owner } = await bucketOf(settings);
    if (owner === 'nobody')
      return {
        verdict: 'good',
        found: { zh: `存储桶名称 ${name} 可用`, en: `the name of the bucket ${name} is free` },
      };
    if (owner === 'own') {
      const found = { zh: `存储桶 ${name} 已在本账户中`, en: `the bucket ${name} is there already, in this account` };
      const todo = {
        zh: '该阶段已部署过，则没有问题；首次部署会因此失败：请先清空并删除它，或导入堆栈，或换一个阶段名',
        en: 'fine where this stage is deployed already; a first deployment would fail at it: empty and delete it, import it into the stack, or choose another stage',
      };
      return { verdict: 'unknown', found, todo };
    }
    const found = {
      zh: `存储桶 ${name} 属于其他账户，或当前凭证无权查看`,
      en: `the bucket ${name} is another account’s, or these credentials may not look at it`,
    };
    const todo = {
      zh: '请先以有 s3:ListBucket 权限的凭证确认；若确属他人，请换一个阶段名，切勿向它上传',
      en: 'make sure with credentials that allow s3:ListBucket; if it is another’s, choose another stage, and let nothing be uploaded there',
    };
    return { verdict: 'bad', found, todo };
  } catch (fault) {
    return unasked(
      fault,
      ['佐证材料存储桶的名称', 'whether the name of the bucket for evidence is free'],
      's3:ListBucket',
    );
  }
}

function unasked(fault: unknown, [zh, en]: readonly [string, string], permission: string): Finding {
  const { name, message } = fault as Error;
  const reason = name === 'Error' ? message : name;
  const found = { zh: `${zh}未能检查（${reason}）`, en: `${en} could not be asked (${reason})` };
  const todo = {
    zh: `请用该账户的凭证再运行一次，须有 ${permission} 权限`,
    en: `run this again with credentials of the account that allow ${permission}`,
  };
  return { verdict: 'unknown', found, todo };
}

/** How many there are already: in the region, and of buckets in all of them. */
const counted: Record<QuotaName, (region: { readonly region?: string }) => Promise<number>> = {
  buckets: async (region) => {
    const pages = paginateListBuckets({ client: new S3Client(region), pageSize: 1000 }, {});
    return sumOf(pages, ({ Buckets = [] }) => Buckets.length);
  },
  scheduleGroups: async (region) => {
    const pages = paginateListScheduleGroups({ client: new SchedulerClient(region) }, {});
    return sumOf(pages, ({ ScheduleGroups = [] }) => ScheduleGroups.length);
  },
  alarms: async (region) => {
    const pages = paginateDescribeAlarms(
      { client: new CloudWatchClient(region), pageSize: 100 },
      { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
    );
    return sumOf(pages, ({ MetricAlarms = [], CompositeAlarms = [] }) => MetricAlarms.length + CompositeAlarms.length);
  },
};

async function sumOf<Page>(pages: AsyncIterable<Page>, count: (page: Page) => number): Promise<number> {
  let sum = 0;
  for await (const page of pages) sum += count(page);
  return sum;
}

/** The account whose credentials stand around. */
export const ownAccount: AccountAnswers = {
  concurrency: async (region) => {
    const client = new LambdaClient({ ...(region && { region }) });
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    const { ConcurrentExecutions: most = 0, UnreservedConcurrentExecutions: unreserved = 0 } = AccountLimit ?? {};
    return { most, unreserved };
  },
  useOf: async (name, region) => {
    const { service, code } = quotas[name];
    const own = { ...(region && { region }) };
    const where = region ?? (await new ServiceQuotasClient(own).config.region());
    // The quota of buckets is the account's, and is told in one region of each partition only.
    const told = name !== 'buckets' ? where : where.startsWith('cn-') ? 'cn-north-1' : 'us-east-1';
    const asked = new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: code });
    const { Quota } = await new ServiceQuotasClient({ region: told }).send(asked);
    if (Quota?.Value === undefined) throw new Error(`${service} ${code} has no value`);
    return { most: Quota.Value, used: await counted[name](own) };
  },
  bucketOf: async (settings) => {
    const client = new S3Client({ ...(settings.region && { region: settings.region }) });
    const { accountId } = await client.config.credentials();
    if (accountId === undefined) throw new Error('AWS_ACCOUNT_ID is not set');
    const name = evidenceBucketName(settings, accountId, await client.config.region());
    try {
      await client.send(new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: accountId }));
      return { name, owner: 'own' };
    } catch (fault) {
      const status = (fault as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status === 404) return { name, owner: 'nobody' };
      if (status === 403) return { name, owner: 'other' };
      throw fault;
    }
  },
};
