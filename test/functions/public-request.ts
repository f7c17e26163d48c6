import type { Context } from 'aws-lambda';
import { httpHandler } from '../../functions/http/http-handler.ts';
import type { HttpAnswer } from '../../functions/http/problem-answer.ts';
import type { HttpEvent } from '../../functions/http/request.ts';
import { answerUnmatched } from '../../functions/http/unmatched-route.ts';
import { openDoor } from '../../functions/open-door/open-door.ts';
import type { OpenDoorDependencies } from '../../functions/protocols/dependencies.ts';
import { contract, routes } from '../../functions/routes.ts';

const openDoorOfRoutes = httpHandler(
  openDoor(contract),
  () => ({ docsPage: () => '<!doctype html>' }) as OpenDoorDependencies,
  (event) => answerUnmatched(routes, event),
);

/** Asks the open door: a route key and headers are all that its routes look at. */
export function servePublic(
  routeKey: string,
  headers: Record<string, string> = {},
  handler = openDoorOfRoutes,
): Promise<HttpAnswer> {
  const [method = '', rawPath = ''] = routeKey.split(' ');
  const requestContext = { requestId: 'r-1', timeEpoch: 0, http: { method, path: rawPath } };
  const event = {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: '',
    headers,
    requestContext,
    isBase64Encoded: false,
  };
  return handler(event as unknown as HttpEvent, {} as Context);
}
