import { endpointsOf } from '../routes.ts';
import { ownDependencies } from '../shared/dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';

export const handler = httpHandler(endpointsOf('book-writes'), ownDependencies);
