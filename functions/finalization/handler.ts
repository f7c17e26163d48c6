import { httpHandler } from '../http/http-handler.ts';
import { ownFinalDependencies } from '../wiring/final-dependencies.ts';
import { finalization } from './stories.ts';

export const handler = httpHandler(finalization, ownFinalDependencies);
