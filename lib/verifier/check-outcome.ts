import { canonical, fingerprint } from './canonical.ts';
import type { Findings } from './findings.ts';
import { unitsText } from './fraction.ts';
import { type Method, partsOf } from './method.ts';
import { type RecountedRow, recount } from './recount.ts';
import type { Counted, CountedRow, Sealed } from './sealed-form.ts';

/** Recounts everything from the inputs and compares it with what every row states: points to ranks and grades, and the order. */
export function checkOutcome(findings: Findings, { scheme, rows }: Counted): void {
  const recounted = recount(scheme, rows);
  recounted.forEach((expected, position) => {
    checkRow(findings, scheme, rows[position]!, expected, `/rows/${position}`);
  });
  const ordered = rows
    .map(({ district }, position) => ({ district, rank: recounted[position]!.rank }))
    .sort((a, b) => a.rank - b.rank || (a.district < b.district ? -1 : 1));
  rows.forEach(({ district }, position) => {
    findings.same('order', `/rows/${position}/district`, null, district, ordered[position]!.district);
  });
}

function checkRow(findings: Findings, method: Method, row: CountedRow, expected: RecountedRow, at: string): void {
  const written = (units: bigint) => unitsText(units, method.rounding.places);
  expected.parts.forEach(({ units, state, place }, index) => {
    const sealed = row.components[index]!;
    const of = `${row.district} ${sealed.component}`;
    const part = `${at}/components/${index}`;
    findings.same('points', `${part}/points`, of, sealed.points, written(units));
    findings.same('states', `${part}/state`, of, sealed.state, state);
    findings.same('places', `${part}/place`, of, sealed.place, place);
  });
  const ids = method.categories.map(({ id }) => id);
  const stated = Object.keys(row.categories).sort().join(' ');
  findings.same('categories', `${at}/categories`, row.district, stated, [...ids].sort().join(' '));
  ids.forEach((id, index) => {
    const points = Object.hasOwn(row.categories, id) ? row.categories[id]! : null;
    findings.same('categories', `${at}/categories/${id}`, row.district, points, written(expected.categories[index]!));
  });
  findings.same('scores', `${at}/score`, row.district, row.score, written(expected.total));
  findings.same('ranks', `${at}/rank`, row.district, row.rank, expected.rank);
  checkGrade(findings, row, expected, at);
}

/** A grade and its vetoes stand where the scheme has grades, and nowhere else. */
function checkGrade(findings: Findings, row: CountedRow, { graded }: RecountedRow, at: string): void {
  const { district, grade, vetoes } = row;
  if (!graded && grade === undefined && vetoes === undefined) return;
  findings.same('grades', `${at}/grade`, district, grade ?? 'nothing', graded?.grade ?? 'nothing');
  findings.same('grades', `${at}/vetoes`, district, listed(vetoes), listed(graded?.vetoes));
}

function listed(ids: readonly string[] | undefined): string {
  return ids ? canonical(ids) : 'nothing';
}

/** The evidence manifest: SHA-256 over the canonical JSON of the sorted list of different evidence hashes. */
export function checkManifest(findings: Findings, { rows, evidenceManifest }: Sealed): void {
  const bound = rows.flatMap(({ components }) =>
    components.flatMap(({ verification }) => verification?.evidence.map(({ sha256 }) => sha256) ?? []),
  );
  findings.count('evidence-manifest', bound.length);
  const expected = fingerprint(canonical([...new Set(bound)].sort()));
  if (evidenceManifest !== expected)
    findings.differ('evidence-manifest', '/evidenceManifest', null, evidenceManifest, expected);
}

/** Open points name districts and components that exist; a correction names the result before it, a first one none. */
export function checkReferences(findings: Findings, { scheme, rows, blockers, revision, supersedes }: Counted): void {
  const districts = new Set(rows.map(({ district }) => district));
  const components = new Set(partsOf(scheme).map(({ part }) => part.id));
  blockers.forEach(({ district, component }, index) => {
    findings.count('blockers');
    if (!districts.has(district)) findings.differ('blockers', `/blockers/${index}/district`, null, district, 'a row');
    if (component !== null && !components.has(component))
      findings.differ('blockers', `/blockers/${index}/component`, district, component, 'a component');
  });
  findings.same(
    'supersedes',
    '/supersedes/revision',
    null,
    supersedes?.revision ?? null,
    revision === 1 ? null : revision - 1,
  );
}
