import { type Book, type BookComponent, componentOf, notApplicable } from '../book.ts';
import type { Cycle, District } from '../cycle.ts';
import { canonicalJson, digestOf, keyedDigest, sha256 } from '../digest.ts';
import { formatPoints } from '../points.ts';
import { type Graded, gradeOf, standingsOf } from '../ranking/ranking.ts';
import { cohortInputs, rebuild } from '../recalculation/recalculate.ts';
import type { Scheme } from '../scheme.ts';
import { type BookScore, scoreBook } from '../scoring/score-book.ts';
import type { ComponentScore } from '../scoring/score-component.ts';
import {
  type Blocker,
  openPointOf,
  type SealedComponent,
  type SealedDistrict,
  type Snapshot,
  type UnsaltedSnapshot,
} from './snapshot.ts';

/** What a sealed result is made of: closed books in the cohort's order, and what was recorded about the sealing. */
export interface SealingInputs {
  readonly cycle: Cycle;
  readonly scheme: Scheme;
  readonly books: readonly Book[];
  readonly blockers: readonly Blocker[];
}

/**
 * The result of closed books: computed whole from the inputs, on the verified basis [D 1]. Throws unless there is
 * one book for each district, in the cohort's order.
 */
export function buildSnapshot({ cycle, scheme, books, blockers }: SealingInputs): UnsaltedSnapshot {
  const all = cohortInputs(cycle, scheme, books);
  const standings = standingsOf(scheme, cycle.districts, rebuild(scheme, all).board);
  const { ranks } = standings.verified;
  const rows = books.map((book, position): SealedDistrict => {
    const score = scoreBook(standings.settled, position, all[position]!.inputs, 'verified');
    const graded = gradeOf(scheme, score.total, standings.settled.vetoesAt(position, 'verified'));
    return sealDistrict(scheme, cycle.districts[position]!, book, { score, rank: ranks[position]!, graded });
  });
  // The cohort’s order is that of ids, and the sort keeps it among equals.
  rows.sort((a, b) => a.rank - b.rank);
  return {
    format: 'kaohe-snapshot/3',
    cycle: cycle.id,
    year: cycle.year,
    timeZone: cycle.timeZone,
    revision: cycle.sealing.revision + 1,
    epoch: cycle.epoch,
    closingAt: cycle.sealing.closingAt ?? cycle.finalizeAt,
    scheme: scheme.document,
    schemeHash: scheme.hash,
    rows,
    evidenceManifest: manifestOf(rows),
    blockers,
    supersedes:
      cycle.sealing.sha256 === null ? null : { revision: cycle.sealing.revision, sha256: cycle.sealing.sha256 },
  };
}

/** The snapshot ready to be sealed. One secret of the installation gives each result a salt of its own, the same at every attempt. */
export function salted(snapshot: UnsaltedSnapshot, secret: string): Snapshot {
  return { ...snapshot, salt: keyedDigest(secret, `${snapshot.cycle}/${snapshot.revision}`) };
}

/** The snapshot's bytes, which are what its digest is over. */
export function snapshotText(snapshot: Snapshot): string {
  return canonicalJson(snapshot);
}

/** SHA-256 of the snapshot's bytes, lower-case hex. */
export function snapshotDigest(snapshot: Snapshot): string {
  return sha256(snapshotText(snapshot));
}

/**
 * Digest of what would be sealed, whenever that is and in which format: an administrator names it to seal just this.
 */
export function contentDigest(snapshot: UnsaltedSnapshot & Partial<Pick<Snapshot, 'salt'>>): string {
  const { format: _, scheme: __, revision: ___, epoch: ____, closingAt: _____, supersedes: ______, ...rest } = snapshot;
  const { salt: _______, blockers, ...content } = rest;
  return digestOf({ ...content, blockers: blockers.map(openPointOf) });
}

function manifestOf(rows: readonly SealedDistrict[]): string {
  const hashes = rows.flatMap(({ components }) =>
    components.flatMap(({ verification }) => (verification?.evidence ?? []).map((binding) => binding.sha256)),
  );
  return digestOf([...new Set(hashes)].sort());
}

/** What came out for a district. */
interface Outcome {
  readonly score: BookScore;
  readonly rank: number;
  readonly graded: Graded;
}

function sealDistrict(scheme: Scheme, district: District, book: Book, outcome: Outcome): SealedDistrict {
  const { decimals } = scheme.rounding;
  const { score, rank, graded } = outcome;
  const { coefficients } = district;
  return {
    district: district.id,
    name: district.name,
    group: district.group,
    // Left out where there are none, so that results of such schemes are the bytes that they were before.
    ...(coefficients && { coefficients }),
    ...(scheme.grades.length > 0 && { grade: graded.grade!, vetoes: graded.vetoes }),
    rank,
    score: formatPoints(score.total, decimals),
    categories: Object.fromEntries(
      scheme.categories.map(({ id }, index) => [id, formatPoints(score.categories[index]!, decimals)]),
    ),
    components: score.components.map((part) => sealComponent(part, componentOf(book, part.component.id), decimals)),
    revision: book.head.revision,
    auditHead: book.head.auditHead,
  };
}

function sealComponent(
  { component, state, points, place }: ComponentScore,
  stored: BookComponent,
  decimals: number,
): SealedComponent {
  const { claim, verification } = stored;
  return {
    component: component.id,
    target: stored.target === notApplicable ? notApplicable : (component.fixedTarget?.text ?? stored.target),
    claim: claim && { value: claim.value, revision: claim.revision, returned: claim.returned },
    verification: verification && {
      value: verification.value,
      claimRevision: verification.claimRevision,
      deduction: verification.deduction,
      evidence: verification.evidence,
      onSite: verification.onSite,
    },
    state,
    points: formatPoints(points, decimals),
    place,
  };
}
