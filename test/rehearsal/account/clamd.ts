import { createServer, type Server } from 'node:net';
import { listen } from '../../../infra/local/loopback.ts';

/** The virus scanner that an installation may have: it finds nothing, or does not answer at all. */
export class Clamd {
  isDown = false;
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(): Promise<Clamd> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      if (clamd.isDown) socket.destroy();
      // A chunk of no length ends what is sent.
      socket.on('data', (piece) => {
        if (piece.subarray(-4).equals(Buffer.alloc(4))) socket.end('stream: OK\0');
      });
    });
    const clamd: Clamd = new Clamd(server, await listen(server as never, 0, 'PORT'));
    return clamd;
  }

  close(): void {
    this.#server.close();
  }
}
