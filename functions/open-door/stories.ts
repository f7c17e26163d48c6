import type { ShownContract } from '../contract/shown-contract.ts';
import { getDocsEndpoint } from './get-docs.ts';
import { getHealthEndpoint } from './get-health.ts';
import { getOpenApiEndpoint } from './get-openapi.ts';

/** What needs no token. The contract, which describes these routes among all others, is asked for when it is read. */
export const openDoor = (contract: () => ShownContract) => [
  getHealthEndpoint,
  getOpenApiEndpoint(contract),
  getDocsEndpoint(contract),
];
