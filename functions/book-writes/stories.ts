import { assessClaimEndpoint } from './assess-claim.ts';
import { setTargetsEndpoint } from './set-targets.ts';
import { submitClaimEndpoint } from './submit-claim.ts';
import { submitClaimsEndpoint } from './submit-claims.ts';

/** Writes of books. */
export const bookWrites = [setTargetsEndpoint, submitClaimEndpoint, submitClaimsEndpoint, assessClaimEndpoint];
