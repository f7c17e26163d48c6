import { buildSnapshot, contentDigest } from '../../../lib/domain/finalization/build-snapshot.ts';
import { reject } from '../../../lib/domain/rejection.ts';
import { finalizedAlready, type Rejection } from '../../contract/refusals.ts';
import type { CycleRules } from '../cycle-rules.ts';
import type { Dependencies } from '../dependencies.ts';
import { readBooksAndBlockers } from './books-and-blockers.ts';
import { mustHold } from './hold-result.ts';

/** Says why an order to seal can't be: it is a second one, one of other content than `expected` names, and one that open points hold. */
export async function refuseSealing(
  needs: Pick<Dependencies, 'books'>,
  rules: CycleRules,
  expected: string | null,
): Promise<Rejection | null> {
  const { cycle, scheme } = rules;
  if (cycle.state === 'finalized') return finalizedAlready;
  const { books, blockers } = await readBooksAndBlockers(needs, rules);
  if (expected !== null && expected !== contentDigest(buildSnapshot({ cycle, scheme, books, blockers })))
    return reject('state-conflict', {
      zh: '内容自预览以来已有变化，摘要不符；请重新预览并核对后再定稿。',
      en: 'The content has changed since the preview, so the digest differs. Look at the preview again, then finalize.',
    });
  return mustHold(cycle, blockers) ? blocked(blockers.length) : null;
}

function blocked(count: number): Rejection {
  return reject('state-conflict', {
    zh: `尚有 ${count} 项未决事项，不能定稿；清单见 GET …/finalization。`,
    en: `${count} open points stand in the way; GET …/finalization lists them.`,
  });
}
