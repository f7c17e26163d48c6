/** The two computations that run side by side: what districts say, what assessors found [D 1]. */
export const bases = ['claimed', 'verified'] as const;

/** The name of a basis. */
export type Basis = (typeof bases)[number];
