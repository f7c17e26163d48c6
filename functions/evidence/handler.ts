import { httpHandler } from '../http/http-handler.ts';
import { deployed } from '../wiring/deployed.ts';
import { ownEvidenceDependencies } from '../wiring/evidence-dependencies.ts';
import { evidence } from './stories.ts';

export const handler = deployed(httpHandler(evidence, ownEvidenceDependencies));
