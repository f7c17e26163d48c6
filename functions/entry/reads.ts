import { reads } from '../groups/reads.ts';
import { ownDependencies } from '../shared/dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';

export const handler = httpHandler(reads, ownDependencies);
