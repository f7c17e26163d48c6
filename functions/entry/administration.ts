import { administration } from '../groups/administration.ts';
import { ownAdministrationDependencies } from '../shared/administration-dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';

export const handler = httpHandler(administration, ownAdministrationDependencies);
