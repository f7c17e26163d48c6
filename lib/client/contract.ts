import type { components } from './openapi.d.ts';

/** The contract that the client speaks, as the console has it: made by the compiler out of the routes. */
export type { Body, Paths, ProblemDetails, Reply } from '../console/contract.ts';

/** The contract's shapes by their names, as the OpenAPI document has them: `Shapes['Score']`. */
export type Shapes = components['schemas'];
