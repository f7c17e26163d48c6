import { finalizeNowEndpoint } from './finalize-now.ts';
import { getFinalEndpoint } from './get-final.ts';
import { getFinalizationEndpoint } from './get-finalization.ts';

/** Sealing and sealed results: everything that reaches the bucket of results. */
export const finalization = [getFinalizationEndpoint, finalizeNowEndpoint, getFinalEndpoint];
