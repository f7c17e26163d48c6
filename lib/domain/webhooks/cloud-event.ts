import type { SentEvent } from '../../../events/index.ts';

/** An event in the structured JSON of CloudEvents 1.0, as webhooks receive it. `source` and `id` together name it. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** The district that the event is about; absent where it is about a whole cycle, or about none. */
  readonly subject?: string;
  readonly data: SentEvent['data'];
}

/** The name of an event's type and version: `kaohe.ClaimSubmitted.v1`. */
export function cloudEventType({ type, version }: { readonly type: string; readonly version: number }): string {
  return `kaohe.${type}.v${version}`;
}

/** What names an event among all: type and id, `ClaimSubmitted/2019/east/7`. The same however often it is sent. */
export function eventKey({ type, id }: Pick<SentEvent, 'type' | 'id'>): string {
  return `${type}/${id}`;
}

/** The district that an event is about; `null` where it is about a whole cycle, or about none. */
export function districtOf({ data }: SentEvent): string | null {
  return 'district' in data ? data.district : null;
}

/** An event as a webhook receives it; the same text from the same event, key by key. */
export function cloudEventOf(event: SentEvent): CloudEvent {
  const district = districtOf(event);
  return {
    specversion: '1.0',
    id: eventKey(event),
    source: 'cycle' in event.data ? `/cycles/${event.data.cycle}` : `/webhooks/${event.data.webhook}`,
    type: cloudEventType(event),
    time: event.at,
    datacontenttype: 'application/json',
    ...(district !== null && { subject: district }),
    data: event.data,
  };
}
