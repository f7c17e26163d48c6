import { assessClaimEndpoint } from './assess-claim.ts';
import { getBookEndpoint } from './get-book.ts';
import { getChangesEndpoint } from './get-changes.ts';
import { getCycleEndpoint } from './get-cycle.ts';
import { getDocsEndpoint } from './get-docs.ts';
import { getHealthEndpoint } from './get-health.ts';
import { getHistoryEndpoint } from './get-history.ts';
import { getIntegrityEndpoint } from './get-integrity.ts';
import { getOpenApiEndpoint } from './get-openapi.ts';
import { getRankingEndpoint } from './get-ranking.ts';
import { getSchemeEndpoint } from './get-scheme.ts';
import { getScoreEndpoint } from './get-score.ts';
import { listCyclesEndpoint } from './list-cycles.ts';
import { listSchemesEndpoint } from './list-schemes.ts';
import { loadSchemeEndpoint } from './load-scheme.ts';
import { openCycleEndpoint } from './open-cycle.ts';
import { setTargetsEndpoint } from './set-targets.ts';
import type { Endpoint } from './shared/endpoint.ts';
import type { HttpFunctionName, Route } from './shared/route.ts';
import { submitClaimEndpoint } from './submit-claim.ts';
import { submitClaimsEndpoint } from './submit-claims.ts';

/** Every endpoint there is: the one table behind the stack, the local run, the OpenAPI document and the authorization tests. */
export const endpoints: readonly Endpoint[] = [
  getHealthEndpoint,
  getOpenApiEndpoint(() => routes),
  getDocsEndpoint(() => routes),
  listSchemesEndpoint,
  getSchemeEndpoint,
  loadSchemeEndpoint,
  openCycleEndpoint,
  listCyclesEndpoint,
  getCycleEndpoint,
  setTargetsEndpoint,
  getBookEndpoint,
  submitClaimEndpoint,
  submitClaimsEndpoint,
  assessClaimEndpoint,
  getHistoryEndpoint,
  getScoreEndpoint,
  getRankingEndpoint,
  getChangesEndpoint,
  getIntegrityEndpoint,
];

/** The routes of all endpoints. */
export const routes: readonly Route[] = endpoints.map(({ route }) => route);

/** The endpoints that one deployed function serves. */
export function endpointsOf(name: HttpFunctionName): Endpoint[] {
  return endpoints.filter(({ route }) => route.function === name);
}
