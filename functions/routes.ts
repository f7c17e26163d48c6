import { getDocsEndpoint } from './get-docs.ts';
import { getHealthEndpoint } from './get-health.ts';
import { getOpenApiEndpoint } from './get-openapi.ts';
import { administration } from './groups/administration.ts';
import { bookWrites } from './groups/book-writes.ts';
import { evidence } from './groups/evidence.ts';
import { finalization } from './groups/finalization.ts';
import { reads } from './groups/reads.ts';
import type { Endpoint } from './shared/endpoint.ts';
import type { EvidenceDependencies } from './shared/evidence-dependencies.ts';
import type { FinalDependencies } from './shared/final-dependencies.ts';
import type { HttpFunctionName, Route } from './shared/route.ts';

/** What all stories together need. */
export type AllDependencies = EvidenceDependencies & FinalDependencies;

/** What needs no token: they describe all other routes. */
export const openDoor = [getHealthEndpoint, getOpenApiEndpoint(() => routes), getDocsEndpoint(() => routes)];

/** Every endpoint there is: the one table behind the stack, the local run, the OpenAPI document and the authorization tests. */
export const endpoints: readonly Endpoint<AllDependencies>[] = [
  ...openDoor,
  ...administration,
  ...bookWrites,
  ...evidence,
  ...reads,
  ...finalization,
];

/** The routes of all endpoints. */
export const routes: readonly Route[] = endpoints.map(({ route }) => route);

/** The endpoints that one deployed function serves. */
export function endpointsOf(name: HttpFunctionName): Endpoint<AllDependencies>[] {
  return endpoints.filter(({ route }) => route.function === name);
}
