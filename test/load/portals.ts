import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../bench/quantile.ts';
import { RankingWatch } from '../bench/ranking-watch.ts';
import type { LocalClient } from '../support/local-client.ts';

const component = '13';
/** Not who watches the ranking: that one uses up its share. */
const auditor = { role: 'auditor', subject: 'load-audit' } as const;
const patienceMilliseconds = 120_000;

/** What became of one claim; times in milliseconds. */
interface Claimed {
  readonly answered: number;
  readonly shown: number;
}

/** Portals that claim, each in the book of its own district, and what the service told them. */
export class Portals {
  readonly #client: LocalClient;
  readonly #cycle: string;
  readonly #watch: RankingWatch;
  readonly #claims: Claimed[] = [];
  /** Answers other than 200, by status. */
  readonly refusals = new Map<number, number>();
  /** The last claim of each district that was acknowledged. */
  readonly #last = new Map<string, { readonly revision: number; readonly value: string }>();
  readonly #acknowledged = new Map<string, number>();
  #value = 1;

  constructor(client: LocalClient, cycle: string) {
    this.#client = client;
    this.#cycle = cycle;
    this.#watch = new RankingWatch(client, cycle);
  }

  /** Claims once, as often as it is told to come again, and waits until the ranking shows it. */
  async claim(district: string): Promise<void> {
    const value = String(++this.#value);
    const sentAt = performance.now();
    const revision = await this.#send(district, value, sentAt);
    const answeredAt = performance.now();
    const shownAt = await this.#watch.shows(district, revision);
    this.#claims.push({ answered: answeredAt - sentAt, shown: Math.max(0, shownAt - answeredAt) });
  }

  async #send(district: string, value: string, sentAt: number): Promise<number> {
    const path = `/v1/cycles/${this.#cycle}/districts/${district}/components/${component}/claim`;
    const portal = { role: 'district', district, subject: `load-${district}` } as const;
    const key = { 'idempotency-key': randomUUID() };
    for (;;) {
      const answer = await this.#client.send<{ revision: number }>(portal, 'PUT', path, { value }, key);
      if (answer.status === 200) {
        const { revision } = answer.body;
        if (revision > (this.#last.get(district)?.revision ?? 0)) this.#last.set(district, { revision, value });
        this.#acknowledged.set(district, (this.#acknowledged.get(district) ?? 0) + 1);
        return revision;
      }
      this.refusals.set(answer.status, (this.refusals.get(answer.status) ?? 0) + 1);
      const isToComeAgain = answer.status === 429 || answer.status === 503;
      if (!isToComeAgain || performance.now() - sentAt > patienceMilliseconds)
        throw new Error(`a claim was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      await wait(1000 * Number(answer.headers.get('retry-after') ?? 1) * (0.5 + Math.random()));
    }
  }

  /** What the claims took since it was last asked, as a line of a table. */
  line(name: string): string {
    const claims = this.#claims.splice(0);
    const cell = (value: number) => value.toFixed(0).padStart(7);
    const cells = (['answered', 'shown'] as const).map((what) => {
      const times = claims.map((claim) => claim[what]);
      return [0.5, 0.95, 0.99, 1].map((share) => cell(quantile(times, share))).join('');
    });
    return `${name.padEnd(34)}${String(claims.length).padStart(7)}  ${cells.join('  ')}`;
  }

  /** Ends the watching; gives what is missing of what was acknowledged, in words. */
  async missing(): Promise<string[]> {
    await this.#watch.stop();
    await this.#client.expect({ role: 'admin' }, 'POST', '/local/invoke/sweep', {});
    const missing: string[] = [];
    for (const [district, { revision, value }] of this.#last) {
      const path = `/v1/cycles/${this.#cycle}/districts/${district}/book`;
      const book = await this.#client.expect<Book>(auditor, 'GET', path);
      const claim = book.components.find((one) => one.component === component)?.claim;
      const acknowledged = this.#acknowledged.get(district);
      if (book.revision !== acknowledged)
        missing.push(`${district}: ${acknowledged} claims, revision ${book.revision}`);
      if (claim?.value !== value)
        missing.push(`${district}: ${value} at revision ${revision}, ${claim?.value} is kept`);
    }
    const path = `/v1/cycles/${this.#cycle}/integrity`;
    const { status, lastComparison } = await this.#client.expect<Integrity>(auditor, 'GET', path);
    if (status !== 'equal') missing.push(`the board differs from its rebuild: ${JSON.stringify(lastComparison)}`);
    return missing;
  }
}

interface Book {
  readonly revision: number;
  readonly components: readonly { readonly component: string; readonly claim: { readonly value: string } | null }[];
}

interface Integrity {
  readonly status: string;
  readonly lastComparison: unknown;
}

/** The columns of `line`. */
export const heading = `${''.padEnd(34)} claims  ${['answered', 'then shown'].map((what) => `${what} p50    p95    p99    max`.padStart(28)).join('  ')}`;
