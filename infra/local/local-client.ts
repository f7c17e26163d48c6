import type { roles } from '../../functions/contract/route.ts';

/** A caller of the local run: a role, and for a district its id. */
export interface LocalCaller {
  readonly role: (typeof roles)[number];
  readonly district?: string;
  readonly subject?: string;
}

/** An answer with its JSON body. */
export interface ApiAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Talks to a running local system over HTTP, with a token for each caller. */
export class LocalClient {
  readonly url: string;
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(url: string) {
    this.url = url;
  }

  /** A token of the local issuer, the same one for the same caller. */
  token(caller: LocalCaller): Promise<string> {
    const key = JSON.stringify(caller);
    const known = this.#tokens.get(key) ?? this.#issue(key);
    this.#tokens.set(key, known);
    return known;
  }

  async #issue(body: string): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}/local/tokens`, { method: 'POST', headers, body });
    return ((await response.json()) as { token: string }).token;
  }

  /** Sends a request as the caller; every status is an answer. */
  async send<Body>(
    caller: LocalCaller,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer<Body>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token(caller)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as Body,
    };
  }

  /** The body of an answer that must be a success. Throws with the problem otherwise. */
  async expect<Body>(...request: Parameters<LocalClient['send']>): Promise<Body> {
    const answer = await this.send<Body>(...request);
    if (answer.status < 300) return answer.body;
    throw new Error(`${request[1]} ${request[2]} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}
