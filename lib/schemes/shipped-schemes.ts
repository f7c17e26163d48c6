import { schemeSchema } from '../domain/scheme-document.ts';
import eastWest70 from './east-west-70.json' with { type: 'json' };

/** Scheme documents that ship with the product: there without being loaded, and as immutable as loaded ones. */
export const shippedSchemes = [schemeSchema.parse(eastWest70)];
