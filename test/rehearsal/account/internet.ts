import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

const fixture = (owner: string, name: string) =>
  readFileSync(new URL(`../../fixtures/${owner}/${name}.pem`, import.meta.url), 'utf8');

/** A request that a receiver of webhooks got. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * What lies outside of the account: a receiver of webhooks on the internet, by a name and a certificate that nobody else
 * has; and in a network of the office an issuer of tokens, whose certificate only who is told trusts.
 */
export class Internet {
  readonly received: Received[] = [];
  /** What the receiver answers. */
  status = 204;
  /** What the issuer shows of its keys. */
  keys: object[] = [];
  readonly #receiver: Server;
  readonly #issuer: Server;

  private constructor() {
    const certified = (owner: string) => ({ key: fixture(owner, 'key'), cert: fixture(owner, 'certificate') });
    this.#receiver = createServer(certified('receiver'), (request, response) => void this.#receive(request, response));
    this.#issuer = createServer(certified('issuer'), (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: this.keys })),
    );
  }

  static async open(): Promise<Internet> {
    const internet = new Internet();
    for (const server of [internet.#receiver, internet.#issuer])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return internet;
  }

  /** What a process has to be told to find it. */
  get settings() {
    const port = (server: Server) => (server.address() as AddressInfo).port;
    return {
      certificate: fixture('receiver', 'certificate'),
      hosts: {
        'receiver.test': { address: '93.184.215.14', port: port(this.#receiver) },
        'login.test': { address: '10.0.0.10', port: port(this.#issuer) },
      },
    };
  }

  async close(): Promise<void> {
    for (const server of [this.#receiver, this.#issuer]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (this.status < 300) this.received.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
    response.writeHead(this.status).end();
  }
}
