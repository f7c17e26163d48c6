import type { Answer } from './endpoint.ts';
import { matchesIfNoneMatch } from './entity-tags.ts';
import type { HttpEvent } from './http-event.ts';
import type { HttpAnswer } from './problem-answer.ts';

/** An answer as HTTP: entity tag, replay mark, and 304 where the reader has this very version already. */
export function httpAnswer(answer: Answer, event: HttpEvent): HttpAnswer {
  const { status, body, etag, location, isReplay, contentType } = answer;
  const isRead = event.requestContext.http.method === 'GET';
  const headers: Record<string, string> = {
    'content-type': contentType ?? 'application/json; charset=utf-8',
    'cache-control': isRead && etag ? 'private, no-cache' : 'no-store',
    ...(etag && { etag }),
    ...(location && { location }),
    ...(isReplay && { 'idempotent-replayed': 'true' }),
  };
  if (isRead && etag && matchesIfNoneMatch(event.headers['if-none-match'], etag)) {
    const { 'content-type': _, ...kept } = headers;
    return { statusCode: 304, headers: kept, body: '' };
  }
  return { statusCode: status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}
