import '../support/quiet.ts';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalWebhookQueue, LocalWebhookSender } from '../../infra/local/local-webhooks.ts';
import { webhookService } from '../support/webhook-service.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

async function receiverAt(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

describe('the sender of the local run', () => {
  const sender = new LocalWebhookSender();
  const post = (url: string) => sender.post({ url, headers: { 'webhook-id': 'e' }, body: '{}' });

  it('reaches receivers on this machine by plain HTTP, and follows none elsewhere', async () => {
    const asked: string[] = [];
    let status = 200;
    const url = await receiverAt((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers['webhook-id']}`);
      response.writeHead(status, { location: '/other' }).end('x');
    });
    expect(await sender.check(url)).toBeNull();
    expect(await post(url)).toEqual({ fault: null, status: 200 });
    status = 307;
    expect(await post(url)).toEqual({ fault: 'redirected', status: 307 });
    status = 500;
    expect(await post(url)).toEqual({ fault: 'not-accepted', status: 500 });
    expect(asked).toEqual(['POST /hook e', 'POST /hook e', 'POST /hook e']);
    expect(await post('http://127.0.0.1:1/')).toEqual({ fault: 'unreachable', status: null });
  });

  it.each(['http://169.254.169.254/', 'http://10.0.0.1/', 'https://127.0.0.1/', 'http://portal.example.org/'])(
    'refuses %s as the deployed one does',
    async (url) => {
      expect(await sender.check(url)).not.toBeNull();
      expect(await post(url)).toEqual({ fault: 'address-refused', status: null });
    },
  );
});

describe('the queue of the local run', () => {
  it('has one delivery at a time for each webhook, and none after it was stopped', async () => {
    const { needs } = await webhookService();
    let running = 0;
    const counts: number[] = [];
    const load: typeof needs.webhooks.load = async () => {
      counts.push(++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return null;
    };
    needs.webhooks.load = load;
    const queue = new LocalWebhookQueue(() => needs);
    for (let times = 0; times < 3; times++) await queue.wake('portal');
    await queue.stop();
    await queue.wake('portal');
    await queue.stop();
    expect(counts.every((count) => count === 1)).toBe(true);
    expect(counts.length).toBeLessThanOrEqual(3);
  });

  it('goes on after a delivery that failed', async () => {
    const { needs } = await webhookService();
    const asked: string[] = [];
    needs.webhooks.load = async (id) => {
      asked.push(id);
      throw new Error('no table');
    };
    const queue = new LocalWebhookQueue(() => needs);
    await queue.wake('portal');
    await queue.wake('portal');
    await expect.poll(() => asked.length).toBe(2);
    await queue.stop();
  });
});
