import type { Context } from 'aws-lambda';
import type { HttpAnswer } from '../../functions/http/problem-answer.ts';
import type { HttpEvent } from '../../functions/http/request.ts';
import { handler } from '../../functions/open-door/handler.ts';

/** Asks the deployed handler of the open door: a route key and headers are all that its routes look at. */
export function servePublic(routeKey: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
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
