import type * as z from 'zod';
import type { Text } from '../../lib/domain/text.ts';
import type { Slug } from './refusals.ts';

/** Who may call: the roles a token can carry. */
export const roles = ['district', 'assessor', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The deployed function that serves a route; stories that need the same permissions share one. */
export type HttpFunctionName = 'open-door' | 'book-writes' | 'evidence' | 'reads' | 'administration' | 'finalization';

/** Path parameters; every `{name}` of a route's path is there, percent-decoded. */
export type PathParameters = Readonly<Record<'cycle' | 'district' | 'component' | 'scheme' | 'id', string>>;

/** One HTTP route: everything that the stack, the local run, the OpenAPI document and the authorization tests need. */
export interface Route {
  /** Also the OpenAPI operation id: `submitClaim`. */
  readonly name: string;
  readonly method: 'GET' | 'PUT' | 'POST';
  /** In the notation that API Gateway and OpenAPI share: `/v1/cycles/{cycle}`. */
  readonly path: string;
  readonly function: HttpFunctionName;
  /** `public` needs no token. A district always reaches only its own `{district}`. */
  readonly roles: readonly Role[] | 'public';
  readonly summary: Text;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A request without a body counts as one with `{}`. */
  readonly isBodyOptional?: boolean;
  /** Success status and the shape of its answer. */
  readonly reply: {
    readonly status: 200 | 201;
    readonly schema: z.ZodType;
    readonly contentType?: string;
    /** The shape of the answer 200 where what was asked for is there already. */
    readonly again?: z.ZodType;
  };
  /** The refusals a caller may meet besides those of every route. */
  readonly refusals?: readonly Slug[];
}
