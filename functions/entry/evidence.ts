import { evidence } from '../groups/evidence.ts';
import { ownEvidenceDependencies } from '../shared/evidence-dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';

export const handler = httpHandler(evidence, ownEvidenceDependencies);
