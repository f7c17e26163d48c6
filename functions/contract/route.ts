import type * as z from 'zod';
import type { Text } from '../../lib/domain/text.ts';
import type { Slug } from './refusal-slugs.ts';

/** Who may call: the roles a token can carry. */
export const roles = ['district', 'assessor', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who is calling, as a verified token says. */
export interface Caller {
  readonly subject: string;
  readonly role: Role;
  /** The own district; `null` for every role but `district`. */
  readonly district: string | null;
}

/** The deployed function that serves a route; stories that need the same permissions share one. */
export type HttpFunctionName =
  | 'open-door'
  | 'book-writes'
  | 'evidence'
  | 'imports'
  | 'reads'
  | 'administration'
  | 'finalization'
  | 'webhooks';

/** Path parameters; every `{name}` of a route's path is there, percent-decoded. */
export type PathParameters = Readonly<Record<'cycle' | 'district' | 'component' | 'scheme' | 'id', string>>;

/**
 * What the edge finds for a story by the path and the query, in this order; it refuses what is not there.
 *
 * * `kept-reply`: the reply that was kept for this very request is given instead of asking the story. A write of a book
 *   does without it: the reply is read with the book.
 * * `rules`: scheme and cohort of the cycle, which never change once it is open. Its state and dates may be old.
 * * `cycle`: the cycle as it stands now, with its rules.
 * * `district`: its place in the cohort. `component`: of the scheme. `book`: the whole book.
 * * `page`: where the page of a list begins and how many items it has; the story tells where it ends.
 */
export type Need = 'kept-reply' | 'rules' | 'cycle' | 'district' | 'component' | 'book' | 'page';

/** A file that was sent as the body. */
export interface GivenFile {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A schema is made when it is first asked for, so that a cold start makes none for the routes that nobody asks [T 73]. */
export type Schema<S extends z.ZodType = z.ZodType> = () => S;

/** What values a schema gives. */
export type OutputOf<S extends Schema> = z.output<ReturnType<S>>;

/** One HTTP route: everything that the edge, the stack, the local run, the OpenAPI document and the authorization tests need. */
export interface Route {
  /** Also the OpenAPI operation id: `submitClaim`. */
  readonly name: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** In the notation that API Gateway and OpenAPI share: `/v1/cycles/{cycle}`. */
  readonly path: string;
  readonly function: HttpFunctionName;
  /** `public` needs no token. A district always reaches only its own `{district}`. */
  readonly roles: readonly Role[] | 'public';
  readonly summary: Text;
  readonly needs?: readonly Need[];
  readonly query?: Schema<z.ZodObject>;
  readonly body?: Schema;
  /** Loads what its schemas are made by, where that is much: they can be asked for afterwards. */
  readonly load?: () => Promise<void>;
  /** How many objects and lists inside each other the body may have, where it needs more than others. */
  readonly bodyDepthMax?: number;
  /** Media types of files that are taken as body, too; the story then gets the file. */
  readonly bodyFiles?: readonly string[];
  /** A request without a body counts as one with `{}`. */
  readonly isBodyOptional?: boolean;
  /** Success status and the shape of its answer. */
  readonly reply: {
    readonly status: 200 | 201;
    readonly schema: Schema;
    readonly contentType?: string;
    /** What a page may load and run, as a Content-Security-Policy; without one, nothing. */
    readonly policy?: string;
    /** It is also given as a file for spreadsheets, where `format` or `Accept` asks for one. */
    readonly isTable?: boolean;
    /** The shape of the answer 200 where what was asked for is there already. */
    readonly again?: Schema;
    /** The shape of the answer 202 where it goes on after it. */
    readonly later?: Schema;
    /** The path at which its end is told; where there is none, below this address by the `id` that the answer tells. */
    readonly laterPath?: string;
    /** What its entity tag is made of: the revision of the book that it shows or has written, or all that it says. */
    readonly tag?: 'revision' | 'content';
    /** It holds a secret that lasts. Such an answer is not compressed: its length would tell something of what is in it. */
    readonly isSecret?: boolean;
    /** It makes something whose `id` the answer tells, below this address. */
    readonly isLocated?: boolean;
  };
  /** The refusals a caller may meet besides those of every route. */
  readonly refusals?: readonly Slug[];
}

/** What serving takes of a route. All else is for the contract, and no bundle holds it [T 73]. */
export type ServedRoute = Omit<Route, 'summary' | 'refusals' | 'reply'> & {
  readonly reply: Omit<Route['reply'], 'schema' | 'again' | 'later'>;
};
