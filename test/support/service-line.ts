import type { TestCaller, TestReply } from './api-client.ts';
import type { SampleService } from './sample-service.ts';

/** What befalls a request: it gets nowhere, its answer gets lost or breaks off, or something before the service answers. */
export type Mishap = 'lost' | 'answer-lost' | 'broken-off' | Response;

/** A request as the service saw it, or would have. */
export interface Asked {
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

/** The line between a client and a service in memory: a `fetch`, with mishaps. */
export class ServiceLine {
  readonly asked: Asked[] = [];
  /** What befalls the next requests, in order. */
  readonly mishaps: Mishap[] = [];
  /** Done before a request is answered, with its number, from 1. */
  meanwhile: (request: number) => Promise<unknown> = async () => undefined;
  readonly #service: Pick<SampleService, 'send'>;

  constructor(service: Pick<SampleService, 'send'>) {
    this.#service = service;
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const body = Buffer.from(await request.arrayBuffer());
    const target = `${request.method} ${pathname}${search}`;
    this.asked.push({ target, headers: request.headers, body: body.toString() });
    await this.meanwhile(this.asked.length);
    const mishap = this.mishaps.shift();
    if (mishap instanceof Response) return mishap;
    if (mishap === 'lost') throw new TypeError('fetch failed');
    const answer = answerOf(
      await this.#service.send(target, {
        caller: callerOf(request.headers.get('authorization')),
        headers: Object.fromEntries(request.headers),
        ...(body.length > 0 && { body }),
      }),
    );
    if (mishap === 'answer-lost') throw new TypeError('fetch failed');
    return mishap === 'broken-off' ? brokenOff(answer) : answer;
  };
}

/** A token as the local issuer makes them, unsigned: the service in memory takes it at its word. */
export function tokenOf({ role, district, subject = 'tester' }: TestCaller): string {
  return `e30.${Buffer.from(JSON.stringify({ sub: subject, role, district })).toString('base64url')}.e30`;
}

function callerOf(authorization: string | null): TestCaller | null {
  if (authorization === null) return null;
  const claims = JSON.parse(Buffer.from(authorization.split('.')[1]!, 'base64url').toString());
  return { ...claims, subject: claims.sub };
}

function answerOf({ status, headers, text }: TestReply): Response {
  return new Response(text === '' ? null : text, { status, headers });
}

function brokenOff(answer: Response): Response {
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"rev'));
      controller.error(new Error('terminated'));
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}
