import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Text } from '../../lib/domain/text.ts';
import type { Slug } from './refusal-slugs.ts';

/** An example as OpenAPI has it. */
export interface Example {
  readonly summary: string;
  readonly value: unknown;
}

/** Examples by their names. */
export type Examples = Readonly<Record<string, Example>>;

/** What was asked of an operation and what it answered. */
export interface OperationExamples {
  /** A value for each parameter of path and query. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly bodies: Examples;
  /** By status. */
  readonly replies: Readonly<Partial<Record<string, Examples>>>;
}

/** Requests and answers of a year in memory, as they were: nobody writes an answer by hand. */
export interface RecordedExamples {
  readonly operations: Readonly<Partial<Record<string, OperationExamples>>>;
  /** A problem document in each language. */
  readonly refusals: Readonly<Partial<Record<Slug, Readonly<Record<keyof Text, unknown>>>>>;
}

/** The recording that is committed. Read where a document is made, which no deployed function does. */
export function recordedExamples(): RecordedExamples {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'examples.json'), 'utf8'));
}
