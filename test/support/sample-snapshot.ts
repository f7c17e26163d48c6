import { type Book, type BookInputs, componentOf, inputsOf } from '../../lib/domain/book.ts';
import { canonicalJson, digestOf, type Json, sha256 } from '../../lib/domain/digest.ts';
import { publicSnapshot, publicSnapshotText } from '../../lib/domain/finalization/public-snapshot.ts';
import type { SealedComponent, SealedDistrict, Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { scoreBook } from '../../lib/domain/scoring/score-book.ts';
import type { ComponentScore } from '../../lib/domain/scoring/score-component.ts';
import { anyDistricts } from './cohort.ts';
import { type PlayedBook, playBook, type SampleDistrict, sampleCycleId } from './sample-book.ts';

/** A sealed sample: the snapshot, its canonical text, its public form's, and the audit file beside it. */
export interface SampleResult {
  readonly snapshot: Snapshot;
  readonly text: string;
  readonly publicForm: string;
  readonly audit: string;
}

/** Seals sample districts by the product's own scoring, with books that were written entry by entry. */
export function sealedSample(
  scheme: Scheme,
  districts: readonly SampleDistrict[],
  more: Partial<Snapshot> = {},
): SampleResult {
  const books = districts.map((district) => playBook(scheme, district));
  const inputs = books.map(({ book }) => inputsOf(scheme, book.components));
  const rows = sealedRows(scheme, districts, books, inputs);
  const bound = rows.flatMap(({ components }) =>
    components.flatMap(({ verification }) => verification?.evidence.map((file) => file.sha256) ?? []),
  );
  const snapshot: Snapshot = {
    format: 'kaohe-snapshot/3',
    cycle: sampleCycleId,
    year: 2019,
    timeZone: 'Asia/Shanghai',
    revision: 1,
    epoch: 1,
    closingAt: '2020-01-31T16:00:00.000Z',
    scheme: scheme.document,
    schemeHash: scheme.hash,
    rows,
    evidenceManifest: digestOf([...new Set(bound)].sort()),
    blockers: [],
    supersedes: null,
    salt: sha256('the salt of the samples'),
    ...more,
  };
  const audit = books.flatMap(({ entries }) => entries.map((entry) => `${canonicalJson(asJson(entry))}\n`)).join('');
  return {
    snapshot,
    text: canonicalJson(asJson(snapshot)),
    publicForm: publicSnapshotText(publicSnapshot(snapshot)),
    audit,
  };
}

/** Any plain value as the JSON type that canonical JSON takes. */
export function asJson(value: unknown): Json {
  return value as Json;
}

function sealedRows(
  scheme: Scheme,
  districts: readonly SampleDistrict[],
  books: readonly PlayedBook[],
  inputs: readonly BookInputs[],
): SealedDistrict[] {
  const { board } = rebuild(
    scheme,
    inputs.map((own, district) => ({ district, revision: books[district]!.book.head.revision, inputs: own })),
  );
  const standings = standingsOf(scheme, anyDistricts(board.size), board);
  const { totals, ranks } = standings.verified;
  const scores = inputs.map((own, at) => scoreBook(standings.settled, at, own, 'verified').components);
  const points = (units: number) => formatPoints(units, scheme.rounding.decimals);
  const rows = districts.map(({ id, name, group }, position): SealedDistrict => {
    const { book } = books[position]!;
    const { revision, auditHead } = book.head;
    return {
      district: id,
      name,
      group,
      rank: ranks[position]!,
      score: points(totals[position]!),
      categories: Object.fromEntries(
        scheme.categories.map((category, index) => [
          category.id,
          points(
            scores[position]!.reduce((sum, score) => sum + (score.component.category === index ? score.points : 0), 0),
          ),
        ]),
      ),
      components: scores[position]!.map((score) => sealedComponent(score, book, points)),
      revision,
      auditHead,
    };
  });
  return rows.sort((a, b) => a.rank - b.rank || (a.district < b.district ? -1 : 1));
}

function sealedComponent(score: ComponentScore, book: Book, points: (units: number) => string): SealedComponent {
  const { claim, verification } = componentOf(book, score.component.id);
  const bound = verification as (typeof verification & Partial<SealedComponent['verification']>) | null;
  return {
    component: score.component.id,
    target: score.target?.text ?? null,
    claim: claim && { value: claim.value, revision: claim.revision, returned: claim.returned },
    verification: bound && {
      value: bound.value,
      claimRevision: bound.claimRevision,
      deduction: bound.deduction,
      evidence: bound.evidence ?? [],
      onSite: bound.onSite ?? null,
    },
    state: score.state,
    points: points(score.points),
    place: score.place,
  };
}

/** The same snapshot with something changed, as a text whose bytes and scheme hash are in order again. */
export function resealed(snapshot: Snapshot, change: (draft: Draft) => void): { text: string; sha256: string } {
  const draft = structuredClone(snapshot) as Draft;
  change(draft);
  const text = canonicalJson(asJson(draft));
  return { text, sha256: sha256(text) };
}

/** A snapshot that a test may change. */
export type Draft = Mutable<Snapshot>;
type Mutable<Of> = Of extends object ? { -readonly [Key in keyof Of]: Mutable<Of[Key]> } : Of;

/** Puts a value where the path leads in a plain value; `undefined` takes it away. */
export function put(draft: object, path: string, value: unknown): void {
  const keys = path.split('/').slice(1);
  const last = keys.pop()!;
  const holder = keys.reduce<unknown>((at, key) => Reflect.get(at as object, key), draft) as object;
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, value);
}
