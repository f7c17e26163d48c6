import { reject } from '../../lib/domain/rejection.ts';
import { type HttpAnswer, refused } from './problem-answer.ts';
import type { HttpEvent } from './request.ts';

/** A method and a path in the notation of API Gateway: `/v1/cycles/{cycle}`. */
export interface RoutePattern {
  readonly method: string;
  readonly path: string;
}

/** What the gateway makes of a method and a path. */
export type RouteMatch<Route extends RoutePattern> =
  | { readonly kind: 'route'; readonly route: Route; readonly pathParameters: Readonly<Record<string, string>> }
  | { readonly kind: 'method-not-allowed'; readonly allow: readonly string[] }
  | { readonly kind: 'not-found' };

/** Finds the route of a request path, still encoded; where several match, the one with the fewest parameters. */
export function matchRoute<Route extends RoutePattern>(
  routes: readonly Route[],
  method: string,
  encodedPath: string,
): RouteMatch<Route> {
  const segments = decodeSegments(encodedPath);
  if (segments === null) return { kind: 'not-found' };
  const matches = routes
    .flatMap((route) => {
      const pathParameters = matchTemplate(route.path, segments);
      return pathParameters === null ? [] : [{ kind: 'route' as const, route, pathParameters }];
    })
    .toSorted((a, b) => Object.keys(a.pathParameters).length - Object.keys(b.pathParameters).length);
  const best = matches.filter(({ route }) => route.path === matches[0]?.route.path);
  if (best.length === 0) return { kind: 'not-found' };
  const allow = [...new Set(best.map(({ route }) => route.method))];
  return best.find(({ route }) => route.method === method) ?? { kind: 'method-not-allowed', allow };
}

/** `null` if a percent sign is not followed by what UTF-8 needs. */
export function decodeSegments(encodedPath: string): readonly string[] | null {
  try {
    return encodedPath.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}

function matchTemplate(template: string, segments: readonly string[]): Record<string, string> | null {
  const parts = template.split('/');
  if (parts.length !== segments.length) return null;
  const found: [string, string][] = [];
  for (const [place, part] of parts.entries()) {
    const segment = segments[place] ?? '';
    const parameter = /^\{(.+)\}$/.exec(part)?.[1];
    if (parameter === undefined ? part !== segment : segment === '') return null;
    if (parameter !== undefined) found.push([parameter, segment]);
  }
  return Object.fromEntries(found);
}

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
