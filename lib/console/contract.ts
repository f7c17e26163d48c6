import type * as z from 'zod';
import type { OutputOf, Route, Schema } from '../../functions/contract/route.ts';
import type { PublicRoute } from '../../functions/routes.ts';

/** What a schema takes. */
type InputOf<S extends Schema> = z.input<ReturnType<S>>;

/** The body of a route's successful answer. */
type ReplyBody<R extends Route> =
  | OutputOf<R['reply']['schema']>
  | (R['reply'] extends { again: infer S extends Schema } ? OutputOf<S> : never);

/** The names in braces of a path. */
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type Parameters<R extends Route> = {
  query?: R['query'] extends Schema ? TextOf<InputOf<R['query']>> : never;
  header?: { 'Idempotency-Key'?: string; 'If-Match'?: string };
} & (NamesIn<R['path']> extends never ? unknown : { path: { [Name in NamesIn<R['path']>]: string } });

/** In a query everything is text; whole numbers may be given as such. */
type TextOf<Query> = { [Name in keyof Query]: Query[Name] | number };

type Operation<R extends Route> = {
  parameters: Parameters<R>;
  responses: {
    200: { content: { 'application/json': ReplyBody<R> } };
    default: { content: { 'application/problem+json': ProblemDetails } };
  };
} & (R['body'] extends Schema ? { requestBody: { content: { 'application/json': InputOf<R['body']> } } } : unknown);

/**
 * The product's own contract in the form that the typed client takes, made by the compiler out of the routes: where a
 * route changes, what asks it no longer compiles.
 */
export type Paths = {
  [Path in PublicRoute['path']]: {
    [Method in Extract<PublicRoute, { path: Path }>['method'] as Lowercase<Method>]: Operation<
      Extract<PublicRoute, { path: Path; method: Method }>
    >;
  };
};

/** What the API answers to a route, by the route's name: `Reply<'getRanking'>`. */
export type Reply<Name extends PublicRoute['name']> = ReplyBody<Extract<PublicRoute, { name: Name }>>;

/** What the body of a route must hold. */
export type Body<Name extends PublicRoute['name']> =
  Extract<PublicRoute, { name: Name }> extends { body: infer S extends Schema } ? InputOf<S> : never;

/** A refusal or a fault, as the API tells it. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly newest?: number;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly message: string }[];
}
