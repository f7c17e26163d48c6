import { ownEvidenceDependencies } from '../wiring/evidence-dependencies.ts';
import { rescanEvidence } from './rescan-evidence.ts';

export const handler = () => rescanEvidence(ownEvidenceDependencies());
