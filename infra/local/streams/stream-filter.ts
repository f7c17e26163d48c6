import type { DynamoDBRecord } from 'aws-lambda';
import type { StreamFilter } from '../../../functions/triggers/trigger.ts';
import { type PatternValue, toEventPattern } from '../../../functions/triggers/trigger.ts';

/** Whether an event source mapping with these filters would pass the record: one matching filter is enough, none passes all. */
export function matchesFilter(record: DynamoDBRecord, filters: readonly StreamFilter[]): boolean {
  return filters.length === 0 || filters.some((filter) => matchesPattern(record, toEventPattern(filter)));
}

/** A list holds the allowed values of a leaf; an object names fields that must all match. */
function matchesPattern(actual: unknown, pattern: object): boolean {
  if (Array.isArray(pattern)) return pattern.some((value) => matchesValue(actual, value));
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(pattern).every(([field, expected]) =>
    matchesPattern((actual as Record<string, unknown>)[field], expected),
  );
}

function matchesValue(actual: unknown, value: PatternValue): boolean {
  return typeof value === 'string' ? actual === value : typeof actual === 'string' && actual.startsWith(value.prefix);
}
