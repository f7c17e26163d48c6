import { loadSchemeEndpoint } from './load-scheme.ts';
import { openCycleEndpoint } from './open-cycle.ts';
import { approveReopeningEndpoint, requestReopeningEndpoint } from './reopen-cycle.ts';

/** Administration of schemes and cycles. */
export const administration = [
  loadSchemeEndpoint,
  openCycleEndpoint,
  requestReopeningEndpoint,
  approveReopeningEndpoint,
];
