import type { S3Event } from 'aws-lambda';
import { deployed } from '../wiring/deployed.ts';
import { ownEvidenceDependencies } from '../wiring/evidence-dependencies.ts';
import { registerEvidence } from './register-evidence.ts';

export const handler = deployed((event: S3Event) => registerEvidence(ownEvidenceDependencies(), event));
