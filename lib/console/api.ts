import { signal } from '@preact/signals';
import createClient from 'openapi-fetch';
import type { Paths, ProblemDetails } from './contract.ts';
import { language } from './language.ts';
import { currentToken, renewSession } from './session.ts';

/** A refusal or a fault that the API has answered with. */
export class Problem extends Error {
  readonly details: ProblemDetails;
  readonly slug: string;
  /** The revision that the book has now, where an answer to a write says so. */
  readonly revision: number | null;

  constructor(details: ProblemDetails, etag: string | null) {
    super(details.detail);
    this.details = details;
    this.slug = details.type.replace('/problems/', '');
    this.revision = etag === null ? null : Number(etag.replaceAll('"', ''));
  }
}

/** Nothing answers. Whether a request was carried out is not known; sent again with its key it counts once. */
export class ConnectionLost extends Error {}

/** Whether the last request reached the API. */
export const isConnected = signal(true);

const retriesMax = 3;

/** The API's routes, typed. Answers go through `tell`. */
export const api = createClient<Paths>({ baseUrl: location.origin, fetch: send });

/** What the API answers; throws a `Problem` where it refuses, `ConnectionLost` where it does not answer. */
export async function tell<T>(
  asked: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) return data as T;
  const details = error as Partial<ProblemDetails> | undefined;
  if (details?.type) throw new Problem(details as ProblemDetails, response.headers.get('etag'));
  const { status, statusText } = response;
  throw new Problem({ type: '/problems/fault', title: statusText, status, detail: statusText }, null);
}

/** Sends a request with the token, again with a new one if that has ended, and again where nothing answers or all is busy. */
function send(request: Request): Promise<Response> {
  return sendOften(request, retriesMax);
}

/**
 * Sends a request that may be kept waiting for its answer. Where it is cut off nothing is tried again: that may be the
 * doing of something on the way that ends long requests, and whether anything answers is told by the next short one.
 */
export function sendPatiently(request: Request): Promise<Response> {
  return sendOften(request, 0);
}

async function sendOften(request: Request, retriesMax: number): Promise<Response> {
  for (let retry = 0; ; retry++) {
    const token = currentToken();
    const response = await attempt(request, token);
    if (response?.status === 401 && retry === 0 && (await renewSession(token))) continue;
    const isWorthRetrying = response === null || response.status === 503 || response.status === 429;
    if (!isWorthRetrying || retry >= retriesMax || request.signal.aborted) {
      if (response !== null || retriesMax > 0) isConnected.value = response !== null;
      if (response) return response;
      throw new ConnectionLost();
    }
    await pause(250 * 2 ** retry, request.signal);
  }
}

/** One attempt; `null` where nothing answers. */
async function attempt(request: Request, token: string | null): Promise<Response | null> {
  const copy = new Request(request.clone(), { cache: 'no-cache' });
  copy.headers.set('accept-language', language.value);
  if (token !== null) copy.headers.set('authorization', `Bearer ${token}`);
  try {
    return await fetch(copy);
  } catch (fault) {
    if (request.signal.aborted) throw fault;
    return null;
  }
}

/** Waits so many milliseconds, or until it is no longer wanted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => resolve());
  });
}

/** A key under which a write counts once, however often it is sent. */
export function newKey(): string {
  return crypto.randomUUID();
}
