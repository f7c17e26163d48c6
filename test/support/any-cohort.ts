import fc from 'fast-check';
import type { DistrictInputs } from '../../lib/domain/recalculation/recalculate.ts';
import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import type { CohortDistrict } from '../../lib/domain/scoring/settled-cohort.ts';
import { inputsFrom } from './cohort.ts';
import { cohortOf } from './drawn-cohorts.ts';
import { anyScheme, type PlainDocument } from './drawn-schemes.ts';
import type { PlainDistrict } from './plain-scheme.ts';

/** A method of any kind and a cohort for it: as they are written, and as the product reads them. */
export interface AnyCohort {
  readonly document: PlainDocument;
  readonly cohort: readonly PlainDistrict[];
  readonly scheme: Scheme;
  readonly districts: readonly CohortDistrict[];
  readonly books: readonly DistrictInputs[];
}

export const anyCohort: fc.Arbitrary<AnyCohort> = anyScheme
  .chain((document) => fc.record({ document: fc.constant(document), cohort: cohortOf(document) }))
  .map(({ document, cohort }) => ({ document, cohort, ...readByProduct(document, cohort) }));

/** The scheme compiled, and each district's book as scoring reads it. */
export function readByProduct(document: PlainDocument, cohort: readonly PlainDistrict[]) {
  const scheme = compileScheme(schemeSchema().parse(document));
  const districts = cohort.map(({ group = null, coefficients }, at): CohortDistrict => {
    return { name: { zh: `第${at}区`, en: `District ${at}` }, group, coefficients };
  });
  const books = cohort.map(({ book, coefficients }, district): DistrictInputs => {
    // Nobody has written in a book without components.
    const revision = Object.keys(book).length === 0 ? 0 : 1;
    return { district, revision, inputs: inputsFrom(scheme, book), coefficients };
  });
  return { scheme, districts, books };
}
