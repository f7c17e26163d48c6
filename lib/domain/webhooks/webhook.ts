import type { SentEvent } from '../../../events/index.ts';

/** Why an event was not taken. `unreachable`: no connection, no valid certificate, or no answer that is one. */
export const deliveryFaults = ['address-refused', 'unreachable', 'timeout', 'redirected', 'not-accepted'] as const;
/** One of these reasons. */
export type DeliveryFault = (typeof deliveryFaults)[number];

/** `disabled` after three days without a delivery, until it is registered again. */
export const webhookStates = ['active', 'disabled'] as const;

/** An event that could not be delivered yet; the ones behind it wait. Instants are ISO 8601. */
export interface Trouble {
  readonly since: string;
  readonly attempts: number;
  readonly nextAttemptAt: string;
  readonly fault: DeliveryFault;
  /** What the receiver answered; `null` where it did not. */
  readonly status: number | null;
}

/** An address that receives events, in the order of the log. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly types: readonly SentEvent['type'][];
  /** Of events about a district only those about this one; `null`: all. */
  readonly district: string | null;
  readonly state: (typeof webhookStates)[number];
  readonly createdAt: string;
  readonly createdBy: string;
  /** The number of the last event of the log that was delivered or is none of its own. */
  readonly position: number;
  readonly trouble: Trouble | null;
  /** How often it was disabled. */
  readonly disablings: number;
  /** Counts its changes, of whatever kind: who changes it has read the last one. */
  readonly version: number;
}

/** An event in the log, numbered without gaps in the order in which it was published. */
export interface LoggedEvent {
  readonly number: number;
  /** Type and id: what receivers know it again by. */
  readonly key: string;
  readonly type: SentEvent['type'];
  readonly district: string | null;
  /** ISO 8601; never before that of the event in front. */
  readonly loggedAt: string;
  /** What is sent, byte for byte, each time. */
  readonly body: string;
}

/** `given-up`: the webhook was disabled at this event; it begins with it again. */
export const deliveryStates = ['delivered', 'failing', 'given-up'] as const;

/** What became of an event that was sent to a webhook, at least once. */
export interface Delivery {
  readonly number: number;
  readonly event: string;
  readonly type: SentEvent['type'];
  readonly state: (typeof deliveryStates)[number];
  readonly attempts: number;
  readonly firstAttemptAt: string;
  readonly lastAttemptAt: string;
  readonly fault: DeliveryFault | null;
  readonly status: number | null;
}

/** What a receiver did with one request. Taken is what is answered in time with a status of success. */
export interface SendOutcome {
  readonly fault: DeliveryFault | null;
  readonly status: number | null;
}

/** That a webhook was disabled, as its event will tell. */
export interface Disabling {
  readonly webhook: string;
  readonly number: number;
  readonly at: string;
  readonly event: string;
  readonly failingSince: string;
  readonly attempts: number;
}

/** A webhook after an attempt, with what is to be noted of it. */
export interface Attempted {
  readonly webhook: Webhook;
  readonly delivery: Delivery;
  readonly disabling: Disabling | null;
}

const minute = 60_000;
/** How long an event is tried, from its first failure on. */
export const patienceMilliseconds = 72 * 60 * minute;
/** The pause after the first failure, and the longest one; each is twice the one before. */
export const firstPauseMilliseconds = minute;
const pauseMillisecondsMax = 8 * 60 * minute;

/** Whether an event is one of a webhook's: of its types and, where it is about a district, of its district. */
export function isMeantFor({ types, district }: Webhook, event: Pick<LoggedEvent, 'type' | 'district'>): boolean {
  return types.includes(event.type) && (district === null || event.district === null || event.district === district);
}

/** Whether a webhook has to wait before its event is tried again. */
export function isPausing({ trouble }: Webhook, now: number): boolean {
  return trouble !== null && now < Date.parse(trouble.nextAttemptAt);
}

/**
 * A webhook after its next event was sent to it. A success goes on behind it; a failure is tried again after 1, 2, 4 …
 * minutes, at most 8 hours, for the last time when three days are over; then the webhook is disabled and keeps its place.
 */
export function afterAttempt(webhook: Webhook, event: LoggedEvent, outcome: SendOutcome, now: number): Attempted {
  const at = new Date(now).toISOString();
  const { trouble } = webhook;
  const attempts = (trouble?.attempts ?? 0) + 1;
  const since = trouble?.since ?? at;
  const { number, key, type } = event;
  const noted = { number, event: key, type, attempts, firstAttemptAt: since, lastAttemptAt: at, ...outcome };
  const { fault, status } = outcome;
  if (fault === null) {
    const next = { ...webhook, position: number, trouble: null };
    return { webhook: next, delivery: { ...noted, state: 'delivered' }, disabling: null };
  }
  const endsAt = Date.parse(since) + patienceMilliseconds;
  if (now >= endsAt) {
    const disablings = webhook.disablings + 1;
    const disabling = { webhook: webhook.id, number: disablings, at, event: key, failingSince: since, attempts };
    const next: Webhook = { ...webhook, state: 'disabled', trouble: null, disablings };
    return { webhook: next, delivery: { ...noted, state: 'given-up' }, disabling };
  }
  const pause = Math.min(firstPauseMilliseconds * 2 ** (attempts - 1), pauseMillisecondsMax);
  const nextAttemptAt = new Date(Math.min(now + pause, endsAt)).toISOString();
  const next = { ...webhook, trouble: { since, attempts, nextAttemptAt, fault, status } };
  return { webhook: next, delivery: { ...noted, state: 'failing' }, disabling: null };
}

/** A webhook that is to receive again what comes after a place in the log; it never passes over what it has not had. */
export function replayedFrom(webhook: Webhook, position: number): Webhook {
  return { ...webhook, position: Math.min(webhook.position, position), trouble: null };
}
