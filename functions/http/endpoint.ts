import type * as z from 'zod';
import type { Rejection } from '../contract/refusals.ts';
import type { PathParameters, Route } from '../contract/route.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import type { Caller } from './caller.ts';

/** How a request is known again when it is sent a second time. */
export interface Idempotency {
  /** Hash of the caller (subject, role and district) and the key; `null` where the request has no key. */
  readonly replyId: string | null;
  /** Hash of method, path and body. */
  readonly fingerprint: string;
}

/** A request that has passed every check that does not need the store. */
export interface EndpointRequest<Query = unknown, Body = unknown> {
  readonly path: PathParameters;
  readonly query: Query;
  readonly body: Body;
  /** On public routes nobody in particular. */
  readonly caller: Caller;
  /** The gateway's receipt time, epoch milliseconds. */
  readonly receivedAt: number;
  readonly ifMatch: string | undefined;
  readonly idempotency: Idempotency;
}

/** An answer: the body in its JSON form, and what goes into headers. */
export interface Answer {
  readonly status: 200 | 201;
  readonly body: unknown;
  /** An entity tag with its quotes. Answers to GET are compared with If-None-Match. */
  readonly etag?: string | undefined;
  readonly location?: string | undefined;
  /** Given before: the kept reply to the same request. */
  readonly isReplay?: boolean;
  /** For answers that are not JSON. */
  readonly contentType?: string;
}

/** A route with the story behind it. The story's arguments are its stores and clock, so a test needs no environment. */
export interface Endpoint<Needs = Dependencies> {
  readonly route: Route;
  readonly answer: (needs: Needs, request: EndpointRequest<never, never>) => Promise<Answer | Rejection>;
}

type QueryOf<R extends Route> = R['query'] extends z.ZodType ? z.output<R['query']> : unknown;
type BodyOf<R extends Route> = R['body'] extends z.ZodType ? z.output<R['body']> : unknown;

/** The request of a route, typed by its schemas. */
export type RequestOf<R extends Route> = EndpointRequest<QueryOf<R>, BodyOf<R>>;

/** Ties a route to its story. */
export function endpoint<R extends Route, Needs = Dependencies>(
  route: R,
  answer: (needs: Needs, request: RequestOf<R>) => Promise<Answer | Rejection>,
): Endpoint<Needs> {
  return { route, answer };
}
