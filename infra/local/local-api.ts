import type { roles } from '../../functions/contract/route.ts';
import { send } from '../../lib/client/connect.ts';
import { type Api, connect, tell } from '../../lib/client/index.ts';

/** A caller of the local run: a role, and for a district its id. */
export interface LocalCaller {
  readonly role: (typeof roles)[number];
  readonly district?: string;
  readonly subject?: string;
}

/** The API of a running local system, as anybody. */
export class LocalApi {
  readonly url: string;
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(url: string) {
    this.url = url;
  }

  /** The API as a caller asks it. */
  as(caller: LocalCaller): Api {
    return connect({ url: this.url, token: () => this.token(caller) });
  }

  /** A token of the local issuer, the same one for the same caller. */
  token(caller: LocalCaller): Promise<string> {
    const key = JSON.stringify(caller);
    const known = this.#tokens.get(key) ?? this.#post<{ token: string }>('tokens', key).then(({ token }) => token);
    this.#tokens.set(key, known);
    return known;
  }

  /** Runs a scheduled function now. */
  async invoke(name: string, event: object): Promise<void> {
    await this.#post(`invoke/${name}`, JSON.stringify(event));
  }

  async #post<Answer>(path: string, body: string): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const request = new Request(`${this.url}/local/${path}`, { method: 'POST', headers, body });
    const response = await send(request, { url: this.url, token: () => null });
    const answer = (await response.json()) as Answer;
    return tell(Promise.resolve(response.ok ? { data: answer, response } : { error: answer, response }));
  }
}
