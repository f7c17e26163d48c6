import middy, { type MiddlewareObj } from '@middy/core';
import httpSecurityHeaders from '@middy/http-security-headers';
import type { Context } from 'aws-lambda';
import { positionOf } from '../../lib/domain/cycle.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { isRejection, reject } from '../../lib/domain/rejection.ts';
import { type Rejection, unknownComponent, unknownCycle, unknownDistrict } from '../contract/refusals.ts';
import type { ServedRoute } from '../contract/route.ts';
import { pageSizeDefault } from '../contract/schemas.ts';
import type { KeptBefore } from '../contract/told.ts';
import { loadCycle, rulesOf } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { log } from '../telemetry/log.ts';
import {
  type Answer,
  answerOf,
  encoded,
  fileInstead,
  httpAnswer,
  keptAnswer,
  replayed,
  replyAt,
  replyPlaceOf,
  wantedFile,
} from './answer.ts';
import type { Found, ServedEndpoint } from './endpoint.ts';
import { matchesIfMatch } from './entity-tags.ts';
import { bodyBytesMax } from './json-body.ts';
import { preferredLanguage } from './language.ts';
import { type CursorScope, listOf, readCursor, withCursor } from './pages.ts';
import type { HttpAnswer } from './problem-answer.ts';
import { bodyBytes, checkSchemas, type HttpEvent, type ReadRequest, readRequest, refuseTooMany } from './request.ts';

/**
 * Serves the endpoints of one function. The order of checks is fixed: size, token, route, the caller's share, media type,
 * bytes, role and district, idempotency, schema; then what the route needs; then the story decides and the transaction has the last word.
 */
export function httpHandler<Needs extends Dependencies>(
  endpoints: readonly ServedEndpoint<Needs>[],
  dependencies: () => Needs,
  unmatched: (event: HttpEvent) => HttpAnswer | Promise<HttpAnswer> = answerNowhere,
): (event: HttpEvent, context?: Context) => Promise<HttpAnswer> {
  const answer = async (event: HttpEvent) => {
    if ((bodyBytes(event)?.length ?? 0) > bodyBytesMax) return refuse(tooLarge, event);
    const endpoint = endpoints.find(({ route }) => event.routeKey === `${route.method} ${route.path}`);
    if (!endpoint) return encoded(await unmatched(event), event);
    const answered = await answerAlways(event, endpoint, dependencies);
    return endpoint.route.reply.isSecret ? answered : encoded(answered, event);
  };
  // Lambda itself ends what is late: an early answer would leave a write running on into the next request.
  const handler = middy<HttpEvent, HttpAnswer>(answer, { timeoutEarlyInMillis: 0 })
    .use(ownPolicy())
    .use(securityHeaders());
  // Only middlewares that watch the time read the context; outside Lambda there is none.
  return (event, context) => handler(event, context as Context);
}

/** Most starts refuse nothing, and do without the words for it. */
const refuse = async (rejection: Rejection, event: HttpEvent) =>
  (await import('./problem-answer.ts')).refused(rejection, event);

/** The gateway gives a function its own routes alone, so that hardly a start needs this. */
const answerNowhere = async (event: HttpEvent) => (await import('./unmatched-route.ts')).answerUnmatched([], event);

/** Whatever happens becomes an answer. */
async function answerAlways<Needs extends Dependencies>(
  event: HttpEvent,
  endpoint: ServedEndpoint<Needs>,
  dependencies: () => Needs,
): Promise<HttpAnswer> {
  try {
    const answer = await answerTo(event, endpoint, dependencies);
    return isRejection(answer) ? await refuse(answer, event) : httpAnswer(answer, event);
  } catch (error) {
    if (error instanceof Busy) return refuse(busy, event);
    const { requestId } = event.requestContext;
    await log.fault('request failed', error, { route: event.routeKey, requestId });
    const { faultAnswer } = await import('./problem-answer.ts');
    return faultAnswer(preferredLanguage(event.headers['accept-language']), `/requests/${requestId}`);
  }
}

const tooLarge = reject('body-too-large', {
  zh: '请求体超过 256 KB；请分次提交。',
  en: 'The body is larger than 256 KB; send it in parts.',
});

const busy = reject('busy', {
  zh: '系统繁忙，请稍候用同一 Idempotency-Key 重试。',
  en: 'The system is busy. Retry shortly with the same Idempotency-Key.',
});

async function answerTo<Needs extends Dependencies>(
  event: HttpEvent,
  asked: ServedEndpoint<Needs>,
  dependencies: () => Needs,
): Promise<Answer | Rejection> {
  const { route } = asked;
  const tooMany = await refuseTooMany(event, dependencies);
  if (tooMany) return tooMany;
  const request = readRequest(route, event);
  if (isRejection(request)) return request;
  const { idempotency } = request;
  if (route.body) await route.load?.();
  const checked = checkSchemas(route, event, request.read);
  const isKeptApart = route.needs?.includes('kept-reply') ?? false;
  const before = isKeptApart || !checked.keeps ? await keptAnswer(dependencies, idempotency) : null;
  if (before) return before;
  if (!checked.keeps) {
    const { refuseBySchemas } = await import('./refuse-by-schemas.ts');
    return refuseBySchemas(event, asked, { ...request, ...checked }, dependencies);
  }
  const told = await tell(event, { ...request, ...checked }, asked, dependencies());
  if (!isKeptApart || (told !== 'outdated' && !isRejection(told))) return told as Answer | Rejection;
  // This very request may have been carried out since we looked, and must not be refused for its own traces.
  const kept = (await keptAnswer(dependencies, idempotency)) ?? told;
  if (kept === 'outdated') throw new Busy('what was decided on has just moved');
  return kept;
}

interface CheckedRequest extends ReadRequest {
  readonly query: unknown;
  readonly body: unknown;
}

/** Finds what the route needs, lets the story tell, and makes an answer of it. */
async function tell<Needs extends Dependencies>(
  { headers, requestContext: { timeEpoch: receivedAt } }: HttpEvent,
  { path, query: asked, body, caller, idempotency }: CheckedRequest,
  { route, story, asFile }: ServedEndpoint<Needs>,
  needs: Needs,
): Promise<Answer | Rejection | 'outdated'> {
  const scope = (): CursorScope => ({ caller, list: listOf(route.name, path, asked ?? {}) });
  const format = asFile ? wantedFile((asked as { readonly format?: string }).format, headers.accept) : null;
  const query = asFile ? { ...(asked as object), format } : asked;
  const found = await find(needs, route, { path, query }, scope);
  if (isRejection(found)) return found;
  const replyPlace = replyPlaceOf(idempotency, receivedAt);
  const ifMatch = headers['if-match'];
  const request = {
    ...{ path, query, body, caller, receivedAt, replyPlace, ...found },
    get language() {
      return preferredLanguage(headers['accept-language']);
    },
    keep: (told: unknown) => replyPlace && replyAt(replyPlace, answerOf(route, path, told)),
    matches: (revision: number) => ifMatch === undefined || matchesIfMatch(ifMatch, revision),
  };
  const told = await story(needs, request as never);
  if (told === 'outdated' || isRejection(told)) return told as Rejection | 'outdated';
  if (isKept(told)) return replayed(told.kept, idempotency);
  const answer = answerOf(route, path, found.page ? await withCursor(needs, scope(), told) : told);
  if (!asFile) return answer;
  if (!format) return { ...answer, isChosen: true };
  const file = await asFile(told as never, { format, language: request.language, ...found.rules! });
  return { ...fileInstead(answer, file), isChosen: true };
}

function isKept(told: unknown): told is KeptBefore {
  return typeof told === 'object' && told !== null && 'kept' in told;
}

/** What the story of a route needs, in the order in which it is refused where it is not there. */
async function find(
  needs: Dependencies,
  { needs: named = [] }: ServedRoute,
  { path, query }: Pick<CheckedRequest, 'path' | 'query'>,
  scope: () => CursorScope,
): Promise<Partial<Found> | Rejection> {
  const found: { -readonly [Name in keyof Found]?: Found[Name] } = {};
  for (const need of named) {
    if (need === 'rules' || need === 'cycle') {
      const rules = await (need === 'rules' ? rulesOf : loadCycle)(needs, path.cycle);
      if (!rules) return unknownCycle;
      found.rules = rules;
    } else if (need === 'district') {
      found.position = positionOf(found.rules!.cycle, path.district);
      if (found.position < 0) return unknownDistrict;
    } else if (need === 'component') {
      const { scheme } = found.rules!;
      const component = scheme.components[scheme.indexOf.get(path.component) ?? -1];
      if (!component) return unknownComponent(scheme, path.component);
      found.component = component;
    } else if (need === 'book') {
      const book = await needs.books.load(path.cycle, path.district);
      if (!book) return unknownDistrict;
      found.book = book;
    } else if (need === 'page') {
      const { cursor, limit, format } = query as PageQuery;
      const after = await readCursor(needs, scope(), cursor);
      if (isRejection(after)) return after;
      // A file has no next page: it holds everything, unless a number is asked for.
      found.page = { after, limit: limit ?? (format ? Number.POSITIVE_INFINITY : pageSizeDefault) };
    }
  }
  return found;
}

interface PageQuery {
  readonly cursor?: string;
  readonly limit?: number;
  readonly format?: string | null;
}

/** Nothing runs, nothing is loaded and nothing frames an answer. */
const contentSecurityPolicy: Record<string, string | undefined> = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  // What the library would add: browsers show JSON poorly in a sandbox, there is nobody to report to, and the local
  // run has no TLS to upgrade to.
  sandbox: undefined,
  'report-to': undefined,
  'upgrade-insecure-requests': undefined,
};

/**
 * The middleware that adds the same security headers to every answer, whether it is a success, a refusal or a fault: the
 * library's own, but for what is said here.
 */
function securityHeaders() {
  return httpSecurityHeaders({
    contentSecurityPolicy: contentSecurityPolicy as Record<string, string>,
    strictTransportSecurity: { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false, preload: false },
    // Switches for pages that run scripts or for browsers long gone; an answer of data has no use for them.
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    dnsPrefetchControl: false,
    downloadOptions: false,
    originAgentCluster: false,
    permissionsPolicy: false,
    permittedCrossDomainPolicies: false,
  });
}

const policyName = 'content-security-policy';

/** Around the above: where an answer brings a policy of its own, as the pages do, that is the one that holds. */
function ownPolicy(): MiddlewareObj<unknown, HttpAnswer> {
  return {
    after: ({ response }) => {
      if (!response || !(policyName in response.headers)) return;
      const added = Object.keys(response.headers).filter(
        (name) => name !== policyName && name.toLowerCase() === policyName,
      );
      for (const name of added) delete response.headers[name];
    },
  };
}
