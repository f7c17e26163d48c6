import type { Refusal } from '../../lib/domain/rejection.ts';
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
