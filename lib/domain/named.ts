import type * as z from 'zod';
import { once } from './once.ts';

/**
 * A schema under the name that the contract gives it, by which clients' generated code calls the shape, too. Made when it
 * is first asked for, and always the same one [T 73]: a name stands for one schema.
 */
export function named<S extends z.ZodType>(name: string, make: () => S): () => S {
  return once(() => make().meta({ id: name }));
}
