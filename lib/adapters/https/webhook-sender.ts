import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { SendOutcome } from '../../domain/webhooks/webhook.ts';
import type { AddressFault, WebhookRequest, WebhookSender } from '../../domain/webhooks/webhook-ports.ts';
import { isPublicAddress } from './public-address.ts';

/** How long a receiver may take, from the look-up of its name to the head of its answer. */
export const answerMillisecondsMax = 10_000;

/** What stands around it; the machine's own unless a test says otherwise. */
export interface SenderSurroundings {
  /** All addresses of a name. */
  readonly resolve: (name: string) => Promise<LookupAddress[]>;
  readonly isPublic: (address: string) => boolean;
  /** Certificates to trust instead of the known authorities'. */
  readonly ca?: string;
  readonly answerMillisecondsMax: number;
}

const ownSurroundings: SenderSurroundings = {
  resolve: (name) => lookup(name, { all: true }),
  isPublic: isPublicAddress,
  answerMillisecondsMax,
};

class NotPublic extends Error {
  override readonly name = 'NotPublic';
}

/**
 * Sends to addresses of the internet by HTTPS, and to no others: the addresses that a name leads to are looked at when they
 * are looked up for the connection itself, so that a name that leads elsewhere by then leads nowhere. One address that is not
 * public is enough.
 */
export class HttpsWebhookSender implements WebhookSender {
  readonly #around: SenderSurroundings;

  constructor(around: Partial<SenderSurroundings> = {}) {
    this.#around = { ...ownSurroundings, ...around };
  }

  async check(url: string): Promise<AddressFault | null> {
    const { protocol, hostname, username, password } = new URL(url);
    if (protocol !== 'https:' || username !== '' || password !== '') return 'not-https';
    const { answerMillisecondsMax: patience } = this.#around;
    try {
      // A name server that never answers leaves it at that; nothing is awaited for longer than a receiver.
      const late = wait(patience, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer in time')));
      await Promise.race([this.#addressesOf(bare(hostname)), late]);
      return null;
    } catch (fault) {
      return fault instanceof NotPublic ? 'not-public' : 'unknown-name';
    }
  }

  async post({ url, headers, body }: WebhookRequest): Promise<SendOutcome> {
    const { protocol, hostname } = new URL(url);
    const host = bare(hostname);
    // Node looks up no name that is an address already.
    if (protocol !== 'https:' || (isIP(host) !== 0 && !this.#around.isPublic(host)))
      return { fault: 'address-refused', status: null };
    const signal = AbortSignal.timeout(this.#around.answerMillisecondsMax);
    try {
      const status = await this.#statusOf({ url, headers, body }, signal);
      if (status >= 200 && status < 300) return { fault: null, status };
      return { fault: status >= 300 && status < 400 ? 'redirected' : 'not-accepted', status };
    } catch (fault) {
      if (fault instanceof NotPublic) return { fault: 'address-refused', status: null };
      return { fault: signal.aborted ? 'timeout' : 'unreachable', status: null };
    }
  }

  #statusOf({ url, headers, body }: WebhookRequest, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup: this.#lookup,
        signal,
        ...(this.#around.ca !== undefined && { ca: this.#around.ca }),
      };
      const sent = request(url, options, (response) => {
        // Whatever else it says, and however much: the status is the answer. And a connection that is kept would stay where
        // the name once led to.
        response.destroy();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  readonly #lookup: LookupFunction = (name: string, { all }: LookupOptions, done) => {
    this.#addressesOf(name).then(
      (addresses) => (all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family)),
      (fault) => done(fault, ''),
    );
  };

  /** Of a name or an address; throws unless all of them are public. */
  async #addressesOf(host: string): Promise<LookupAddress[]> {
    const family = isIP(host);
    const addresses = family === 0 ? await this.#around.resolve(host) : [{ address: host, family }];
    if (addresses.length === 0) throw new Error('the name has no address');
    if (!addresses.every(({ address }) => this.#around.isPublic(address)))
      throw new NotPublic('an address is not public');
    return addresses;
  }
}

/** An address of IPv6 stands in brackets in a URL. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
