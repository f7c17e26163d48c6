import * as z from 'zod';
import { refusalIssue } from '../../../functions/contract/refusals.ts';
import { type HttpFunctionName, roles } from '../../../functions/contract/route.ts';
import { lineText } from '../../../functions/contract/text-schema.ts';
import { validateBody } from '../../../functions/http/body-faults.ts';
import { httpHandler } from '../../../functions/http/http-handler.ts';
import { readJsonBody } from '../../../functions/http/json-body.ts';
import { refused } from '../../../functions/http/problem-answer.ts';
import { bodyBytes } from '../../../functions/http/request.ts';
import { answerUnmatched } from '../../../functions/http/unmatched-route.ts';
import type { AllDependencies } from '../../../functions/protocols/dependencies.ts';
import { endpoints, endpointsOf } from '../../../functions/routes.ts';
import { reject, rejectFaults } from '../../../lib/domain/rejection.ts';
import type { GatewayResult, GatewayRoute, LocalRoute } from './gateway.ts';
import type { GatewayEvent } from './gateway-event.ts';
import type { TokenIssuer } from './tokens.ts';

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
      return run ? jsonAnswer(await run(givenEvent(event))) : answerUnmatched([], event);
    },
  };
}

/** What a body says of the event; one that says nothing is an event without anything in it. */
function givenEvent(event: GatewayEvent): unknown {
  const read = readJsonBody(bodyBytes(event));
  return read.ok ? read.value : {};
}

const tokenRequest = z
  .strictObject({
    role: z.enum(roles),
    district: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'id')
      .optional(),
    subject: lineText({ max: 128 }).optional(),
  })
  .superRefine(({ role, district }, context) => {
    if (role !== 'district' || district !== undefined) return;
    const text = { en: 'The role district needs a district.', zh: 'district 角色必须给出区县。' };
    context.addIssue({ ...refusalIssue('required', text), path: ['district'] });
  });

/** `POST /local/tokens`: a token for anyone who asks. It exists in the local run only. */
export function tokenRoute(issuer: Pick<TokenIssuer, 'issue'>): LocalRoute {
  return {
    method: 'POST',
    path: '/local/tokens',
    invoke: async (event) => {
      const read = readJsonBody(bodyBytes(event));
      if (!read.ok) return refused(reject(read.slug, read.detail), event);
      const checked = validateBody(tokenRequest, read);
      if (!checked.ok) return refused(rejectFaults(checked.errors), event);
      return jsonAnswer({ token: await issuer.issue(checked.value) });
    },
  };
}

function jsonAnswer(value: unknown): GatewayResult {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value ?? null),
  };
}
