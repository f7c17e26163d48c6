import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { digestOf, type Json } from '../../lib/domain/digest.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { isRejection, reject, rejectFaults } from '../../lib/domain/rejection.ts';
import { componentIdSchema, idSchema } from '../../lib/domain/scheme-document.ts';
import type { BodyFault, Rejection } from '../contract/refusals.ts';
import type { PathParameters, Route } from '../contract/route.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { log } from '../telemetry/log.ts';
import { validateBody } from './body-validation.ts';
import { type Caller, refuseCaller } from './caller.ts';
import type { Answer, Endpoint, EndpointRequest, Idempotency } from './endpoint.ts';
import { httpAnswer } from './http-answer.ts';
import { bodyBytes, callerOfToken, type HttpEvent, nobody, type ReadBody, readBody } from './http-event.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { keptReply } from './kept-reply.ts';
import { preferredLanguage } from './language.ts';
import { faultAnswer, type HttpAnswer, refused } from './problem-answer.ts';
import { securityHeaders } from './security-headers.ts';
import { answerUnmatched } from './unmatched-route.ts';

/** Most bytes of a body. */
export const bodyBytesMax = 256 * 1024;

/**
 * Serves the endpoints of one function. The order of checks is fixed: size, token, route, media type, bytes, role and
 * district, idempotency, schema; then the story decides and the transaction has the last word.
 */
export function httpHandler<Needs extends Pick<Dependencies, 'replies'>>(
  endpoints: readonly Endpoint<Needs>[],
  dependencies: () => Needs,
  unmatched: (event: HttpEvent) => HttpAnswer = (event) => answerUnmatched([], event),
): (event: HttpEvent, context?: Context) => Promise<HttpAnswer> {
  const answer = async (event: HttpEvent) => {
    if ((bodyBytes(event)?.length ?? 0) > bodyBytesMax) return refused(tooLarge, event);
    const endpoint = endpoints.find(({ route }) => event.routeKey === `${route.method} ${route.path}`);
    return endpoint ? answerAlways(event, endpoint, dependencies) : unmatched(event);
  };
  // Lambda itself ends what is late: an early answer would leave a write running on into the next request.
  const handler = middy<HttpEvent, HttpAnswer>(answer, { timeoutEarlyInMillis: 0 }).use(securityHeaders());
  // Only middlewares that watch the time read the context; outside Lambda there is none.
  return (event, context) => handler(event, context as Context);
}

/** Whatever happens becomes an answer. */
async function answerAlways<Needs extends Pick<Dependencies, 'replies'>>(
  event: HttpEvent,
  endpoint: Endpoint<Needs>,
  dependencies: () => Needs,
): Promise<HttpAnswer> {
  try {
    const answer = await answerTo(event, endpoint, dependencies);
    return isRejection(answer) ? refused(answer, event) : httpAnswer(answer, event);
  } catch (error) {
    if (error instanceof Busy) return refused(busy, event);
    const { requestId } = event.requestContext;
    log.fault('request failed', error, { route: event.routeKey, requestId });
    return faultAnswer(preferredLanguage(event.headers['accept-language']), `/requests/${requestId}`);
  }
}

const busy = reject('busy', {
  zh: '系统繁忙，请稍候用同一 Idempotency-Key 重试。',
  en: 'The system is busy. Retry shortly with the same Idempotency-Key.',
});

async function answerTo<Needs extends Pick<Dependencies, 'replies'>>(
  event: HttpEvent,
  endpoint: Endpoint<Needs>,
  dependencies: () => Needs,
): Promise<Answer | Rejection> {
  const { route } = endpoint;
  const caller = route.roles === 'public' ? nobody : callerOfToken(event);
  if (isRejection(caller) && caller.rejected === 'unauthenticated') return caller;
  const read = readBody(route, event, bodyBytes(event));
  if (isRejection(read)) return read;
  if (isRejection(caller)) return caller;
  const path = (event.pathParameters ?? {}) as PathParameters;
  const refusal = refuseCaller(route, caller, path.district) ?? refusePath(path);
  if (refusal) return refusal;
  const idempotency = idempotencyOf(route, event, caller, read);
  if (isRejection(idempotency)) return idempotency;
  const checked = checkSchemas(route, event, read);
  if (isRejection(checked)) return (await keptReply(dependencies, idempotency)) ?? checked;
  const ifMatch = event.headers['if-match'];
  const request = { path, ...checked, caller, receivedAt: event.requestContext.timeEpoch, ifMatch, idempotency };
  return endpoint.answer(dependencies(), request as EndpointRequest<never, never>);
}

/** What can't be an id names nothing; and keys are made of ids. */
function refusePath(path: PathParameters): Rejection | null {
  const isNamed = Object.entries(path).every(
    ([name, value]) => (name === 'component' ? componentIdSchema : idSchema).safeParse(value).success,
  );
  return isNamed ? null : unknownRoute;
}

const unknownRoute = reject('not-found', {
  zh: '没有这个地址；可用的地址见 /openapi.json。',
  en: 'There is nothing at this address; /openapi.json lists what there is.',
});

const tooLarge = reject('body-too-large', {
  zh: '请求体超过 256 KB；请分次提交。',
  en: 'The body is larger than 256 KB; send it in parts.',
});

function idempotencyOf(route: Route, event: HttpEvent, caller: Caller, read: ReadBody): Idempotency | Rejection {
  const header = readIdempotencyKey(event.headers['idempotency-key']);
  if (!header.ok)
    return reject('idempotency-key-invalid', {
      zh: 'Idempotency-Key 须为 2 至 255 个可见 ASCII 字符（不含逗号），且只出现一次。',
      en: 'Idempotency-Key is 2 to 255 visible ASCII characters without a comma, given once.',
    });
  const { key } = header;
  const { role, district, subject } = caller;
  const replyId = key === null || route.method === 'GET' ? null : digestOf([role, district, subject, key]);
  return { replyId, fingerprint: digestOf([route.method, event.rawPath, read.value as Json]) };
}

/** Query and body against the route's schemas; all faults of both in one refusal. */
function checkSchemas(route: Route, event: HttpEvent, read: ReadBody): { query: unknown; body: unknown } | Rejection {
  const given = { value: { ...event.queryStringParameters }, forbiddenKeys: [] };
  const query = validateBody(route.query ?? noQuery, given);
  const body = route.body ? validateBody(route.body, read) : ({ ok: true, value: undefined } as const);
  const faults: BodyFault[] = [...(query.ok ? [] : query.errors), ...(body.ok ? [] : body.errors)];
  const [first, ...rest] = faults;
  if (first) return rejectFaults([first, ...rest]);
  return { query: query.ok && query.value, body: body.ok && body.value };
}

const noQuery = z.strictObject({});
