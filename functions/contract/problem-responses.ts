import type { ZodOpenApiResponseObject } from 'zod-openapi';
import type { Slug } from './refusals.ts';
import { isTransient, statusOf, titleOf } from './refusals.ts';
import type { Route } from './route.ts';
import { refusalsOf } from './route-refusals.ts';

type Responses = Record<`${4 | 5}${string}`, ZodOpenApiResponseObject>;

/** The problem answers of a route by status, each with the slugs that it may have; 500 is a fault of ours. */
export function problemResponses(route: Route): Responses {
  const byStatus = Object.groupBy(refusalsOf(route), statusOf);
  const refusals = Object.entries(byStatus).map(([status, slugs]) => [status, refusalResponse(slugs!)]);
  return { ...Object.fromEntries(refusals), 500: problem('An internal fault · 系统内部出错', ['fault']) };
}

function refusalResponse(slugs: readonly Slug[]): ZodOpenApiResponseObject {
  const lines = slugs.map((slug) => `\`${slug}\` ${titleOf(slug).en} · ${titleOf(slug).zh}`);
  const headers = {
    ...(slugs.some(isTransient) && {
      'Retry-After': { description: 'Seconds · 秒', schema: { type: 'integer' as const } },
    }),
    ...(slugs.includes('revision-conflict') && {
      ETag: { description: "The book's current revision · 台账的当前修订号", schema: { type: 'string' as const } },
    }),
  };
  return { ...problem(lines.join('  \n'), slugs), ...(Object.keys(headers).length > 0 && { headers }) };
}

function problem(description: string, slugs: readonly string[]): ZodOpenApiResponseObject {
  const type = { enum: slugs.map((slug) => `/problems/${slug}`) };
  const schema = { $ref: '#/components/schemas/Problem', properties: { type } };
  return { description, content: { 'application/problem+json': { schema } } };
}
