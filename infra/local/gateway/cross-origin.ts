import type { IncomingMessage } from 'node:http';
import { crossOrigin } from '../../../functions/contract/cross-origin.ts';
import type { GatewayBackend, GatewayResult } from './gateway.ts';
import { splitTarget } from './gateway-event.ts';

/**
 * The answer to a browser that asks before it sends a page's request, `null` for every other request. As at the gateway
 * of a deployment there is one where portals are named, and it says nothing to pages of other origins: their requests are
 * not sent.
 */
export function answerPreflight(backend: GatewayBackend, request: IncomingMessage): GatewayResult | null {
  const isAsked = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
  if (!isAsked || !isOpen(backend, request)) return null;
  const allowed = isOfPortal(backend, request) && {
    'access-control-allow-origin': request.headers.origin!,
    'access-control-allow-methods': crossOrigin.methodsOf(backend.routes).join(','),
    'access-control-allow-headers': crossOrigin.requestHeaders.join(','),
    'access-control-max-age': crossOrigin.secondsMax,
  };
  return { statusCode: 204, headers: { ...allowed, vary: 'origin' } };
}

/** The answer as a page of a portal's origin may read it; every other answer as it is. */
export function withCrossOriginHeaders(
  backend: GatewayBackend,
  request: IncomingMessage,
  result: GatewayResult,
): GatewayResult {
  if (!isOpen(backend, request)) return result;
  const allowed = isOfPortal(backend, request) && {
    'access-control-allow-origin': request.headers.origin!,
    'access-control-expose-headers': crossOrigin.replyHeaders.join(','),
  };
  return {
    ...result,
    headers: { ...result.headers, ...allowed, vary: [result.headers?.vary, 'origin'].filter(Boolean).join(', ') },
  };
}

/** The local run's own routes, which give tokens to anyone, are open to no other origin, whoever is named. */
function isOpen({ portalOrigins = [] }: GatewayBackend, { url = '/' }: IncomingMessage): boolean {
  return portalOrigins.length > 0 && !splitTarget(url).path.startsWith('/local/');
}

function isOfPortal({ portalOrigins = [] }: GatewayBackend, { headers }: IncomingMessage): boolean {
  return headers.origin !== undefined && portalOrigins.includes(headers.origin);
}
