import { canonicalJson, type JsonLike, keyedDigest } from '../digest.ts';
import { snapshotDigest } from './build-snapshot.ts';
import type { Blocker, SealedComponent, SealedDistrict, Snapshot } from './snapshot.ts';

/** A component as everybody may see it: all that its points rest on, and nothing about persons and files. */
export interface PublicComponent extends Pick<SealedComponent, 'component' | 'target' | 'state' | 'points' | 'place'> {
  /** Whether a claim was made, and whether it was sent back; what was claimed is in the commitment. */
  readonly claim: { readonly returned: boolean } | null;
  readonly verification: { readonly value: string; readonly deduction: string | null } | null;
  /** Commitment to the sealed claim and verification, whole: revisions, evidence and visit included. */
  readonly commitment: string;
}

/** One district as everybody may see it. */
export interface PublicDistrict
  extends Pick<SealedDistrict, 'district' | 'name' | 'group' | 'rank' | 'score' | 'categories' | 'revision'> {
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
  return {
    ...{ cycle, year, timeZone, revision, epoch, closingAt, scheme, schemeHash, supersedes },
    format: 'kaohe-public/1',
    rows: snapshot.rows.map((row) => publicDistrict(snapshot.salt, row)),
    evidenceManifestCommitment: commitment(snapshot.salt, 'evidence-manifest', snapshot.evidenceManifest),
    blockers: snapshot.blockers.map(({ kind, district, component }) => ({ kind, district, component })),
    snapshotSha256: snapshotDigest(snapshot),
  };
}

/** The public form's bytes: canonical JSON, as of the snapshot itself. */
export function publicSnapshotText(form: PublicSnapshot): string {
  return canonicalJson(form);
}

function publicDistrict(salt: string, sealed: SealedDistrict): PublicDistrict {
  const { district, name, group, rank, score, categories, revision, auditHead } = sealed;
  return {
    ...{ district, name, group, rank, score, categories, revision },
    components: sealed.components.map((part) => publicComponent(salt, district, part)),
    auditHeadCommitment: commitment(salt, `${district}/audit-head`, auditHead),
  };
}

function publicComponent(salt: string, district: string, sealed: SealedComponent): PublicComponent {
  const { component, target, state, points, place, claim, verification } = sealed;
  return {
    ...{ component, target, state, points, place },
    claim: claim && { returned: claim.returned },
    verification: verification && { value: verification.value, deduction: verification.deduction },
    commitment: commitment(salt, `${district}/component/${component}`, { claim, verification }),
  };
}

/**
 * `HMAC(HMAC(salt, place), canonical JSON of the content)`, HMAC-SHA256 with keys as bytes. A place has a key of its
 * own, so that one commitment can be opened to somebody without opening the others.
 */
function commitment<T>(salt: string, place: string, content: JsonLike<T>): string {
  return keyedDigest(keyedDigest(salt, place), canonicalJson(content));
}
