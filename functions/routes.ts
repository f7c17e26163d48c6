import { once } from '../lib/domain/once.ts';
import { administration } from './administration/stories.ts';
import { bookWrites } from './book-writes/stories.ts';
import type { HttpFunctionName, Route } from './contract/route.ts';
import { type ShownContract, showContract } from './contract/shown-contract.ts';
import { evidence } from './evidence/stories.ts';
import { finalization } from './finalization/stories.ts';
import type { Endpoint } from './http/endpoint.ts';
import { imports } from './imports/stories.ts';
import { openDoor } from './open-door/open-door.ts';
import type { AllDependencies } from './protocols/dependencies.ts';
import { reads } from './reads/stories.ts';
import { webhooks } from './webhooks/stories.ts';

/** The contract of all routes; made once. */
export const contract = once((): ShownContract => showContract(routes));

/** Every endpoint there is: the one table behind the stack, the local run, the OpenAPI document and the authorization tests. */
export const endpoints: readonly Endpoint<AllDependencies>[] = [
  ...openDoor(contract),
  ...administration,
  ...bookWrites,
  ...evidence,
  ...imports,
  ...reads,
  ...finalization,
  ...webhooks,
];

/** The routes of all endpoints. */
export const routes: readonly Route[] = endpoints.map(({ route }) => route);

// Whoever takes this table may ask for every schema.
await Promise.all(routes.map(({ load }) => load?.()));

/** The endpoints that one deployed function serves. */
export function endpointsOf(name: HttpFunctionName): Endpoint<AllDependencies>[] {
  return endpoints.filter(({ route }) => route.function === name);
}
