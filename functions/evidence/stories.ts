import { announceEvidenceEndpoint } from './announce-evidence.ts';
import { getEvidenceEndpoint } from './get-evidence.ts';
import { listEvidenceEndpoint } from './list-evidence.ts';
import { withdrawEvidenceEndpoint } from './withdraw-evidence.ts';

/** Files of evidence: everything that signs addresses of the bucket. */
export const evidence = [announceEvidenceEndpoint, listEvidenceEndpoint, getEvidenceEndpoint, withdrawEvidenceEndpoint];
