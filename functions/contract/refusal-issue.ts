import type * as z from 'zod';
import type { Text } from '../../lib/domain/text.ts';
import type { Slug } from './refusals.ts';

/** What a schema of ours says about a value it refuses: the contract's slug and a sentence that never repeats the value. */
export interface Refusal {
  readonly slug: Slug;
  readonly text: Text;
}

/** The zod issue that carries a refusal in its `params`; later checks of the same field are skipped. */
export function refusalIssue(slug: Slug, text: Text) {
  const params: Refusal = { slug, text };
  return { code: 'custom' as const, message: text.en, params: { ...params }, continue: false };
}

/** The refusal that an issue carries, if it is one of ours. */
export function refusalOf(issue: z.core.$ZodIssue): Refusal | null {
  if (issue.code !== 'custom' || typeof issue.params?.slug !== 'string') return null;
  return issue.params as Refusal;
}
