import type { ComponentState } from '../domain/scoring/component-state.ts';
import type { Text } from '../domain/text.ts';

/** How files name the state that goes with a component's points [D 4, D 8, D 10]. */
export const stateNames: Readonly<Record<ComponentState, Text>> = {
  missing: { zh: '未申报', en: 'not claimed' },
  claimed: { zh: '已申报，未核定', en: 'claimed, not verified' },
  verified: { zh: '已核定', en: 'verified' },
  returned: { zh: '已退回', en: 'returned' },
  pending: { zh: '扣分待定', en: 'deduction undecided' },
  'target-missing': { zh: '任务未下达', en: 'no target assigned' },
};
