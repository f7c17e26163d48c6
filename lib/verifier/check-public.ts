import { createHmac } from 'node:crypto';
import { canonical } from './canonical.ts';
import type { Findings } from './findings.ts';
import { claimedParts } from './method.ts';
import type { PublicForm, Sealed, SealedPart, SealedRow } from './sealed-form.ts';

/**
 * Checks that a public form belongs to this very snapshot: it shows the same inputs and outcome, names the snapshot's
 * digest, and its commitments open to what the snapshot holds. A snapshot without a salt has no public form.
 */
export function checkPublic(findings: Findings, sealed: Sealed, snapshotSha256: string, form: PublicForm): void {
  if (!('salt' in sealed)) {
    findings.differ('public-form', 'public', null, 'a public form', 'none: this snapshot has no salt');
    return;
  }
  const expected = publicFormOf(sealed, snapshotSha256, (place, content) => committed(sealed.salt, place, content));
  compare(findings, form, expected, '');
}

/** Compares two values part by part, so that a difference is named by its place. */
function compare(findings: Findings, stated: unknown, expected: unknown, at: string): void {
  const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;
  if (!isBranch(stated) || !isBranch(expected)) {
    findings.count('public-form');
    if (stated !== expected) findings.differ('public-form', `public:${at || '/'}`, null, stated, expected);
    return;
  }
  const keys = new Set([...Object.keys(stated), ...Object.keys(expected)]);
  for (const key of keys) compare(findings, Reflect.get(stated, key), Reflect.get(expected, key), `${at}/${key}`);
}

type Commit = (place: string, content: unknown) => string;

/** What the public form must be; the scheme is left to its hash, of which the form as read holds only a part. */
function publicFormOf(sealed: Sealed, snapshotSha256: string, commit: Commit): PublicForm {
  const { cycle, year, timeZone, revision, epoch, closingAt, scheme, schemeHash, supersedes } = sealed;
  const claimed = claimedParts(scheme);
  return {
    format: 'kaohe-public/1',
    ...{ cycle, year, timeZone, revision, epoch, closingAt, scheme, schemeHash, supersedes },
    rows: sealed.rows.map((row) => publicRow(row, claimed, commit)),
    evidenceManifestCommitment: commit('evidence-manifest', sealed.evidenceManifest),
    blockers: sealed.blockers.map(({ kind, district, component }) => ({ kind, district, component })),
    snapshotSha256,
  };
}

function publicRow(
  { auditHead, components, ...ranked }: SealedRow,
  claimed: ReadonlySet<string>,
  commit: Commit,
): PublicForm['rows'][number] {
  const { district } = ranked;
  return {
    ...ranked,
    components: components.map((part) =>
      publicPart(part, claimed.has(part.component), (content) => commit(placeOf(district, part), content)),
    ),
    auditHeadCommitment: commit(`${district}/audit-head`, auditHead),
  };
}

function placeOf(district: string, { component }: SealedPart): string {
  return `${district}/component/${component}`;
}

/** Of a component whose claims count, the claim is shown, too, and which one was judged. */
function publicPart(
  { claim, verification, ...outcome }: SealedPart,
  isClaimed: boolean,
  commit: (content: unknown) => string,
) {
  const judged = verification && { value: verification.value, deduction: verification.deduction };
  return {
    ...outcome,
    claim: isClaimed ? claim : claim && { returned: claim.returned },
    verification: isClaimed && verification ? { ...judged!, claimRevision: verification.claimRevision } : judged,
    commitment: commit({ claim, verification }),
  };
}

/** HMAC-SHA256 over the content's canonical JSON, under the HMAC-SHA256 of the place under the salt. */
function committed(salt: string, place: string, content: unknown): string {
  const key = createHmac('sha256', Buffer.from(salt, 'hex')).update(place).digest();
  return createHmac('sha256', key).update(canonical(content)).digest('hex');
}
