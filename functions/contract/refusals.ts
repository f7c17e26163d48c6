import type * as z from 'zod';
import { namePartsOf } from '../../lib/domain/name-parts.ts';
import { type Fault, type Rejection as RuleRejection, reject } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { Slug } from './refusal-slugs.ts';

/** A fault of a query or a body. */
export type BodyFault = Fault<Slug>;

/** A refusal, by the rules or before they are asked. */
export interface Rejection extends RuleRejection<Slug> {
  /** The newest version of the change feed, where the refusal is about one that is not there. */
  readonly newest?: number;
  /** After how many seconds the same request may succeed, where that is known. */
  readonly retryAfterSeconds?: number;
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
