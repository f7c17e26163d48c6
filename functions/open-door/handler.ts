import { httpHandler } from '../http/http-handler.ts';
import { answerUnmatched } from '../http/unmatched-route.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { openDoor, routes } from '../routes.ts';
import { deployed } from '../wiring/deployed.ts';

// It is deployed without a table, so its stories have no stores to take.
const noDependencies = () => ({}) as Dependencies;

export const handler = deployed(httpHandler(openDoor, noDependencies, (event) => answerUnmatched(routes, event)));
