import { approveReopeningEndpoint } from './approve-reopening.ts';
import { loadSchemeEndpoint } from './load-scheme.ts';
import { openCycleEndpoint } from './open-cycle.ts';
import { requestReopeningEndpoint } from './request-reopening.ts';

/** Administration of schemes and cycles. */
export const administration = [
  loadSchemeEndpoint,
  openCycleEndpoint,
  requestReopeningEndpoint,
  approveReopeningEndpoint,
];
