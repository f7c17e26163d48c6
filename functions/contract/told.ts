import type { StoredReply } from '../../lib/domain/ports.ts';
import type { Rejection } from './refusals.ts';
import type { Need, OutputOf, Route, Schema } from './route.ts';

/** The answer 200 of a write that had nothing to do, where that is another one. */
export interface Already<Told> {
  readonly already: Told;
}

/** The answer 202 of a write that goes on after it. */
export interface Later<Told> {
  readonly later: Told;
}

/** Somebody has carried out this very request before: what was told then. */
export interface KeptBefore {
  readonly kept: StoredReply;
}

/** Nothing in what is told is written to any more, so that what was read from a store can stand in it. */
type Shown<T> = T extends object ? { readonly [Key in keyof T]: Shown<T[Key]> } : T;

/** What a route needs. */
export type NeedOf<R extends Route> = R['needs'] extends readonly Need[] ? R['needs'][number] : never;

type ReplyOf<R extends Route> = Shown<OutputOf<R['reply']['schema']>>;
type AgainOf<R extends Route> = R['reply'] extends { again: infer S extends Schema }
  ? Already<Shown<OutputOf<S>>>
  : never;

type LaterOf<R extends Route> = R['reply'] extends { later: infer S extends Schema }
  ? Later<Shown<OutputOf<S>>>
  : never;

/** The body of a route's reply as its schema has it; of a page the items and, in place of the cursor, where it ends. */
export type Told<R extends Route> =
  | ('page' extends NeedOf<R> ? Omit<ReplyOf<R>, 'nextCursor'> & { readonly next: string | null } : ReplyOf<R>)
  | AgainOf<R>
  | LaterOf<R>;

/** How a story ends. `outdated`: what was decided on has moved, and only a kept reply could explain that. */
export type Outcome<R extends Route> =
  | Told<R>
  | Rejection
  | KeptBefore
  | ('kept-reply' extends NeedOf<R> ? 'outdated' : never);
