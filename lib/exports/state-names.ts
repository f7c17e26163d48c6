import type { ComponentState } from '../domain/book.ts';
import type { BlockerKind } from '../domain/finalization/snapshot.ts';
import type { Text } from '../domain/text.ts';

/** How papers name the state that goes with a component's points [D 4, D 8, D 10]. */
export const stateNames: Readonly<Record<ComponentState, Text>> = {
  missing: { zh: '未申报', en: 'not claimed' },
  claimed: { zh: '已申报，未核定', en: 'claimed, not verified' },
  verified: { zh: '已核定', en: 'verified' },
  returned: { zh: '已退回', en: 'returned' },
  pending: { zh: '扣分待定', en: 'deduction undecided' },
  'target-missing': { zh: '任务未下达', en: 'no target assigned' },
};

/** How papers name what was still open when the result was sealed. */
export const blockerNames: Readonly<Record<BlockerKind, Text>> = {
  'claim-unverified': { zh: '申报未核定', en: 'claim not verified' },
  'claim-returned': { zh: '申报已退回', en: 'claim returned' },
  'target-missing': { zh: '任务未下达', en: 'no target assigned' },
  'deduction-undecided': { zh: '扣分待定', en: 'deduction undecided' },
  'evidence-pending': { zh: '佐证材料尚在检查', en: 'evidence still being checked' },
  'verification-stale': { zh: '核定后情况有变', en: 'changed since it was verified' },
};
