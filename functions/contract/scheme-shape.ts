import type { schemeSchema } from '../../lib/domain/scheme-document.ts';

let loaded: typeof schemeSchema | undefined;

/**
 * Loads what the shape of a scheme is made by, with every kind of rule, of which no start of a function should read
 * anything [T 73]: the edge does before it reads a scheme, and the table of all routes for the contract.
 */
export async function loadSchemeShape(): Promise<void> {
  loaded ??= (await import('../../lib/domain/scheme-document.ts')).schemeSchema;
}

/** The shape of a scheme, once it is loaded. */
export const schemeShape = () => loaded!();
