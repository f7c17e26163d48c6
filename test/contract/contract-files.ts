import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../../functions/contract/openapi-document.ts';
import { routes } from '../../functions/routes.ts';
import { recordExamples } from './examples/record-examples.ts';

const root = join(import.meta.dirname, '../..');

/** Where the contract is committed, and what is made of it. */
export const contractFiles = {
  /** The document, as the system serves it. */
  document: join(root, 'functions/contract/openapi.json'),
  /** What the examples in it were recorded of. */
  examples: join(root, 'functions/contract/examples.json'),
  /** The document as it was last released: what clients were promised. */
  released: join(root, 'test/contract/openapi.v1.json'),
  /** Types of the document, made by openapi-typescript. */
  types: join(root, 'lib/client/openapi.d.ts'),
} as const;

/** The contract of the routes as they are now, as text to commit. */
export function contractText(): string {
  return `${JSON.stringify(openApiDocument(routes), null, 2)}\n`;
}

/** The year of the examples as it runs now, as text to commit. */
export async function examplesText(): Promise<string> {
  return `${JSON.stringify(await recordExamples(), null, 1)}\n`;
}

/** A committed file. */
export function committed(file: keyof typeof contractFiles): string {
  return readFileSync(contractFiles[file], 'utf8');
}
