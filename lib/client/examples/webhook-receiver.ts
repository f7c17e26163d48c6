/**
 * A receiver of webhooks: it takes what is signed with its secret, drops what came before, and answers before anything else.
 *
 *   KAOHE_WEBHOOK_SECRET=whsec_… node webhook-receiver.ts <port>
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.KAOHE_WEBHOOK_SECRET ?? '');
// A portal keeps these with its own data, in the transaction that acts on the event.
const seen = new Set<string>();

const receiver = createServer(async (request, response) => {
  try {
    const event = webhook.verify(await text(request), request.headers as Record<string, string>) as {
      readonly [name in 'id' | 'type' | 'data']: string;
    };
    if (!seen.has(event.id)) console.log(`${event.type} ${JSON.stringify(event.data)}`);
    seen.add(event.id);
    response.writeHead(204).end();
  } catch {
    response.writeHead(401).end();
  }
});
receiver.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
