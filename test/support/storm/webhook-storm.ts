import type { SQSEvent } from 'aws-lambda';
import { deliverFromQueue } from '../../../functions/deliver-webhooks/deliver-webhooks.ts';
import { wakeWebhooks } from '../../../functions/wake-webhooks/wake-webhooks.ts';
import type { SendOutcome } from '../../../lib/domain/webhooks/webhook.ts';
import type { WebhookRequest } from '../../../lib/domain/webhooks/webhook-ports.ts';
import type { MemoryRecord } from '../memory/memory-table.ts';
import { portal } from '../sample-service.ts';
import { type WebhookService, type WebhookVariant, webhookService } from '../webhook-service.ts';
import { SeededRandom } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { Crash, isOfTheStorm, StormWeather } from './storm-weather.ts';
import { webhookViolations } from './webhook-invariants.ts';

/** What receivers do with a request: take it, refuse it, answer too late, say that they have not taken what they have. */
const moods = ['well', 'refusing', 'hanging', 'lying'] as const;
/** What befalls deliveries besides what befalls the table; a run that never met one of them proves nothing about it. */
export const mishaps = [
  'refusing',
  'hanging',
  'lying',
  'killed',
  'message-lost',
  'overlap',
  'published-twice',
] as const;

/** What a receiver saw, in order, and what it was heard to answer. */
export interface Heard {
  readonly webhook: string;
  readonly event: string;
  readonly body: string;
  /** `asked` when the request comes, `taken` when the sender hears that it was taken. */
  readonly what: 'asked' | 'taken';
}

/** How a run ended. */
export interface WebhookStormReport {
  readonly violations: readonly string[];
  readonly met: Readonly<Record<(typeof mishaps)[number], number>>;
}

const districts = ['east', 'west', 'north'];
const webhooks = { all: null, east: 'east', west: 'west' } as const;
const [claimsEach, workers, turnsOfWorker, minutes] = [6, 3, 60, 40];

/**
 * Events are published and delivered while receivers, table and processes fail at random; then all is well again, and
 * everything has to arrive. The order of everything follows from the seed.
 */
export async function runWebhookStorm(seed: number, variant: WebhookVariant = {}): Promise<WebhookStormReport> {
  const random = new SeededRandom(seed);
  const scheduler = new Scheduler(random);
  const weather = new StormWeather(random, scheduler);
  const service = await webhookService(weather, variant);
  const storm = new WebhookStorm(service, random, scheduler, weather);
  await storm.prepare();
  weather.state = 'rages';
  storm.begin();
  await scheduler.run();
  weather.state = 'before';
  await storm.calmDown();
  return { violations: await webhookViolations(service, storm.heard), met: storm.met };
}

class WebhookStorm {
  readonly heard: Heard[] = [];
  readonly met = Object.fromEntries(mishaps.map((name) => [name, 0])) as Record<(typeof mishaps)[number], number>;
  readonly #service: WebhookService;
  readonly #random: SeededRandom;
  readonly #scheduler: Scheduler;
  readonly #weather: StormWeather;
  readonly #moods = new Map<string, (typeof moods)[number]>();
  readonly #served = new Set<string>();
  #isOver = false;

  constructor(service: WebhookService, random: SeededRandom, scheduler: Scheduler, weather: StormWeather) {
    this.#service = service;
    this.#random = random;
    this.#scheduler = scheduler;
    this.#weather = weather;
    service.needs.webhookSender.answer = (request) => this.#answer(request);
  }

  /** Webhooks are registered, and then districts claim. */
  async prepare(): Promise<void> {
    for (const [id, district] of Object.entries(webhooks)) await this.#service.register(id, { district });
    for (let value = 1; value <= claimsEach; value++)
      for (const district of districts) {
        const path = `/v1/cycles/2019/districts/${district}/components/5/claim`;
        await this.#service.send(`PUT ${path}`, { caller: portal(district), body: { value: String(value) } });
      }
  }

  begin(): void {
    const { records } = this.#service.needs.table;
    for (const district of districts)
      void this.#publish(records.filter(({ key }) => key.pk === `BOOK#2019#${district}`));
    for (let worker = 0; worker < workers; worker++) void this.#work();
    void this.#passTime();
  }

  /** Receivers are well, and what is left is done. */
  async calmDown(): Promise<void> {
    this.#isOver = true;
    const { needs, register, clock, deliverAll } = this.#service;
    for (let round = 0; round < 4; round++) {
      for (const { id, state, district } of await needs.webhooks.list())
        if (state === 'disabled') await register(id, { district });
      clock.time += 9 * 3_600_000;
      needs.webhookQueue.forget();
      await wakeWebhooks(needs);
      await deliverAll();
    }
  }

  /** The records of one district, in their order; they come again where nobody heard that they are done with. */
  async #publish(records: readonly MemoryRecord[]): Promise<void> {
    for (let at = 0; at < records.length; ) {
      await this.#scheduler.point(this.#random.below(60));
      const batch = records.slice(at, at + 1 + this.#random.below(4));
      // A run that was taken for dead goes on beside the one that was begun in its place.
      if (this.#meets('published-twice', 0.15)) void this.#service.publishSome(batch);
      const done = await this.#service.publishSome(batch);
      if (!this.#meets('published-twice', 0.1)) at += done;
    }
  }

  /** Takes messages from the queue: of a webhook one at a time, unless a run is taken for dead that is not. */
  async #work(): Promise<void> {
    const { waiting } = this.#service.needs.webhookQueue;
    for (let turn = 0; turn < turnsOfWorker; turn++) {
      await this.#scheduler.point(1 + this.#random.below(30));
      if (waiting.length === 0) continue;
      const webhook = this.#random.pick(waiting);
      if (this.#served.has(webhook) && !this.#meets('overlap', 0.1)) continue;
      waiting.splice(waiting.indexOf(webhook), 1);
      if (this.#meets('message-lost', 0.05)) continue;
      this.#served.add(webhook);
      const Records = [{ messageId: 'm', body: JSON.stringify({ webhook }) }];
      const { batchItemFailures } = await deliverFromQueue(() => this.#service.needs, { Records } as SQSEvent);
      this.#served.delete(webhook);
      if (batchItemFailures.length > 0) waiting.unshift(webhook);
    }
  }

  async #passTime(): Promise<void> {
    const { needs, clock } = this.#service;
    for (let minute = 0; minute < minutes; minute++) {
      await this.#scheduler.point(5 + this.#random.below(60));
      clock.time += 60_000 * (1 + this.#random.below(this.#random.chance(0.1) ? 600 : 60));
      needs.webhookQueue.forget();
      await wakeWebhooks(needs).catch((fault: unknown) => {
        if (!isOfTheStorm(fault)) throw fault;
      });
    }
  }

  async #answer({ url, headers, body }: WebhookRequest): Promise<SendOutcome> {
    const webhook = new URL(url).hostname.split('.')[0]!;
    const hear = (what: Heard['what']) => this.heard.push({ webhook, event: headers['webhook-id']!, body, what });
    hear('asked');
    const mood = this.#moodOf(webhook);
    if (!this.#isOver) await this.#scheduler.point(this.#random.below(mood === 'hanging' ? 300 : 20));
    // Who waits for an answer may be killed then, too.
    if (this.#meets('killed', 0.05)) throw new Crash();
    if (mood === 'well') {
      hear('taken');
      return { fault: null, status: 204 };
    }
    this.met[mood] += 1;
    return mood === 'hanging' ? { fault: 'timeout', status: null } : { fault: 'not-accepted', status: 500 };
  }

  #moodOf(webhook: string): (typeof moods)[number] {
    if (this.#isOver) return 'well';
    if (this.#random.chance(0.3)) this.#moods.set(webhook, this.#random.pick(['well', ...moods] as const));
    return this.#moods.get(webhook) ?? 'well';
  }

  #meets(mishap: (typeof mishaps)[number], probability: number): boolean {
    if (this.#weather.state !== 'rages' || !this.#random.chance(probability)) return false;
    this.met[mishap] += 1;
    return true;
  }
}
