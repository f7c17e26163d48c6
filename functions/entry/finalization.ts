import { finalization } from '../groups/finalization.ts';
import { ownFinalDependencies } from '../shared/final-dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';

export const handler = httpHandler(finalization, ownFinalDependencies);
