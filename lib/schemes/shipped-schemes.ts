import type { SchemeDocument, ShippedScheme } from '../domain/scheme-document.ts';

/**
 * Schemes that ship with the product: there without being loaded by anybody, and as immutable as those that are. They are
 * read when they are first asked for, since many functions never are, and not checked again: a test holds each against
 * the schema.
 */
export const shippedSchemes: readonly ShippedScheme[] = [
  {
    id: 'east-west-70',
    load: async () => {
      const { default: document } = await import('./east-west-70.json', { with: { type: 'json' } });
      return document as unknown as SchemeDocument;
    },
  },
];
