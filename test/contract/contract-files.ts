import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contract } from '../../functions/routes.ts';

const root = join(import.meta.dirname, '../..');

/** Where the contract is committed, and what is made of it. */
export const contractFiles = {
  /** The document, as the system serves it. */
  document: join(root, 'functions/contract/openapi.json'),
  /** The document as it was last released: what clients were promised. */
  released: join(root, 'test/contract/openapi.v1.json'),
  /** Types of the document, made by openapi-typescript. */
  types: join(root, 'lib/client/openapi.d.ts'),
} as const;

/** The contract of the routes as they are now, as text to commit. */
export function contractText(): string {
  return `${JSON.stringify(contract().openApi, null, 2)}\n`;
}

/** A committed file. */
export function committed(file: keyof typeof contractFiles): string {
  return readFileSync(contractFiles[file], 'utf8');
}
