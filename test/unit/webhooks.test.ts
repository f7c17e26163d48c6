import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../events/index.ts';
import claimSubmitted from '../../events/samples/claim-submitted-v1.json' with { type: 'json' };
import rankingChanged from '../../events/samples/ranking-changed-v1.json' with { type: 'json' };
import { eventOfDisabling } from '../../lib/domain/published-events.ts';
import { cloudEventOf } from '../../lib/domain/webhooks/cloud-event.ts';
import {
  afterAttempt,
  isMeantFor,
  isPausing,
  type LoggedEvent,
  replayedFrom,
  type Webhook,
} from '../../lib/domain/webhooks/webhook.ts';
import { sampleWebhook } from '../support/sample-webhook.ts';

const start = Date.parse('2019-11-05T00:00:00.000Z');
const hour = 3_600_000;
const event: LoggedEvent = {
  ...{ number: 8, key: 'ClaimSubmitted/2019/east/2', type: 'ClaimSubmitted', district: 'east' },
  ...{ loggedAt: '2019-11-05T00:00:00.000Z', body: '{}' },
};
const taken = { fault: null, status: 204 } as const;
const refused = { fault: 'not-accepted', status: 500 } as const;

describe('an event is meant for a webhook', () => {
  const of = (more: Partial<Webhook>, district: string | null) =>
    isMeantFor(sampleWebhook(more), { type: 'ClaimSubmitted', district });

  it('of its types, and for no district in particular of every one', () => {
    expect(of({ types: ['ClaimSubmitted', 'TargetsSet'] }, 'east')).toBe(true);
    expect(of({ types: ['TargetsSet'] }, 'east')).toBe(false);
  });

  it('of its district, or of a whole cycle', () => {
    const types = ['ClaimSubmitted'] as const;
    expect(of({ types, district: 'east' }, 'east')).toBe(true);
    expect(of({ types, district: 'west' }, 'east')).toBe(false);
    expect(of({ types, district: 'east' }, null)).toBe(true);
  });
});

it('without trouble waits for nothing, and with it for its next attempt', () => {
  expect(isPausing(sampleWebhook(), start)).toBe(false);
  const { webhook } = afterAttempt(sampleWebhook(), event, refused, start);
  expect([isPausing(webhook, start), isPausing(webhook, start + hour)]).toEqual([true, false]);
});

describe('a webhook whose event was taken', () => {
  it('goes on behind it, without its trouble', () => {
    const trouble = afterAttempt(sampleWebhook({ position: 7 }), event, refused, start).webhook;
    const { webhook, delivery, disabling } = afterAttempt(trouble, event, taken, start + hour);
    expect(webhook).toMatchObject({ position: 8, trouble: null, state: 'active' });
    expect(delivery).toEqual({
      ...{ number: 8, event: event.key, type: 'ClaimSubmitted', state: 'delivered', attempts: 2, fault: null },
      ...{ status: 204, firstAttemptAt: '2019-11-05T00:00:00.000Z', lastAttemptAt: '2019-11-05T01:00:00.000Z' },
    });
    expect(disabling).toBeNull();
  });
});

describe('a webhook whose event is not taken', () => {
  /** Tries whenever the pause is over, until the webhook is disabled: how many minutes after the first each try was. */
  function tries() {
    const minutes: number[] = [];
    let webhook = sampleWebhook({ position: 7 });
    for (let now = start; ; ) {
      minutes.push((now - start) / 60_000);
      const after = afterAttempt(webhook, event, refused, now);
      if (after.disabling) return { minutes, after };
      webhook = after.webhook;
      expect(after.delivery).toMatchObject({ state: 'failing', attempts: minutes.length, status: 500 });
      expect(webhook.position).toBe(7);
      now = Date.parse(webhook.trouble!.nextAttemptAt);
      expect([isPausing(webhook, now - 1), isPausing(webhook, now)]).toEqual([true, false]);
    }
  }

  it('is tried again after twice the pause before, at most eight hours, for the last time after three days', () => {
    const { minutes } = tries();
    expect(minutes.slice(0, 10)).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511]);
    expect(minutes.slice(10, 13)).toEqual([991, 1471, 1951]);
    expect(minutes.at(-1)).toBe(72 * 60);
    expect(minutes).toHaveLength(18);
  });

  it('is disabled then, in its place, and it is told since when and for which event', () => {
    const { webhook, delivery, disabling } = tries().after;
    expect(webhook).toMatchObject({ state: 'disabled', position: 7, trouble: null, disablings: 1 });
    expect(delivery).toMatchObject({ state: 'given-up', attempts: 18 });
    expect(disabling).toEqual({
      ...{ webhook: 'portal', number: 1, at: '2019-11-08T00:00:00.000Z', event: event.key, attempts: 18 },
      failingSince: '2019-11-05T00:00:00.000Z',
    });
  });

  it('is not disabled a millisecond before, whenever it is tried', () => {
    const { webhook } = afterAttempt(sampleWebhook(), event, refused, start);
    expect(afterAttempt(webhook, event, refused, start + 72 * hour - 1).disabling).toBeNull();
    expect(afterAttempt(webhook, event, refused, start + 72 * hour).disabling).not.toBeNull();
  });
});

describe('a replay', () => {
  it('goes back to a place, and never on over what has not been had', () => {
    const webhook = afterAttempt(sampleWebhook({ position: 7 }), event, refused, start).webhook;
    expect(replayedFrom(webhook, 3)).toMatchObject({ position: 3, trouble: null });
    expect(replayedFrom(webhook, 20)).toMatchObject({ position: 7, trouble: null });
  });
});

describe('the body that a webhook receives', () => {
  it('is the event as CloudEvents 1.0 has it, about its district', () => {
    const event = parseEvent(claimSubmitted);
    expect(cloudEventOf(event)).toEqual({
      specversion: '1.0',
      id: `ClaimSubmitted/${claimSubmitted.id}`,
      source: `/cycles/${claimSubmitted.data.cycle}`,
      type: 'kaohe.ClaimSubmitted.v1',
      time: claimSubmitted.at,
      datacontenttype: 'application/json',
      subject: claimSubmitted.data.district,
      data: claimSubmitted.data,
    });
  });

  it('names no district where it is about a whole cycle', () => {
    const { source, ...told } = cloudEventOf(parseEvent(rankingChanged));
    expect(source).toBe(`/cycles/${rankingChanged.data.cycle}`);
    expect(told).not.toHaveProperty('subject');
  });

  it('of a webhook that was disabled names the webhook, and each time is another event', () => {
    const failure = { event: 'ClaimSubmitted/2019/east/7', failingSince: '2019-11-05T00:00:00.000Z', attempts: 16 };
    const disabling = { webhook: 'portal', number: 2, at: '2019-11-08T00:00:00.000Z', ...failure };
    const event = eventOfDisabling(disabling);
    expect(parseEvent(event)).toEqual({
      type: 'WebhookDisabled',
      version: 1,
      id: 'portal/disabled/2',
      at: disabling.at,
      data: { webhook: 'portal', ...failure },
    });
    const { source, id, ...told } = cloudEventOf(event);
    expect([source, id]).toEqual(['/webhooks/portal', 'WebhookDisabled/portal/disabled/2']);
    expect(told).not.toHaveProperty('subject');
  });
});
