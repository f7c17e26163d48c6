import { type Book, genesis } from '../../lib/domain/book.ts';
import { firstHead } from '../../lib/domain/cycle.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { buildSnapshot, salted } from '../../lib/domain/finalization/build-snapshot.ts';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { type AnyCohort, readByProduct } from './any-cohort.ts';
import { componentsFrom } from './cohort.ts';
import type { PlainDocument } from './drawn-schemes.ts';
import { examples } from './example-vectors.ts';
import { plainDistrict } from './judge-example.ts';
import type { PlainBook } from './plain-scheme.ts';
import { districtIds, sampleCycle } from './sample-cycle.ts';

/** The last revision of every book that anybody has written in. */
const last = 2;

/** A cohort as it is sealed by the product, with chains of which nothing but their ends is known. */
export function sealedCohort({
  scheme,
  districts,
  cohort,
}: Pick<AnyCohort, 'scheme' | 'districts' | 'cohort'>): Snapshot {
  const ids = districtIds(districts.length);
  const of = districts.map(({ name, group, coefficients }, at) => ({ id: ids[at]!, name, group, coefficients }));
  const cycle = { ...sampleCycle('2019'), scheme: scheme.id, schemeHash: scheme.hash, districts: of };
  const books = cohort.map(({ book }, at): Book => {
    const isWritten = Object.keys(book).length > 0;
    const end = { revision: isWritten ? last : 0, auditHead: isWritten ? sha256(ids[at]!) : genesis };
    return { head: { ...firstHead(cycle, ids[at]!), ...end }, components: componentsFrom(writable(book)) };
  });
  return salted(buildSnapshot({ cycle, scheme, books, blockers: [] }), sha256('the installation'));
}

/** A drawn book as one that can have been written: what was judged is a claim made by then, and that one isn't sent back. */
function writable(book: PlainBook): PlainBook {
  const parts = Object.entries(book).map(([id, { target, claim, verification }]) => {
    if (!claim || !verification) return [id, { target, claim, verification }] as const;
    const claimRevision = Math.min(claim.revision, verification.claimRevision);
    const returned = claim.returned && claimRevision < claim.revision;
    return [id, { target, claim: { ...claim, returned }, verification: { ...verification, claimRevision } }] as const;
  });
  return Object.fromEntries(parts);
}

/** The year of an example scheme, its first vector, sealed: districts in the vector's order. */
export function sealedExample(id: string): Snapshot {
  const { document, vectors } = examples.find((example) => example.id === id)!;
  const [year] = vectors;
  const cohort = year!.districts.map((district) => plainDistrict(year!, district));
  return sealedCohort({ cohort, ...readByProduct(document as PlainDocument, cohort) });
}
