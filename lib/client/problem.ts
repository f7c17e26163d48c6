import type { ProblemDetails } from './contract.ts';

/** A refusal or a fault that the API has answered with: problem details (RFC 9457) in the reader's language. */
export class Problem extends Error {
  override readonly name: string = 'Problem';
  readonly details: ProblemDetails;
  /** What to branch on: `cycle-closed`. Of who stands before the API and answers in its own way what its status says, or `fault`. */
  readonly slug: string;
  /** The revision that the book has now, where the answer to a write says so. */
  readonly revision: number | null;

  constructor(details: ProblemDetails, etag: string | null) {
    super(details.detail);
    this.details = details;
    this.slug = details.type.replace('/problems/', '');
    this.revision = etag === null ? null : Number(etag.replaceAll('"', ''));
  }
}

/**
 * The change feed does not have the version that was named: its data were restored to an earlier moment. Read everything
 * again and go on from `newest`.
 */
export class ResyncNeeded extends Problem {
  override readonly name = 'ResyncNeeded';
  readonly newest: number;

  constructor(details: ProblemDetails, newest: number) {
    super(details, null);
    this.newest = newest;
  }
}

/** Nothing answers. Whether a write was carried out is not known; sent again with its key it counts once. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** What the API answers. Throws a `Problem` where it refuses, `ConnectionLost` where nothing answers. */
export async function tell<T>(
  asked: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) return data as T;
  throw problemOf(response, error);
}

/** What a gateway in front of the API refuses by itself, under the names that the API has for it. */
const typesOfGateway: Readonly<Record<number, ProblemDetails['type']>> = {
  401: '/problems/unauthenticated',
  413: '/problems/body-too-large',
  429: '/problems/too-many-requests',
  503: '/problems/busy',
};

function problemOf({ status, statusText, headers }: Response, told: unknown): Problem {
  const details = told as Partial<ProblemDetails> | null | undefined;
  if (typeof details?.type !== 'string') {
    const detail = `${status} ${statusText}`;
    const type = typesOfGateway[status] ?? '/problems/fault';
    return new Problem({ type, title: statusText, status, detail, instance: '' }, null);
  }
  const problem = details as ProblemDetails;
  if (problem.newest !== undefined) return new ResyncNeeded(problem, problem.newest);
  return new Problem(problem, headers.get('etag'));
}
