import createClient, { type Client } from 'openapi-fetch';
import type { Paths } from './contract.ts';
import { ConnectionLost } from './problem.ts';

/** The API's routes, typed: `api.GET('/v1/cycles/{cycle}/ranking', …)`. Answers go through `tell`; they are JSON. */
export type Api = Client<Paths, 'application/json'>;

/** Where the API is and who asks. It is read anew for each request, so that what is in it may change. */
export interface Connection {
  /** Its address, without a path: `https://kaohe.example.org`. */
  readonly url: string;
  /**
   * The token of whoever asks; `null` for nobody. It is asked for before each request, and with the token that the API
   * has refused; another one is then tried once.
   */
  readonly token: (refused: string | null) => string | null | Promise<string | null>;
  /** In which language refusals are told; English without it. */
  readonly language?: 'zh' | 'en';
  /** How long a request is tried again, in seconds; 30 without it. */
  readonly patienceSeconds?: number;
  /** Hears whether anything answers: `false` where a request is lost twice or given up, `true` at each answer. */
  readonly tellAnswered?: (isAnswered: boolean) => void;
  /** What sends a request, instead of `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** No answer takes longer: who waits for changes waits 25 seconds at most. */
const silenceMilliseconds = 40_000;
const pauseMilliseconds = { least: 100, most: 5_000 };

/**
 * Connects to the API. A request is tried again where nothing answers, where the system is at fault or busy, and where it
 * says that the same request may succeed in a moment, a read with `minRevision` or `min` that is not yet applied
 * included. A write carries an `Idempotency-Key` of its own, unless it is given one, so that it counts once however often
 * it is sent. Rejects with `ConnectionLost` where nothing has answered for `patienceSeconds`.
 */
export function connect(connection: Connection): Api {
  return createClient<Paths, 'application/json'>({
    baseUrl: connection.url,
    fetch: (request) => send(request, connection),
  });
}

/** Sends a request as `connect` does, to whatever address of the same service. */
export async function send(request: Request, { token: tokenFor, ...connection }: Connection): Promise<Response> {
  const { patienceSeconds = 30, language = 'en', fetch: ask = fetch, tellAnswered = () => {} } = connection;
  const patienceEnds = Date.now() + patienceSeconds * 1000;
  const { method, url, signal, headers } = request;
  const body = method === 'GET' ? null : await request.arrayBuffer();
  if (method !== 'GET' && !headers.has('idempotency-key')) headers.set('idempotency-key', crypto.randomUUID());
  if (!headers.has('accept-language')) headers.set('accept-language', language);
  let token = await tokenFor(null);
  let isRenewed = false;
  for (let attempt = 0; ; attempt++) {
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(silenceMilliseconds)]);
    const answer = await attemptOnce(ask, new Request(url, { method, headers, body, signal: bounded }));
    signal.throwIfAborted();
    if (answer) tellAnswered(true);
    if (answer?.status === 401 && !isRenewed) {
      isRenewed = true;
      const other = await tokenFor(token);
      if (other !== null && other !== token) {
        token = other;
        continue;
      }
    }
    if (answer && !mayDifferSoon(answer)) return answer;
    const isCut = isKeptWaiting(url) && (answer === null || answer.status >= 500);
    const milliseconds = pauseAfter(attempt, answer);
    const isGivenUp = isCut || Date.now() + milliseconds > patienceEnds;
    if (!answer && !isCut && (isGivenUp || attempt > 0)) tellAnswered(false);
    if (isGivenUp) {
      if (answer) return answer;
      throw new ConnectionLost(new URL(url).origin);
    }
    await pause(milliseconds, signal);
    signal.throwIfAborted();
  }
}

/**
 * Whether a request waits for its answer at the other end. Where it is cut off that may be the doing of something on the
 * way that ends long requests: sent again it would be cut off again, and whether anything answers is told by a short one.
 */
function isKeptWaiting(url: string): boolean {
  return Number(new URL(url).searchParams.get('wait')) > 0;
}

/** The whole answer; `null` where nothing answers, or an answer breaks off. */
async function attemptOnce(ask: (request: Request) => Promise<Response>, request: Request): Promise<Response | null> {
  try {
    const answer = await ask(request);
    const bytes = await answer.arrayBuffer();
    return new Response(bytes.byteLength === 0 ? null : bytes, answer);
  } catch {
    return null;
  }
}

/** Whether the very same request may be answered otherwise a moment later. */
function mayDifferSoon({ ok, status, headers }: Response): boolean {
  return !ok && (status >= 500 || status === 429 || headers.has('retry-after'));
}

/**
 * What the answer asks for; without that a random part of a time that doubles, so that not all come back at once. So, too,
 * for what is not yet applied: that takes a fraction of a second, and answers count in whole ones.
 */
function pauseAfter(attempt: number, answer: Response | null): number {
  const { least, most } = pauseMilliseconds;
  const asked = answer?.status === 409 ? 0 : Number(answer?.headers.get('retry-after') ?? 0);
  const ceiling = Math.min(most, least * 2 ** attempt);
  return (asked > 0 ? asked * 1000 : ceiling / 2) + (Math.random() * ceiling) / 2;
}

/** Waits so many milliseconds, or until `signal` ends it. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
