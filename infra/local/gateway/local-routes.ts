import type { HttpFunctionName } from '../../../functions/contract/route.ts';
import { httpHandler } from '../../../functions/http/http-handler.ts';
import { answerUnmatched } from '../../../functions/http/unmatched-route.ts';
import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import { endpoints, endpointsOf } from '../../../functions/routes.ts';
import type { GatewayRoute, LocalRoute } from './gateway.ts';
import type { GatewayEvent } from './gateway-event.ts';

/** The product's routes, each served by the handler of its deployed function. */
export function productRoutes(needs: AllDependencies): GatewayRoute[] {
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

/** `POST /local/invoke/{function}`: runs a scheduled function now. It exists in the local run only. */
export function invokeRoute(scheduled: Readonly<Record<string, (event: unknown) => Promise<unknown>>>): LocalRoute {
  return {
    method: 'POST',
    path: '/local/invoke/{function}',
    invoke: async (event) => {
      const name = event.pathParameters?.function ?? '';
      const run = Object.hasOwn(scheduled, name) ? scheduled[name] : undefined;
      if (!run) return answerUnmatched([], event);
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
