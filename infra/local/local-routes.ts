import { endpoints, endpointsOf } from '../../functions/routes.ts';
import type { Dependencies } from '../../functions/shared/dependencies.ts';
import { httpHandler } from '../../functions/shared/http-handler.ts';
import { problemAnswer } from '../../functions/shared/http-rejections.ts';
import { preferredLanguage } from '../../functions/shared/language.ts';
import type { HttpFunctionName } from '../../functions/shared/route.ts';
import { reject } from '../../lib/domain/rejection.ts';
import type { GatewayResult, GatewayRoute, LocalRoute } from './gateway.ts';
import type { GatewayEvent } from './gateway-event.ts';

/** The product's routes, each served by the handler of its deployed function. */
export function productRoutes(needs: Dependencies): GatewayRoute[] {
  const names = [...new Set(endpoints.map(({ route }) => route.function))];
  const handlers = new Map<HttpFunctionName, ReturnType<typeof httpHandler>>(
    names.map((name) => [name, httpHandler(endpointsOf(name), () => needs)]),
  );
  return endpoints.map(({ route }) => ({
    method: route.method,
    path: route.path,
    isPublic: route.roles === 'public',
    invoke: (event) => handlers.get(route.function)!(event),
  }));
}

/** Answers an address that does not exist. */
export function notFound(event: GatewayEvent): GatewayResult {
  return refuse(
    event,
    'not-found',
    '没有这个地址；可用的地址见 /openapi.json。',
    'There is nothing at this address; /openapi.json lists what there is.',
  );
}

/** Answers a method that an existing address does not have. */
export function methodNotAllowed(event: GatewayEvent, allow: readonly string[]): GatewayResult {
  const methods = allow.join(', ');
  const result = refuse(
    event,
    'method-not-allowed',
    `此地址支持的方法：${methods}。`,
    `This address takes: ${methods}.`,
  );
  return { ...result, headers: { ...result.headers, allow: methods } };
}

function refuse(event: GatewayEvent, slug: 'not-found' | 'method-not-allowed', zh: string, en: string) {
  const language = preferredLanguage(event.headers['accept-language']);
  return problemAnswer(reject(slug, { zh, en }), language, `/requests/${event.requestContext.requestId}`);
}

/** `POST /local/invoke/{function}`: runs a scheduled function now. It exists in the local run only. */
export function invokeRoute(scheduled: Readonly<Record<string, (event: unknown) => Promise<unknown>>>): LocalRoute {
  return {
    method: 'POST',
    path: '/local/invoke/{function}',
    invoke: async (event) => {
      const run = scheduled[event.pathParameters?.function ?? ''];
      if (!run) return notFound(event);
      const result = await run(eventBody(event));
      return {
        statusCode: 200,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(result ?? null),
      };
    },
  };
}

function eventBody({ body, isBase64Encoded }: GatewayEvent): unknown {
  try {
    return JSON.parse(Buffer.from(body ?? '{}', isBase64Encoded ? 'base64' : 'utf8').toString());
  } catch {
    return {};
  }
}
