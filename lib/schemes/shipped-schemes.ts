import type { SchemeDocument } from '../domain/scheme-document.ts';
import eastWest70 from './east-west-70.json' with { type: 'json' };

/**
 * Scheme documents that ship with the product: there without being loaded, and as immutable as loaded ones. They are not
 * checked again at every cold start: a test holds each against the schema.
 */
export const shippedSchemes = [eastWest70 as unknown as SchemeDocument];
