import type { S3Event } from 'aws-lambda';
import { registerEvidence } from '../register-evidence.ts';
import { ownEvidenceDependencies } from '../shared/evidence-dependencies.ts';

export const handler = (event: S3Event) => registerEvidence(ownEvidenceDependencies(), event);
