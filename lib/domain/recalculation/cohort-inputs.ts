import { type Book, inputsOf } from '../book.ts';
import type { Cycle } from '../cycle.ts';
import type { Scheme } from '../scheme.ts';
import type { DistrictInputs } from './recalculate.ts';

/**
 * What a rebuild needs of a cycle's books. Throws unless these are the books of all its districts in the cohort's order:
 * one left out would give every later district its neighbour's values.
 */
export function cohortInputs({ districts }: Cycle, scheme: Scheme, books: readonly Book[]): DistrictInputs[] {
  if (books.length !== districts.length) throw new Error(`${books.length} books of ${districts.length} districts`);
  return books.map(({ head, components }, district) => {
    if (head.district !== districts[district]!.id) throw new Error('the books are not in the cohort’s order');
    return { district, revision: head.revision, inputs: inputsOf(scheme, components) };
  });
}
