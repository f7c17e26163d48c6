/** The contract that the client speaks, as the console has it: made by the compiler out of the routes. */
export type { Body, Paths, ProblemDetails, Reply } from '../console/contract.ts';
