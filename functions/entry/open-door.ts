import { openDoor, routes } from '../routes.ts';
import type { Dependencies } from '../shared/dependencies.ts';
import { httpHandler } from '../shared/http-handler.ts';
import { answerUnmatched } from '../shared/unmatched-route.ts';

// It is deployed without a table, so its stories have no stores to take.
const noDependencies = () => ({}) as Dependencies;

export const handler = httpHandler(openDoor, noDependencies, (event) => answerUnmatched(routes, event));
