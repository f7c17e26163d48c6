import { announceEvidenceEndpoint } from './announce-evidence.ts';
import { getEvidenceEndpoint, listEvidenceEndpoint } from './read-evidence.ts';
import { withdrawEvidenceEndpoint } from './withdraw-evidence.ts';

/** Files of evidence: everything that signs addresses of the bucket. */
export const evidence = [announceEvidenceEndpoint, listEvidenceEndpoint, getEvidenceEndpoint, withdrawEvidenceEndpoint];
