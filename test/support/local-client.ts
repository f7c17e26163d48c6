import { LocalApi, type LocalCaller } from '../../infra/local/local-api.ts';

/** An answer with its JSON body. */
export interface ApiAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Asks a running local system by paths and methods, each request once, and shows each answer as it is. */
export class LocalClient extends LocalApi {
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
