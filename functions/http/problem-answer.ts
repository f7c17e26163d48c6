import type { Language, Text } from '../../lib/domain/text.ts';
import type { Problem } from '../contract/problem-schema.ts';
import { isTransient, statusOf, titleOf } from '../contract/refusal-slugs.ts';
import type { BodyFault, Rejection } from '../contract/refusals.ts';
import { jsonPointer } from './json-pointer.ts';
import { preferredLanguage } from './language.ts';
import type { HttpEvent } from './request.ts';

/** A structured answer of a Lambda behind the HTTP API. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Where the body is bytes: in base64. */
  readonly isBase64Encoded?: boolean;
}

/** What every problem says of itself. */
export function problemHeaders(language: Language): Record<string, string> {
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-language': language,
    'cache-control': 'no-store',
  };
}

/** A refusal as problem details. */
export function problemAnswer(
  { rejected, detail, faults, revision, newest, retryAfterSeconds = 1 }: Rejection,
  language: Language,
  instance: string,
): HttpAnswer {
  const status = statusOf(rejected);
  const problem: Problem = {
    type: `/problems/${rejected}`,
    title: titleOf(rejected)[language],
    status,
    detail: detail[language],
    instance,
    ...(newest === undefined ? {} : { newest }),
    ...(faults && { errors: faults.map((fault) => errorOf(fault, language)) }),
  };
  return {
    statusCode: status,
    headers: {
      ...problemHeaders(language),
      ...(isTransient(rejected) ? { 'retry-after': String(retryAfterSeconds) } : {}),
      ...(revision === undefined ? {} : { etag: `"${revision}"` }),
    },
    body: JSON.stringify(problem),
  };
}

/** The one place where the path of a fault becomes a pointer. */
function errorOf({ path, code, message }: BodyFault, language: Language) {
  return { pointer: jsonPointer(path), code, message: message[language] };
}

/** A refusal as problem details for the request that met it. */
export function refused(rejection: Rejection, { headers, requestContext }: HttpEvent): HttpAnswer {
  return problemAnswer(
    rejection,
    preferredLanguage(headers['accept-language']),
    `/requests/${requestContext.requestId}`,
  );
}

/** What a broken machine says of itself to the outside: nothing. */
export const faultText: Text = {
  zh: '系统内部出错，请求未必已生效。请用同一 Idempotency-Key 重试；若仍出错，请把 instance 告知管理员。',
  en: 'Something broke on our side; the request may or may not have taken effect. Retry with the same Idempotency-Key; if it fails again, tell the administrator the instance.',
};

/** A fault as problem details: status 500, nothing about its cause. */
export function faultAnswer(language: Language, instance: string): HttpAnswer {
  const title = { zh: '内部错误', en: 'Internal error' }[language];
  const problem: Problem = { type: '/problems/fault', title, status: 500, detail: faultText[language], instance };
  return { statusCode: 500, headers: problemHeaders(language), body: JSON.stringify(problem) };
}
