/** Where a component stands. Missing is not zero, and neither is returned or pending [D 4, D 8, D 10]. */
export const componentStates = ['missing', 'claimed', 'verified', 'returned', 'pending', 'target-missing'] as const;

/** The name of a state. */
export type ComponentState = (typeof componentStates)[number];
