import type { Book } from '../../lib/domain/book.ts';
import type { ReplyPlace, StoredReply } from '../../lib/domain/ports.ts';
import type { Fault } from '../../lib/domain/rejection.ts';
import type { Component } from '../../lib/domain/scheme.ts';
import type { Language } from '../../lib/domain/text.ts';
import type { AnswerFile, FileWish } from '../../lib/exports/answer-table.ts';
import type {
  Caller,
  GivenFile,
  Need,
  OutputOf,
  PathParameters,
  Route,
  Schema,
  ServedRoute,
} from '../contract/route.ts';
import type { NeedOf, Outcome, Told } from '../contract/told.ts';
import type { CycleRules } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

/** A page of a list: behind this position, which the page before told; `null` for the first. */
export interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** All that the edge can find for a story. */
export interface Found {
  readonly rules: CycleRules;
  /** The district's column on the board. */
  readonly position: number;
  readonly component: Component;
  readonly book: Book;
  readonly page: Page;
}

/** Under which name the story gets what it needs. */
interface FoundNames extends Record<Need, keyof Found> {
  'kept-reply': never;
  rules: 'rules';
  cycle: 'rules';
  district: 'position';
  component: 'component';
  book: 'book';
  page: 'page';
}

/** A request that has passed every check, as its story gets it. */
interface CheckedRequest<Query, Body, Told> {
  readonly path: PathParameters;
  /** What was asked for; a `format` is the file that query or headers ask for, `null` where that is JSON. */
  readonly query: Query;
  readonly body: Body;
  /** On public routes nobody in particular. */
  readonly caller: Caller;
  /** The language for sentences, by `Accept-Language`. */
  readonly language: Language;
  /** The gateway's receipt time, epoch milliseconds. */
  readonly receivedAt: number;
  /** Where the reply to it is kept; `null` where it has no key. */
  readonly replyPlace: ReplyPlace | null;
  /** The record that keeps the reply to it, for the write's own transaction; `null` where it has no key. */
  readonly keep: (told: Told) => StoredReply | null;
  /** Whether its `If-Match` lets a write of this revision go ahead. */
  readonly matches: (revision: number) => boolean;
}

type GivenQuery<R extends Route> = R['query'] extends Schema ? OutputOf<R['query']> : unknown;
type QueryOf<R extends Route> = R['reply'] extends { isTable: true }
  ? Omit<GivenQuery<R>, 'format'> & { readonly format: FileWish['format'] | null }
  : GivenQuery<R>;
type BodyOf<R extends Route> =
  | (R['body'] extends Schema ? OutputOf<R['body']> : unknown)
  | (R['bodyFiles'] extends readonly string[] ? GivenFile : never);

/** The request of a route, typed by its schemas, with what it needs. */
export type RequestOf<R extends Route> = CheckedRequest<QueryOf<R>, BodyOf<R>, Told<R>> &
  Pick<Found, FoundNames[NeedOf<R>]>;

/** The rows that keep to the schema, of a request in which others do not. */
export interface KeptRows<Body> {
  readonly path: PathParameters;
  readonly caller: Caller;
  readonly receivedAt: number;
  readonly rules: CycleRules;
  /** As if the others had not been sent. */
  readonly body: Body;
}

/** What the rules say of rows, for a request that is refused whatever they say: it reads, and writes nothing. */
export interface RowReview<Needs = Dependencies> {
  /** The list of the body that holds the rows, or the object that holds one under each name. */
  readonly list: string;
  /** Faults with their places among the rows that were kept. */
  readonly review: (needs: Needs, rows: KeptRows<never>) => Promise<readonly Fault[]>;
}

/** A route with the story behind it. The story's arguments are its stores and clock, so a test needs no environment. */
export interface Endpoint<Needs = Dependencies> extends ServedEndpoint<Needs> {
  readonly route: Route;
}

/** As much of it as a bundle holds. */
export interface ServedEndpoint<Needs = Dependencies> {
  readonly route: ServedRoute;
  readonly story: (needs: Needs, request: never) => Promise<unknown>;
  /** Makes a file of what was told, where the route is also given as one. */
  readonly asFile?: ((told: never, wish: FileWish) => Promise<AnswerFile>) | undefined;
  /** What the rules say of the rows of its body that its schema takes, where the schema refuses others. */
  readonly review?: RowReview<Needs>;
}

/** Ties a route to its story. A story that ends in another way than its route says does not compile. */
export function endpoint<const R extends Route, Needs = Dependencies>(
  route: R,
  story: (needs: Needs, request: RequestOf<R>) => Promise<Outcome<R>>,
  ...[asFile]: R['reply'] extends { isTable: true } ? [(told: Told<R>, wish: FileWish) => Promise<AnswerFile>] : []
): Endpoint<Needs> {
  return { route, story, asFile };
}
