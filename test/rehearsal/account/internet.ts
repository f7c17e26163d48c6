import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/receiver/${name}.pem`, import.meta.url), 'utf8');

/** A request that a receiver of webhooks got. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The internet outside of the account: one receiver of webhooks, by a name and a certificate that nobody else has. */
export class Internet {
  readonly received: Received[] = [];
  /** What the receiver answers. */
  status = 204;
  readonly #server: Server;

  private constructor() {
    const keys = { key: fixture('key'), cert: fixture('certificate') };
    this.#server = createServer(keys, (request, response) => void this.#receive(request, response));
  }

  static async open(): Promise<Internet> {
    const internet = new Internet();
    await new Promise<void>((resolve) => internet.#server.listen(0, '127.0.0.1', resolve));
    return internet;
  }

  /** What a process has to be told to find it. */
  get settings() {
    const { port } = this.#server.address() as AddressInfo;
    return { name: 'receiver.test', address: '93.184.215.14', certificate: fixture('certificate'), port };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (this.status < 300) this.received.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
    response.writeHead(this.status).end();
  }
}
