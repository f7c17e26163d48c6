import { type BookComponent, type BookInputs, blankComponent, inputsOf } from '../../lib/domain/book.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { CohortDistrict } from '../../lib/domain/scoring/settled-cohort.ts';

/** What a test says of one component of one district; a bare value stands for claim revision 1. */
export interface GivenComponent {
  readonly target?: string | null;
  readonly claim?: string | { readonly value: string; readonly revision?: number; readonly returned?: boolean } | null;
  readonly verification?:
    | string
    | { readonly value: string; readonly claimRevision?: number; readonly deduction?: string | null }
    | null;
}

/** One district's components by id. */
export type GivenBook = Readonly<Record<string, GivenComponent>>;

/** The scoring inputs of one district, by the way that the product itself reads a book. */
export function inputsFrom(scheme: Scheme, given: GivenBook): BookInputs {
  return inputsOf(scheme, componentsFrom(given));
}

/** The components of a book that was written like this. */
export function componentsFrom(given: GivenBook): Map<string, BookComponent> {
  return new Map(Object.entries(given).map(([id, part]) => [id, bookComponent(id, part)]));
}

function bookComponent(id: string, { target, claim, verification }: GivenComponent): BookComponent {
  const said = typeof claim === 'string' ? { value: claim } : claim;
  const found = typeof verification === 'string' ? { value: verification } : verification;
  const judgement = { claimRevision: 1, deduction: null, target: null, evidence: [], onSite: null, reason: 'seen' };
  const by = { at: '2019-11-01T00:00:00.000Z', by: 'somebody' };
  return {
    ...blankComponent(id),
    target: target ?? null,
    claim: said ? { revision: 1, returned: false, evidence: [], note: null, ...by, ...said } : null,
    verification: found ? { ...judgement, ...by, ...found } : null,
  };
}

/** So many districts without a group, about whom nothing matters. */
export function anyDistricts(size: number): CohortDistrict[] {
  return Array.from({ length: size }, (_, at) => ({ name: { zh: `第${at}区`, en: `District ${at}` }, group: null }));
}
