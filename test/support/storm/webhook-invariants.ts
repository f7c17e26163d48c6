import { eventKey } from '../../../lib/domain/webhooks/cloud-event.ts';
import { isMeantFor, type LoggedEvent, type Webhook } from '../../../lib/domain/webhooks/webhook.ts';
import { keys } from '../../../lib/stores/table.ts';
import type { WebhookService } from '../webhook-service.ts';
import type { Heard } from './webhook-storm.ts';

/** What is not as it must be once everything was published and delivered; nothing if all is well. */
export async function webhookViolations(service: WebhookService, heard: readonly Heard[]): Promise<string[]> {
  const { needs, published } = service;
  const last = await needs.events.last();
  const log = Array.from({ length: last }, (_, index) => {
    return needs.table.peek(keys.loggedEvent(index + 1)) as unknown as LoggedEvent | null;
  });
  const logged = log.flatMap((event) => event ?? []);
  const wanted = new Set(published.map(eventKey));
  const violations: string[] = [];
  if (logged.length < last || new Set(logged.map(({ key }) => key)).size < last)
    violations.push('the log has a gap, or an event twice');
  for (const key of wanted) if (!logged.some((event) => event.key === key)) violations.push(`${key} is not in the log`);
  for (const webhook of await needs.webhooks.list()) {
    const own = logged.filter((event) => isMeantFor(webhook, event));
    const told = heard.filter((request) => request.webhook === webhook.id);
    violations.push(...stateViolations(webhook, last), ...orderViolations(webhook, own, told));
    const noted = await needs.webhooks.deliveries(webhook.id, null, last);
    if (noted.filter(({ state }) => state === 'delivered').length !== own.length)
      violations.push(`${webhook.id}: not all that was delivered is noted so`);
  }
  return [...violations, ...placeViolations(service)];
}

function stateViolations({ id, state, position, trouble }: Webhook, last: number): string[] {
  const isDone = state === 'active' && position === last && trouble === null;
  return isDone ? [] : [`${id} is ${state} at ${position} of ${last}, with ${trouble?.fault ?? 'no trouble'}`];
}

/** Each event is taken at least once, none is sent before those in front of it were taken, and all its bodies are one. */
function orderViolations({ id }: Webhook, own: readonly LoggedEvent[], heard: readonly Heard[]): string[] {
  const firstOf = (event: string, what: Heard['what']) =>
    heard.findIndex((request) => request.event === event && request.what === what);
  return own.flatMap(({ key, body }, index) => {
    const [asked, taken] = [firstOf(key, 'asked'), firstOf(key, 'taken')];
    const before = own.slice(0, index).map((event) => firstOf(event.key, 'taken'));
    return [
      ...(taken < 0 ? [`${id} has not got ${key}`] : []),
      ...(asked >= 0 && before.some((at) => at < 0 || at > asked)
        ? [`${id} got ${key} before one in front of it`]
        : []),
      ...(heard.some((request) => request.event === key && request.body !== body) ? [`${id} got ${key} changed`] : []),
    ];
  });
}

/** A webhook's place in the log goes forward only: nobody has asked for a replay. */
function placeViolations({ needs }: WebhookService): string[] {
  const places = new Map<string, number>();
  return needs.table.records.flatMap(({ key, item }) => {
    if (key.pk !== 'WEBHOOKS') return [];
    const [before = 0, position] = [places.get(key.sk), item.position as number];
    places.set(key.sk, position);
    return position < before ? [`${key.sk} went back from ${before} to ${position}`] : [];
  });
}
