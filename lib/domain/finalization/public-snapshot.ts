import { canonicalJson, type JsonLike, keyedDigest } from '../digest.ts';
import type { SchemeDocument } from '../scheme-document.ts';
import { snapshotDigest } from './build-snapshot.ts';
import type { Blocker, SealedComponent, SealedDistrict, Snapshot } from './snapshot.ts';

/** A component as everybody may see it: all that its points rest on, and nothing about persons and files. */
export interface PublicComponent extends Pick<SealedComponent, 'component' | 'target' | 'state' | 'points' | 'place'> {
  /**
   * Whether a claim was made, and whether it was sent back. What was claimed is in the commitment; it is shown where the
   * points of a sealed result rest on it.
   */
  readonly claim: { readonly returned: boolean; readonly value?: string; readonly revision?: number } | null;
  /** Which claim was judged is shown where that claim is. */
  readonly verification: {
    readonly value: string;
    readonly deduction: string | null;
    readonly claimRevision?: number;
  } | null;
  /** Commitment to the sealed claim and verification, whole: revisions, evidence and visit included. */
  readonly commitment: string;
}

/** One district as everybody may see it. */
export interface PublicDistrict
  extends Pick<
    SealedDistrict,
    'district' | 'name' | 'group' | 'coefficients' | 'rank' | 'score' | 'categories' | 'revision' | 'grade' | 'vetoes'
  > {
  readonly components: readonly PublicComponent[];
  /** Commitment to the end of the book's audit chain. */
  readonly auditHeadCommitment: string;
}

/**
 * The public form of a sealed result: every point and rank can be recomputed from it, and nothing personal is in it.
 * Evidence, visits and the ends of the audit chains are in it as salted commitments, so that whoever is shown the full
 * snapshot can check that this one belongs to it, and nobody else can try out guesses.
 */
export interface PublicSnapshot
  extends Pick<
    Snapshot,
    'cycle' | 'year' | 'timeZone' | 'revision' | 'epoch' | 'closingAt' | 'scheme' | 'schemeHash' | 'supersedes'
  > {
  readonly format: 'kaohe-public/1';
  readonly rows: readonly PublicDistrict[];
  readonly evidenceManifestCommitment: string;
  readonly blockers: readonly Pick<Blocker, 'kind' | 'district' | 'component'>[];
  /** SHA-256 of the full snapshot's bytes. */
  readonly snapshotSha256: string;
}

/** The public form of a sealed result, a pure function of it. */
export function publicSnapshot(snapshot: Snapshot): PublicSnapshot {
  const { cycle, year, timeZone, revision, epoch, closingAt, scheme, schemeHash, supersedes } = snapshot;
  const claimed = claimedComponents(scheme);
  return {
    ...{ cycle, year, timeZone, revision, epoch, closingAt, scheme, schemeHash, supersedes },
    format: 'kaohe-public/1',
    rows: snapshot.rows.map((row) => publicDistrict(snapshot.salt, row, claimed)),
    evidenceManifestCommitment: commitment(snapshot.salt, 'evidence-manifest', snapshot.evidenceManifest),
    blockers: snapshot.blockers.map(({ kind, district, component }) => ({ kind, district, component })),
    snapshotSha256: snapshotDigest(snapshot),
  };
}

/** The public form's bytes: canonical JSON, as of the snapshot itself. */
export function publicSnapshotText(form: PublicSnapshot): string {
  return canonicalJson(form);
}

function publicDistrict(salt: string, sealed: SealedDistrict, claimed: ReadonlySet<unknown>): PublicDistrict {
  const { district, name, group, coefficients, rank, score, categories, revision, grade, vetoes } = sealed;
  return {
    ...{ district, name, group, coefficients, rank, score, categories, revision, grade, vetoes },
    components: sealed.components.map((part) => publicComponent(salt, district, part, claimed.has(part.component))),
    auditHeadCommitment: commitment(salt, `${district}/audit-head`, sealed.auditHead),
  };
}

function publicComponent(salt: string, district: string, sealed: SealedComponent, isClaimed: boolean): PublicComponent {
  const { component, target, state, points, place, claim, verification } = sealed;
  return {
    ...{ component, target, state, points, place },
    claim: claim && (isClaimed ? claim : { returned: claim.returned }),
    verification: verification && {
      ...{ value: verification.value, deduction: verification.deduction },
      ...(isClaimed && { claimRevision: verification.claimRevision }),
    },
    commitment: commitment(salt, `${district}/component/${component}`, { claim, verification }),
  };
}

/**
 * The components of which a sealed result counts what was claimed: those that an expression names as `claimed`, and all
 * whose values and points these are computed of. Expressions name components that stand before theirs only.
 */
function claimedComponents({ categories }: SchemeDocument): ReadonlySet<unknown> {
  const parts = categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
  const found = new Set(namedIn(parts, ['claimed']));
  for (const part of parts.reverse())
    if (found.has(part.id)) for (const id of namedIn(part, ['value', 'points'])) found.add(id);
  return found;
}

/**
 * The ids that expressions name by one of these names, however deep. What names a component says nothing else; a band, a
 * rule or a target that has points or a value says more.
 */
function namedIn(settings: unknown, names: readonly string[]): unknown[] {
  if (typeof settings !== 'object' || settings === null) return [];
  const entries = Object.entries(settings);
  return entries.flatMap(([name, inside]) =>
    entries.length === 1 && names.includes(name) ? [inside] : namedIn(inside, names),
  );
}

/**
 * `HMAC(HMAC(salt, place), canonical JSON of the content)`, HMAC-SHA256 with keys as bytes. A place has a key of its
 * own, so that one commitment can be opened to somebody without opening the others.
 */
function commitment<T>(salt: string, place: string, content: JsonLike<T>): string {
  return keyedDigest(keyedDigest(salt, place), canonicalJson(content));
}
