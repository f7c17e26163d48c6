import { method, partsOf } from '../../lib/verifier/method.ts';
import { recount } from '../../lib/verifier/recount.ts';
import type { CountedPart } from '../../lib/verifier/sealed-form.ts';
import type { PlainRounding } from './exact-fraction.ts';
import { judge } from './exact-oracle.ts';
import type { ExampleDocument, ExampleResult, ExampleVector, GivenExample } from './example-vectors.ts';
import type { PlainDistrict, PlainInputs } from './plain-scheme.ts';

/** The part of a vector that is given. */
export type ExampleCohort = Pick<ExampleVector, 'districts' | 'groups' | 'coefficients' | 'inputs'>;

/** Inputs as a book holds them: a claim is of revision 1, and so is what judged it. */
export function plainInputs({ target, claim, verification, record }: GivenExample): PlainInputs {
  const said = typeof claim === 'string' ? { value: claim, returned: false } : claim;
  const found = typeof verification === 'string' ? { value: verification, deduction: null } : verification;
  const recorded = record === undefined ? null : { value: record, deduction: null, claimRevision: 0 };
  return {
    target: target ?? null,
    claim: said ? { ...said, revision: 1 } : null,
    verification: found ? { ...found, claimRevision: 1 } : recorded,
  };
}

/** A district of a vector with all its inputs. */
export function plainDistrict({ inputs, groups, coefficients }: ExampleCohort, id: string): PlainDistrict {
  const given = Object.entries(inputs).flatMap(([component, by]) => (by[id] ? [[component, by[id]] as const] : []));
  return {
    group: groups?.[id] ?? null,
    coefficients: coefficients?.[id] ?? {},
    book: Object.fromEntries(given.map(([component, part]) => [component, plainInputs(part)])),
  };
}

/** Units of the scheme's last place as text. */
function shown(units: bigint, { places }: PlainRounding): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0n ? `-${text}` : text;
}

/** What was computed of one district, points in units. */
interface Computed {
  readonly parts: Readonly<Record<string, { points: bigint; state: string; place: number | null }>>;
  readonly categories: readonly bigint[];
  readonly total: bigint;
  readonly rank: number;
  readonly grade: string | null;
  readonly vetoes: readonly string[];
}

/** The ranks within groups are for the ranking to say. */
type Judged = Omit<ExampleResult, 'groupRanks'>;

/** The words of a vector for what was computed. */
export function resultOf(scheme: ExampleDocument, districts: readonly string[], computed: readonly Computed[]): Judged {
  const parts = scheme.categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
  const byDistrict = <Value>(of: (district: Computed) => Value) =>
    Object.fromEntries(districts.map((id, at) => [id, of(computed[at]!)] as const));
  const byComponent = <Value>(of: (part: Computed['parts'][string]) => Value) =>
    Object.fromEntries(parts.map(({ id }) => [id, byDistrict((own) => of(own.parts[id]!))] as const));
  const points = (units: bigint) => shown(units, scheme.rounding);
  return {
    points: byComponent((part) => points(part.points)),
    states: byComponent(({ state }) => state),
    places: byComponent(({ place }) => place),
    categories: Object.fromEntries(
      scheme.categories.map(({ id }, category) => [id, byDistrict((own) => points(own.categories[category]!))]),
    ),
    totals: byDistrict(({ total }) => points(total)),
    ranks: byDistrict(({ rank }) => rank),
    grades: byDistrict(({ grade }) => grade),
    vetoes: byDistrict(({ vetoes }) => vetoes),
  };
}

/** What the tests' own fractions make of a cohort. */
export function judgedByFractions(
  scheme: ExampleDocument,
  cohort: ExampleCohort,
  basis: 'claimed' | 'verified',
): Judged {
  const result = judge(
    scheme,
    cohort.districts.map((id) => plainDistrict(cohort, id)),
  )[basis];
  const computed = cohort.districts.map((_, at) => ({
    parts: result.components[at]!,
    categories: result.categories[at]!,
    total: result.totals[at]!,
    rank: result.ranks[at]!,
    grade: result.grades[at]!,
    vetoes: result.vetoes[at]!,
  }));
  return resultOf(scheme, cohort.districts, computed);
}

/** What the verifier makes of it, on the verified basis. */
export function judgedByVerifier(scheme: ExampleDocument, cohort: ExampleCohort): Judged {
  const read = method.parse(scheme);
  const ids = partsOf(read).map(({ part }) => part.id);
  const rows = cohort.districts.map((id) => {
    const { group = null, coefficients, book } = plainDistrict(cohort, id);
    const part = (component: string) => ({
      component,
      target: null,
      claim: null,
      verification: null,
      ...book[component],
    });
    return { district: id, group, coefficients, components: ids.map(part) as unknown as CountedPart[] };
  });
  const computed = recount(read, rows as never).map(({ parts, categories, total, rank, graded }) => ({
    parts: Object.fromEntries(
      parts.map(({ units, state, place }, index) => [ids[index]!, { points: units, state, place }]),
    ),
    ...{ categories, total, rank },
    ...{ grade: graded?.grade ?? null, vetoes: graded?.vetoes ?? [] },
  }));
  return resultOf(scheme, cohort.districts, computed);
}
