import { deployed } from '../wiring/deployed.ts';
import { ownEvidenceDependencies } from '../wiring/evidence-dependencies.ts';
import { rescanEvidence } from './rescan-evidence.ts';

export const handler = deployed(() => rescanEvidence(ownEvidenceDependencies()));
