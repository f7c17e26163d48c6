import type { PublishedEvent } from '../../events/index.ts';
import type { AuditEntry } from '../../lib/domain/book-change.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import type { EventBus } from '../../lib/domain/ports.ts';
import { eventOfDisabling, eventsOfChange, eventsOfEntry, eventsOfStep } from '../../lib/domain/published-events.ts';
import { cloudEventOf, districtOf, eventKey } from '../../lib/domain/webhooks/cloud-event.ts';
import { isMeantFor } from '../../lib/domain/webhooks/webhook.ts';
import { rulesOf } from '../protocols/cycle-rules.ts';
import type { Dependencies, WebhookDependencies } from '../protocols/dependencies.ts';
import { tellEntry } from '../protocols/tell-changes.ts';
import { log } from '../telemetry/log.ts';
import { countSkippedRecords } from '../telemetry/metrics.ts';
import {
  isTimeLeft,
  type StreamEntry,
  type StreamHandler,
  streamHandler,
  type TimeLeft,
} from '../triggers/stream-handler.ts';

/** What publishing needs: the table, and the queue that wakes the delivery to webhooks. */
type PublishDependencies = Dependencies & Pick<WebhookDependencies, 'webhookQueue'>;

/**
 * Publishes what was committed, in the order of the stream: on the bus, and for webhooks in the log of events. Whatever
 * fails is done again with the record; the log takes each event once.
 */
export function publish(dependencies: () => PublishDependencies, bus: () => EventBus): StreamHandler {
  return streamHandler((entries) =>
    entries.map(({ record, fact }) => ({
      first: record,
      run: async () => {
        const events = await eventsOf(fact, dependencies);
        if (events.length > 0) await tell(dependencies(), bus(), events);
      },
    })),
  );
}

/** An operator's order: to publish once more what happened to a cycle between two instants, both included. */
export interface Republication {
  readonly cycle: string;
  readonly from: string;
  readonly to: string;
}

/** What came of it: items that were published again, and the instant to go on from where time was too short for all. */
export interface RepublicationReport {
  readonly items: number;
  readonly next: string | null;
}

/**
 * Publishes once more what the kept items tell, oldest first: for batches of the stream that were given up. The events
 * are the same ones under the same ids, so that whoever has them drops them, and the log of webhooks takes none twice.
 */
export async function republish(
  needs: PublishDependencies,
  bus: EventBus,
  { cycle, from, to }: Republication,
  context?: TimeLeft,
): Promise<RepublicationReport> {
  const [first, last] = [from, to].map((instant) => Date.parse(instant)) as [number, number];
  const rules = await rulesOf(needs, cycle);
  if (!rules) throw new Error('republish: there is no such cycle');
  if (!(first <= last)) throw new Error('republish: from and to must be instants, the first not after the other');
  const kept = await keptFacts(needs, rules.cycle, first);
  const wanted = kept.filter(({ at }) => Date.parse(at) >= first && Date.parse(at) <= last);
  wanted.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  for (const [index, { at, fact }] of wanted.entries()) {
    if (index > 0 && !isTimeLeft(context)) return { items: index, next: at };
    const events = await eventsOf(fact, () => needs);
    if (events.length > 0) await tell(needs, bus, events);
  }
  return { items: wanted.length, next: null };
}

/** A kept item as the stream told of it, and its instant. */
interface KeptFact {
  readonly at: string;
  readonly fact: NonNullable<StreamEntry['fact']>;
}

/** Instants are those of the requests, and a request that came earlier may have been carried out by so much later. */
const overtakenMillisecondsMax = 3_600_000;
const pageSize = 100;
const booksAtOnce = 20;

/** Every item of a cycle that something was published of, from an instant on and some before it. */
async function keptFacts(needs: PublishDependencies, cycle: Cycle, first: number): Promise<KeptFact[]> {
  const since = first - overtakenMillisecondsMax;
  const facts = (await needs.cycles.steps(cycle.id)).map(
    (step): KeptFact => ({ at: step.at, fact: { kind: 'step-recorded', cycle: cycle.id, step } }),
  );
  for (let end = await needs.boards.lastVersion(cycle.id); end > 0; end -= pageSize) {
    const after = Math.max(0, end - pageSize);
    const changes = await needs.boards.changes(cycle.id, after, end - after);
    for (const change of changes)
      facts.push({ at: change.at, fact: { kind: 'change-added', cycle: cycle.id, change } });
    if (changes[0] && Date.parse(changes[0].at) < since) break;
  }
  for (let at = 0; at < cycle.districts.length; at += booksAtOnce) {
    const chunk = cycle.districts.slice(at, at + booksAtOnce);
    facts.push(...(await Promise.all(chunk.map(({ id }) => keptEntries(needs, cycle.id, id, since)))).flat());
  }
  return facts;
}

async function keptEntries(
  { books }: PublishDependencies,
  cycle: string,
  district: string,
  since: number,
): Promise<KeptFact[]> {
  const found: KeptFact[] = [];
  for (let before: number | null = null; ; ) {
    const page: AuditEntry[] = await books.history(cycle, district, before, pageSize);
    found.push(...page.map((entry): KeptFact => ({ at: entry.at, fact: { kind: 'entry-added', cycle, entry } })));
    const oldest = page.at(-1);
    if (page.length < pageSize || !oldest || Date.parse(oldest.at) < since) return found;
    before = oldest.revision;
  }
}

/** Tells the bus, then webhooks. */
async function tell(needs: PublishDependencies, bus: EventBus, events: readonly PublishedEvent[]): Promise<void> {
  await bus.publish(events);
  await offerToWebhooks(needs, events);
}

async function eventsOf(fact: StreamEntry['fact'], dependencies: () => Dependencies): Promise<PublishedEvent[]> {
  if (fact?.kind === 'entry-added') return eventsOfEntry(fact.entry);
  if (fact?.kind === 'step-recorded') return eventsOfStep(fact.step);
  if (fact?.kind === 'webhook-disabled') return [eventOfDisabling(fact.disabling)];
  if (fact?.kind !== 'change-added') {
    await log.warn('stream record skipped', { count: 1 });
    await countSkippedRecords(1);
    return [];
  }
  const rules = await rulesOf(dependencies(), fact.cycle);
  if (!rules) {
    await log.warn('a board of an unknown cycle changed', { cycle: fact.cycle });
    await countSkippedRecords(1);
    return [];
  }
  const told = await tellEntry(dependencies(), rules, fact.change);
  return eventsOfChange(rules.cycle, rules.scheme.rounding.decimals, told);
}

/** Where nobody has registered a webhook, nothing is logged. A disabled one goes on later where it stopped. */
async function offerToWebhooks(
  { webhooks, events: log, webhookQueue, clock }: PublishDependencies,
  events: readonly PublishedEvent[],
): Promise<void> {
  const registered = await webhooks.list();
  if (registered.length === 0) return;
  const offered = events.map((event) => {
    return {
      ...{ key: eventKey(event), type: event.type, district: districtOf(event) },
      body: JSON.stringify(cloudEventOf(event)),
    };
  });
  await log.append(offered, clock.now());
  const reason = sha256(offered.at(-1)!.key).slice(0, 32);
  for (const webhook of registered)
    if (webhook.state === 'active' && offered.some((event) => isMeantFor(webhook, event)))
      await webhookQueue.wake(webhook.id, reason);
}
