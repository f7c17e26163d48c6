import type { StreamFilter } from './trigger.ts';

/** A value of a filter pattern: equal to the text, or beginning with the prefix. */
export type PatternValue = string | { readonly prefix: string };

/** A filter as an event source mapping takes it: a record passes if every field equals one of its values. */
export interface StreamFilterPattern {
  readonly eventName: readonly PatternValue[];
  readonly dynamodb: { readonly Keys: { readonly sk: { readonly S: readonly PatternValue[] } } };
}

/** The event source mapping's pattern of a filter; the stack deploys it and the local run evaluates the very same. */
export function toEventPattern(filter: StreamFilter): StreamFilterPattern {
  return { eventName: filter.eventName, dynamodb: { Keys: { sk: { S: filter.sk } } } };
}
