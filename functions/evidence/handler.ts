import { httpHandler } from '../http/http-handler.ts';
import { ownEvidenceDependencies } from '../wiring/evidence-dependencies.ts';
import { evidence } from './stories.ts';

export const handler = httpHandler(evidence, ownEvidenceDependencies);
