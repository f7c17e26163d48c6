import type { S3Event } from 'aws-lambda';
import { ownEvidenceDependencies } from '../wiring/evidence-dependencies.ts';
import { registerEvidence } from './register-evidence.ts';

export const handler = (event: S3Event) => registerEvidence(ownEvidenceDependencies(), event);
