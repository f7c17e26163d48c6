import { problemSchema } from '../../functions/contract/problem-schema.ts';
import { slugs } from '../../functions/contract/refusal-slugs.ts';
import { fileTypes } from '../../lib/exports/answer-table.ts';
import type { TestReply } from './api-client.ts';

const problemTypes = new Set(slugs.map((slug) => `/problems/${slug}`));

/** What is wrong with a reply by the contract, whatever was asked; empty for a reply that keeps it. */
export function contractFaults(reply: TestReply): string[] {
  if (reply.status >= 400) return problemFaults(reply);
  if (reply.status === 304)
    return reply.text === '' && reply.headers.etag ? [] : ['304 with a body or without its ETag'];
  if (!reply.route) return [`a reply of ${reply.status} without a route`];
  const { schema, status, again, later, isTable, contentType = 'application/json; charset=utf-8' } = reply.route.reply;
  if (isTable && reply.headers['content-disposition']) return fileFaults(reply);
  const isAgain = again !== undefined && reply.status === 200;
  const isLater = later !== undefined && reply.status === 202;
  const found = (isAgain ? again : isLater ? later : schema)().safeParse(reply.body);
  return [
    ...(found.success ? [] : [`the body is not of the promised shape: ${found.error.message}`]),
    ...(reply.status === status || isAgain || isLater ? [] : [`status ${reply.status} instead of ${status}`]),
    ...(isLater === (reply.headers['retry-after'] !== undefined)
      ? []
      : ['Retry-After of what does not go on, or none']),
    ...(reply.headers['content-type'] === contentType ? [] : [`content type ${reply.headers['content-type']}`]),
  ];
}

/** A file in place of an answer: of a type that spreadsheets open, under a name, never to be taken for another language's. */
function fileFaults({ status, headers }: TestReply): string[] {
  const claims: [boolean, string][] = [
    [status === 200, `status ${status} of a file`],
    [Object.values<string | undefined>(fileTypes).includes(headers['content-type']), 'a file of another type'],
    [/^attachment; filename=".+"; filename\*=UTF-8''/.test(headers['content-disposition'] ?? ''), 'no name'],
    [headers.vary === 'accept, accept-language, accept-encoding', 'nothing said of what it was chosen by'],
    [/^"[0-9a-f]{32}"$/.test(headers.etag ?? ''), 'no entity tag'],
  ];
  return claims.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}

function problemFaults({ status, headers, body, text }: TestReply): string[] {
  const found = problemSchema().strict().safeParse(body);
  if (!found.success) return [`not a problem: ${text.slice(0, 300)}`];
  const problem = found.data;
  const errors = problem.errors ?? [];
  const isTransient = status === 503 || status === 429 || problem.type === '/problems/not-yet-applied';
  const claims: [boolean, string][] = [
    [status < 500 || status === 503, `status ${status}`],
    [headers['content-type'] === 'application/problem+json; charset=utf-8', 'another content type'],
    [headers['cache-control'] === 'no-store', 'a refusal that may be cached'],
    [problemTypes.has(problem.type), `an unknown type ${problem.type}`],
    [problem.status === status, 'another status in the body'],
    [problem.instance.startsWith('/requests/'), 'no instance'],
    [['zh', 'en'].includes(headers['content-language'] ?? ''), 'no language'],
    [problem.errors === undefined || errors.length > 0, 'an empty list of errors'],
    // A table is refused as such, whatever is wrong in its cells.
    [
      errors.length === 0 || ['/problems/import-invalid', `/problems/${errors[0]!.code}`].includes(problem.type),
      'the type is not the first error',
    ],
    [errors.every(({ pointer }) => pointer === '' || pointer.startsWith('/')), 'a pointer that is none'],
    [
      isTransient === (headers['retry-after'] !== undefined),
      'Retry-After where it does not belong, or none where it does',
    ],
  ];
  return claims.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}
