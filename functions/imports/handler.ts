import { httpHandler } from '../http/http-handler.ts';
import { deployed } from '../wiring/deployed.ts';
import { ownEvidenceDependencies } from '../wiring/evidence-dependencies.ts';
import { imports } from './stories.ts';

export const handler = deployed(httpHandler(imports, ownEvidenceDependencies));
