import { httpHandler } from '../http/http-handler.ts';
import { deployed } from '../wiring/deployed.ts';
import { ownHandingDependencies } from '../wiring/handing-dependencies.ts';
import { finalization } from './stories.ts';

export const handler = deployed(httpHandler(finalization, ownHandingDependencies));
