import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { preferredLanguage } from '../../../functions/http/language.ts';
import { problemHeaders } from '../../../functions/http/problem-answer.ts';
import type { Text } from '../../../lib/domain/text.ts';

interface Problem {
  readonly status: number;
  readonly title: Text;
  readonly detail: Text;
}

/** What the gateway itself answers, before or instead of a function. */
export const gatewayProblems = {
  'malformed-request': {
    status: 400,
    title: { en: 'Malformed request', zh: '请求格式错误' },
    detail: {
      en: 'The request is not well-formed HTTP, or none that this server takes.',
      zh: '请求不符合 HTTP 格式，或不是本服务受理的请求。',
    },
  },
  'repeated-authorization': {
    status: 400,
    title: { en: 'Repeated Authorization', zh: 'Authorization 重复' },
    detail: { en: 'The Authorization header may be given once.', zh: 'Authorization 请求头只能出现一次。' },
  },
  unauthenticated: {
    status: 401,
    title: { en: 'Not authenticated', zh: '未认证' },
    detail: {
      en: 'The request needs a valid token: Authorization: Bearer <JWT>.',
      zh: '请求需要有效的令牌：Authorization: Bearer <JWT>。',
    },
  },
  'request-timeout': {
    status: 408,
    title: { en: 'Request timed out', zh: '请求超时' },
    detail: { en: 'The request did not arrive in time.', zh: '请求未在规定时间内送达。' },
  },
  'body-too-large': {
    status: 413,
    title: { en: 'Body too large', zh: '请求体过大' },
    detail: { en: 'The body is larger than 256 KB; send it in parts.', zh: '请求体超过 256 KB；请分次提交。' },
  },
  'expectation-failed': {
    status: 417,
    title: { en: 'Expectation failed', zh: '期望无法满足' },
    detail: { en: 'Expect may say 100-continue and nothing else.', zh: 'Expect 请求头只能是 100-continue。' },
  },
  'host-refused': {
    status: 421,
    title: { en: 'Host refused', zh: '主机名不受理' },
    detail: {
      en: 'This server is reached as 127.0.0.1, localhost or [::1] with its own port only.',
      zh: '本服务只能以 127.0.0.1、localhost 或 [::1] 加自身端口访问。',
    },
  },
  'headers-too-large': {
    status: 431,
    title: { en: 'Headers too large', zh: '请求头过大' },
    detail: { en: 'The request line and headers exceed 10,240 bytes.', zh: '请求行与请求头超过 10240 字节。' },
  },
  fault: {
    status: 500,
    title: { en: 'Internal error', zh: '内部错误' },
    detail: { en: 'The request could not be processed.', zh: '请求无法处理。' },
  },
} as const satisfies Record<string, Problem>;

export type GatewayProblemSlug = keyof typeof gatewayProblems;

/** What an answer takes from its request; a request that could not be read has neither. */
export interface ProblemContext {
  readonly requestId?: string;
  readonly acceptLanguage?: string;
}

/** The answer for one of the gateway's own problems, in the caller's language, shaped like those of the functions. */
export function gatewayProblem(
  slug: GatewayProblemSlug,
  context: ProblemContext = {},
): APIGatewayProxyStructuredResultV2 {
  const { status, title, detail } = gatewayProblems[slug];
  const language = preferredLanguage(context.acceptLanguage);
  const instance = context.requestId && `/requests/${context.requestId}`;
  return {
    statusCode: status,
    headers: { ...problemHeaders(language), ...(slug === 'unauthenticated' && { 'www-authenticate': 'Bearer' }) },
    body: JSON.stringify({
      type: `/problems/${slug}`,
      title: title[language],
      status,
      detail: detail[language],
      instance,
    }),
  };
}
