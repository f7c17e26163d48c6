import type * as z from 'zod';
import { namePartsOf } from '../../lib/domain/name-parts.ts';
import { type Fault, type Refusal, type Rejection as RuleRejection, reject } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { Text } from '../../lib/domain/text.ts';

type Entry = readonly [status: number, zh: string, en: string];

/**
 * The one place that knows which status a refusal has, and its title: of every way in which the rules say no, without
 * which nothing compiles, and of those in which a request never gets to them. Stable: portals branch on the slugs.
 */
const answers = {
  'malformed-json': [400, 'JSON 格式错误', 'Malformed JSON'],
  'duplicate-key': [400, 'JSON 键重复', 'Duplicate key'],
  'too-deep': [400, '嵌套过深', 'Nested too deep'],
  'invalid-encoding': [400, '编码错误', 'Invalid encoding'],
  'cursor-invalid': [400, '游标无效', 'Invalid cursor'],
  'idempotency-key-invalid': [400, '幂等键无效', 'Invalid idempotency key'],
  unauthenticated: [401, '未认证', 'Not authenticated'],
  forbidden: [403, '无权操作', 'Forbidden'],
  'wrong-district': [403, '非本区县', 'Another district'],
  'second-approver-needed': [403, '须由第二人批准', 'A second person must approve'],
  'not-found': [404, '未找到', 'Not found'],
  'method-not-allowed': [405, '方法不允许', 'Method not allowed'],
  'cycle-closed': [409, '已停止接收', 'The cycle is closed'],
  'cycle-finalized': [409, '已定稿', 'The cycle is finalized'],
  'already-exists': [409, '已存在', 'Already exists'],
  'not-yet-applied': [409, '尚未计入', 'Not yet applied'],
  'state-conflict': [409, '状态冲突', 'State conflict'],
  'too-early': [409, '时间未到', 'Too early'],
  'stale-epoch': [409, '轮次已过', 'Stale epoch'],
  'resync-needed': [410, '须重新同步', 'Resync needed'],
  'revision-conflict': [412, '修订号冲突', 'Revision conflict'],
  'body-too-large': [413, '请求体过大', 'Body too large'],
  'unsupported-media-type': [415, '媒体类型不支持', 'Unsupported media type'],
  'unknown-property': [422, '未知属性', 'Unknown property'],
  required: [422, '缺少必填项', 'Required'],
  type: [422, '类型错误', 'Wrong type'],
  'value-syntax': [422, '格式错误', 'Wrong format'],
  'value-out-of-range': [422, '数值超出范围', 'Value out of range'],
  'import-invalid': [422, '表格有误', 'Table not importable'],
  'unknown-component': [422, '考核内容编号不存在', 'Unknown component'],
  'target-not-assignable': [422, '任务不可下达', 'Target not assignable'],
  'not-claimable': [422, '不由区县申报', 'Not claimable'],
  'text-invalid': [422, '文本无效', 'Invalid text'],
  'filename-invalid': [422, '文件名无效', 'Invalid file name'],
  'duplicate-item': [422, '条目重复', 'Duplicate item'],
  'too-many-items': [422, '条目过多', 'Too many items'],
  'idempotency-key-reused': [422, '幂等键重复使用', 'Idempotency key reused'],
  'webhook-address-refused': [422, '地址不可投递', 'Webhook address refused'],
  'evidence-unusable': [422, '佐证不可用', 'Evidence unusable'],
  'too-many-requests': [429, '请求过多', 'Too many requests'],
  busy: [503, '系统繁忙', 'Busy'],
} as const satisfies Readonly<Record<Refusal, Entry>> & Readonly<Record<string, Entry>>;

/** A refusal's name in the contract. */
export type Slug = keyof typeof answers;

/** All of them, in the contract's order. */
export const slugs = Object.keys(answers) as Slug[];

/** A fault of a query or a body. */
export type BodyFault = Fault<Slug>;

/** A refusal, by the rules or before they are asked. */
export interface Rejection extends RuleRejection<Slug> {
  /** The newest version of the change feed, where the refusal is about one that is not there. */
  readonly newest?: number;
  /** After how many seconds the same request may succeed, where that is known. */
  readonly retryAfterSeconds?: number;
}

/** The status a refusal is answered with. */
export function statusOf(slug: Slug): number {
  return answers[slug][0];
}

/** A refusal's title. */
export function titleOf(slug: Slug): Text {
  const [, zh, en] = answers[slug];
  return { zh, en };
}

/** Whether the very same request may succeed a moment later; the answer then carries Retry-After. */
export function isTransient(slug: Slug): boolean {
  return slug === 'not-yet-applied' || [429, 503].includes(statusOf(slug));
}

/** What a schema of ours says about a value it refuses: the contract's slug and a sentence that never repeats the value. */
interface SchemaRefusal {
  readonly slug: Slug;
  readonly text: Text;
}

/** The zod issue that carries a refusal in its `params`; later checks of the same field are skipped. */
export function refusalIssue(slug: Slug, text: Text) {
  const params: SchemaRefusal = { slug, text };
  return { code: 'custom' as const, message: text.en, params: { ...params }, continue: false };
}

/** The refusal that an issue carries, if it is one of ours. */
export function refusalOf(issue: z.core.$ZodIssue): SchemaRefusal | null {
  if (issue.code !== 'custom' || typeof issue.params?.slug !== 'string') return null;
  return issue.params as SchemaRefusal;
}

/** The refusal of a scheme id that nobody has loaded. */
export const unknownScheme = reject('not-found', {
  zh: '没有这个考核办法；已有的见 GET /v1/schemes。',
  en: 'There is no such scheme; GET /v1/schemes lists those there are.',
});

/** The refusal of a cycle id that nobody has opened. */
export const unknownCycle = reject('not-found', {
  zh: '没有这个考核周期；已有的周期见 GET /v1/cycles。',
  en: 'There is no such cycle; GET /v1/cycles lists those there are.',
});

/** The refusal of a district that is not in the cycle's cohort. */
export const unknownDistrict = reject('not-found', {
  zh: '该考核周期中没有这个区县。',
  en: 'The cycle has no such district.',
});

/** The refusal of a component that the path names and the scheme lacks. */
export function unknownComponent(scheme: Scheme, id: string): Rejection {
  const none = { zh: '该周期的考核办法中没有这个考核内容编号。', en: 'The cycle’s scheme has no such component.' };
  return reject('not-found', namePartsOf(scheme, id) ?? none);
}

/** The refusal of an id that no file of the book has. */
export const unknownEvidence = reject('not-found', {
  zh: '本区县台账没有这个编号的佐证材料。',
  en: 'The book has no evidence with this id.',
});

/** The refusal of a request id that nobody has made. */
export const unknownReopening = reject('not-found', {
  zh: '没有这个重新开放申请。',
  en: 'There is no such request to reopen.',
});

/** The refusal of an id under which no webhook is registered. */
export const unknownWebhook = reject('not-found', {
  zh: '没有这个 webhook；已登记的见 GET /v1/webhooks。',
  en: 'There is no such webhook; GET /v1/webhooks lists those there are.',
});

/** The refusal of a second order to seal. */
export const finalizedAlready = reject('cycle-finalized', {
  zh: '本周期已定稿；更正须申请重新开放。',
  en: 'The cycle is finalized already; a correction needs a reopening.',
});
