import { canonicalJson, digestOf, type Json, sha256 } from '../../lib/domain/digest.ts';
import { publicSnapshot, publicSnapshotText } from '../../lib/domain/finalization/public-snapshot.ts';
import type { SealedDistrict, Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import type { PlainBook, PlainComponent, PlainDistrict, PlainGrade, PlainInputs, PlainRule } from './plain-scheme.ts';

/** A component without a target, of any kind; what is left out is as a document leaves it out. */
export function component(id: string, rule: PlainRule, more: Partial<PlainComponent> = {}): PlainComponent {
  return { id, fullPoints: '0', target: { kind: 'none' }, rule, ...more };
}

/** A component that is a number for expressions and nothing else. */
export const given = (id: string, more: Partial<PlainComponent> = {}) => component(id, { kind: 'recorded' }, more);

/** Nothing assigned, claimed or found. */
export const blank: PlainInputs = { target: null, claim: null, verification: null };

/** A claim that was found to be so, or to be otherwise. */
export function verified(claim: string, value = claim): PlainInputs {
  return {
    target: null,
    claim: { value: claim, revision: 1, returned: false },
    verification: { value, claimRevision: 1, deduction: null },
  };
}

/** What an assessor recorded without a claim. */
export const recorded = (value: string): PlainInputs => ({
  ...blank,
  verification: { value, claimRevision: 0, deduction: null },
});

/** A component that does not apply to the district. */
export const notApplicable: PlainInputs = { ...blank, target: 'not-applicable' };

/** A district whose claims were found to be so. */
export const districtOf = (values: Readonly<Record<string, string>>): PlainDistrict => ({
  book: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, verified(value)])),
});

/** What a row is to state of one component: points, and where they differ from `verified` and no place, the rest. */
export type Stated =
  | string
  | { readonly points: string; readonly state?: string | undefined; readonly place?: number | null | undefined };

/** A district with its inputs, and what its row is to state: of what is left out, no points. */
export interface HandDistrict extends PlainDistrict {
  readonly stated?: Readonly<Record<string, Stated>>;
  readonly grade?: string | null;
  readonly vetoes?: readonly string[];
}

/** A method of one indicator, and perhaps one on top. */
export interface HandMethod {
  readonly components: readonly PlainComponent[];
  readonly onTop?: readonly PlainComponent[];
  readonly grades?: readonly PlainGrade[];
  readonly rounding?: Rounding;
}

interface Rounding {
  readonly places: number;
  readonly mode: 'half-up' | 'half-even';
}

/** A sealed result as plain JSON that a test may change, the audit file beside it, and the bytes of its public form. */
export interface HandSealed {
  readonly snapshot: Snapshot;
  readonly text: string;
  readonly publicForm: string;
  readonly audit: string;
}

const cycle = 'by-hand';
const name = { zh: '名称', en: 'Name' };

/** Decimal text with at most so many decimals in units of the last. */
function unitsOf(text: string, places: number): number {
  return Math.round(Number(text) * 10 ** places);
}

function textOf(units: number, places: number): string {
  return (units / 10 ** places).toFixed(places);
}

/** Seals what a test states: sums and ranks are added up from the stated points, and nothing else is computed. */
export function sealedByHand(method: HandMethod, districts: readonly HandDistrict[]): HandSealed {
  const { rounding = { places: 2, mode: 'half-up' } } = method;
  const scheme = documentOf({ ...method, rounding });
  const parts = [method.components, method.onTop ?? []];
  const chains = districts.map((district, position) => chainOf(idAt(position), district.book));
  const sums = districts.map((district) =>
    parts.map((of) =>
      of.reduce((sum, { id }) => sum + unitsOf(statedOf(district, id, rounding).points, rounding.places), 0),
    ),
  );
  const totals = sums.map(([main, onTop]) => main! + onTop!);
  const rows = districts.map((district, position): SealedDistrict => {
    const [main, top] = sums[position]!.map((sum) => textOf(sum, rounding.places));
    return {
      ...rowOf(parts.flat(), district, idAt(position), rounding),
      rank: 1 + totals.filter((total) => total > totals[position]!).length,
      score: textOf(totals[position]!, rounding.places),
      categories: { main: main!, ...(method.onTop && { top: top! }) },
      ...{ revision: chains[position]!.revision, auditHead: chains[position]!.auditHead },
    };
  });
  rows.sort((a, b) => a.rank - b.rank || (a.district < b.district ? -1 : 1));
  const snapshot = {
    ...{ format: 'kaohe-snapshot/3', cycle, year: 2019, timeZone: 'Asia/Shanghai', revision: 1, epoch: 1 },
    ...{ closingAt: '2020-01-31T16:00:00.000Z', scheme, schemeHash: digestOf(scheme as Json), rows },
    ...{ evidenceManifest: digestOf([]), blockers: [], supersedes: null, salt: sha256('by hand') },
  } as unknown as Snapshot;
  return {
    snapshot,
    text: canonicalJson(snapshot as unknown as Json),
    publicForm: publicSnapshotText(publicSnapshot(snapshot)),
    audit: chains.flatMap(({ entries }) => entries.map((entry) => `${canonicalJson(entry)}\n`)).join(''),
  };
}

function idAt(position: number): string {
  return `d-${position + 1}`;
}

function statedOf({ stated }: HandDistrict, id: string, { places }: Rounding) {
  const said = stated?.[id] ?? textOf(0, places);
  const { points, state = 'verified', place = null } = typeof said === 'string' ? { points: said } : said;
  return { points, state, place };
}

function documentOf({ components, onTop, grades, rounding }: HandMethod): unknown {
  const maximum = (of: readonly PlainComponent[]) =>
    textOf(
      of.reduce((sum, { fullPoints }) => sum + unitsOf(fullPoints, 4), 0),
      4,
    ).replace(/\.?0+$/, '');
  const category = (id: string, of: readonly PlainComponent[], more: object) => ({
    ...{ id, name, maxPoints: maximum(of), ...more },
    indicators: [
      {
        ...{ id, name, clause: '条文', maxPoints: maximum(of) },
        components: of.map((part) => ({ ...part, name, unit: name, evidence: [], onSite: false })),
      },
    ],
  });
  return {
    ...{ id: 'by-hand', title: name, source: 'made up', maxPoints: maximum(components), rounding },
    ...(grades && { grades: grades.map((grade) => ({ ...grade, name })) }),
    categories: [category('main', components, {}), ...(onTop ? [category('top', onTop, { onTop: true })] : [])],
  };
}

type Outcome = 'rank' | 'score' | 'categories' | 'revision' | 'auditHead';

function rowOf(
  parts: readonly PlainComponent[],
  given: HandDistrict,
  district: string,
  rounding: Rounding,
): Omit<SealedDistrict, Outcome> {
  const { group = null, coefficients, book, grade, vetoes } = given;
  const components = parts.map(({ id, target }) => {
    const inputs = book[id];
    const fixed = target.kind === 'fixed' && inputs?.target !== 'not-applicable' ? target.value : null;
    return {
      ...{ component: id, target: fixed ?? inputs?.target ?? null, claim: inputs?.claim ?? null },
      verification: inputs?.verification ? { ...inputs.verification, evidence: [], onSite: null } : null,
      ...statedOf(given, id, rounding),
    };
  });
  return {
    ...{ district, name, group, components },
    ...(coefficients && { coefficients }),
    ...(grade !== undefined && { grade, vetoes: vetoes ?? [] }),
  } as unknown as Omit<SealedDistrict, Outcome>;
}

/** A chain of as many entries as the claims have revisions; the last one leaves all inputs behind. */
function chainOf(district: string, book: PlainBook) {
  const before = { target: null, claim: null, verification: null };
  const changes = Object.entries(book).map(([component, { target, claim, verification }]) => ({
    ...{ component, before },
    after: { target, claim, verification: verification && { ...verification, evidence: [], onSite: null } },
  }));
  const last = Math.max(1, ...Object.values(book).map(({ claim }) => claim?.revision ?? 1));
  const entries: Json[] = [];
  let previous = 'genesis';
  for (let revision = 1; revision <= last; revision++) {
    const entry = { cycle, district, revision, epoch: 1, changes: revision === last ? changes : [], previous };
    previous = digestOf(entry as unknown as Json);
    entries.push({ ...entry, hash: previous } as unknown as Json);
  }
  return { entries, revision: last, auditHead: previous };
}
