import { reject } from '../../lib/domain/rejection.ts';
import { type HttpAnswer, refused } from './problem-answer.ts';
import type { HttpEvent } from './request.ts';
import { matchRoute, type RoutePattern } from './route-match.ts';

/** Answers what no route takes: a method that an existing address does not have, or an address that does not exist. */
export function answerUnmatched(routes: readonly RoutePattern[], event: HttpEvent): HttpAnswer {
  const { method } = event.requestContext.http;
  const match = matchRoute(routes, method, event.rawPath);
  if (match.kind !== 'method-not-allowed') return refused(reject('not-found', unknownAddress), event);
  const allow = match.allow.join(', ');
  const text = { zh: `此地址支持的方法：${allow}。`, en: `This address takes: ${allow}.` };
  const result = refused(reject('method-not-allowed', text), event);
  return { ...result, headers: { ...result.headers, allow } };
}

const unknownAddress = {
  zh: '没有这个地址；可用的地址见 /openapi.json。',
  en: 'There is nothing at this address; /openapi.json lists what there is.',
};
