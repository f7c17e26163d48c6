import { rescanEvidence } from '../rescan-evidence.ts';
import { ownEvidenceDependencies } from '../shared/evidence-dependencies.ts';

export const handler = () => rescanEvidence(ownEvidenceDependencies());
