import type { ComponentState } from '../book.ts';
import type { EvidenceBinding, OnSiteVisit } from '../evidence.ts';
import type { SchemeDocument } from '../scheme-document.ts';
import type { Text } from '../text.ts';

/** A component of a sealed book: what was claimed, what was found, on which files, and the points that follow. */
export interface SealedComponent {
  readonly component: string;
  /**
   * The target in force: of a component whose target the scheme fixes, the scheme's; `null` where none is assigned;
   * `not-applicable` where the component does not apply to the district.
   */
  readonly target: string | null;
  readonly claim: { readonly value: string; readonly revision: number; readonly returned: boolean } | null;
  readonly verification: {
    readonly value: string;
    /** The claim that was judged; 0 of what an assessor recorded without one. */
    readonly claimRevision: number;
    readonly deduction: string | null;
    readonly evidence: readonly EvidenceBinding[];
    readonly onSite: OnSiteVisit | null;
  } | null;
  readonly state: ComponentState;
  readonly points: string;
  readonly place: number | null;
}

/** One district of a sealed result, on the verified basis. */
export interface SealedDistrict {
  readonly district: string;
  readonly name: Text;
  readonly group: string | null;
  /** The district's numbers that the scheme's expressions take, by name; left out where it was given none. */
  readonly coefficients?: Readonly<Record<string, string>> | undefined;
  readonly rank: number;
  readonly score: string;
  /** Points by category id. */
  readonly categories: Readonly<Record<string, string>>;
  /** In scheme order. */
  readonly components: readonly SealedComponent[];
  /** The book's revision and the end of its audit chain when its gates closed. */
  readonly revision: number;
  readonly auditHead: string;
  /** In a scheme with grades the district's, and the components whose vetoes lowered it; left out in all others. */
  readonly grade?: string | undefined;
  readonly vetoes?: readonly string[] | undefined;
}

/** Why a result could not be final yet, or what was passed over when it was sealed. */
export const blockerKinds = [
  'claim-unverified',
  'claim-returned',
  'target-missing',
  'deduction-undecided',
  'evidence-pending',
  'verification-stale',
] as const;

/** The kind of an open point. */
export type BlockerKind = (typeof blockerKinds)[number];

/** One open point of a district: of a component, or of a file. */
export interface Blocker {
  readonly kind: BlockerKind;
  readonly district: string;
  /** `null` where it is a file that is open. */
  readonly component: string | null;
  /** The file's id; `null` where it is a component that is open. */
  readonly evidence: string | null;
}

/** An open point as results held it up to `kaohe-snapshot/2`: a path of the interface of that time ended in the file's id. */
export type EarlierBlocker = Omit<Blocker, 'evidence'> & { readonly link: string };

/** An open point of a sealed result, whenever it was sealed. */
export function openPointOf(sealed: Blocker | EarlierBlocker): Blocker {
  if (!('link' in sealed)) return sealed;
  const { link, ...point } = sealed;
  return { ...point, evidence: point.component === null ? link.slice(link.lastIndexOf('/') + 1) : null };
}

/**
 * A sealed result, whole: everything that points and ranks rest on. Its bytes are canonical JSON and a pure function
 * of committed data, so that sealing it twice gives the same digest.
 */
export interface Snapshot {
  /** What is sealed now is `/3`; before it open points were linked, and in `/1` there was no salt either. */
  readonly format: 'kaohe-snapshot/3' | 'kaohe-snapshot/2' | 'kaohe-snapshot/1';
  readonly cycle: string;
  readonly year: number;
  readonly timeZone: string;
  readonly revision: number;
  readonly epoch: number;
  /** When the cycle went into closing: recorded once, never "now". */
  readonly closingAt: string;
  readonly scheme: SchemeDocument;
  readonly schemeHash: string;
  /** By rank, then by district id in code-unit order. */
  readonly rows: readonly SealedDistrict[];
  /**
   * `sha256(canonicalJson(list))` over the SHA-256 texts of all evidence that verifications of these rows rest on:
   * each different hash once, sorted in code-unit order; of no evidence the list is `[]`.
   */
  readonly evidenceManifest: string;
  /** Open points that the cycle's rule let pass. */
  readonly blockers: readonly (Blocker | EarlierBlocker)[];
  /** The sealed result that this one corrects, the revision before it; `null` for revision 1 only. */
  readonly supersedes: { readonly revision: number; readonly sha256: string } | null;
  /**
   * 256 random bits in hex, from which the keys of the commitments in the public form are made. It also keeps the digest
   * of this snapshot, which is published, from telling a guess at what is in it.
   */
  readonly salt: string;
}

/** A snapshot before it is salted: what a preview shows the digest of. */
export type UnsaltedSnapshot = Omit<Snapshot, 'salt'>;

/** Whether a result has a public form: those sealed before there was a salt have none [T 40]. */
export function hasPublicForm({ salt }: Partial<Pick<Snapshot, 'salt'>>): boolean {
  return salt !== undefined;
}
