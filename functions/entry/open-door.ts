import { endpointsOf } from '../routes.ts';
import type { Dependencies } from '../shared/dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';

// It is deployed without a table, so its stories have no stores to take.
const noDependencies = () => ({}) as Dependencies;

export const handler = httpHandler(endpointsOf('open-door'), noDependencies);
