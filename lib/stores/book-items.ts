import {
  type Book,
  type BookComponent,
  type BookInputs,
  blankComponent,
  type ComponentInputs,
  type Head,
  notApplicable,
} from '../domain/book.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { StoredScore } from '../domain/ports.ts';
import { quantity } from '../domain/quantity.ts';
import { fieldsOf, type Item, type ItemKey, keys, type Write } from './table.ts';

/** The head of an item. */
export function readHead(item: Item): Head {
  return fieldsOf(item);
}

/** The item of a component. */
export function componentItem(
  cycle: string,
  district: string,
  { component, ...fields }: BookComponent,
): Item & ItemKey {
  return { ...keys.component(cycle, district, component), ...fields };
}

/** The component of an item, blank where there is none. */
export function readComponent(component: string, item: Item | null): BookComponent {
  if (!item) return blankComponent(component);
  const { target, claim, verification, revision } = fieldsOf<BookComponent>(item);
  return { component, target, claim, verification, revision };
}

/** The book of the items of its scoring range; `null` without a head. */
export function bookOf(items: readonly Item[]): Book | null {
  const head = items.find(({ sk }) => sk === 'HEAD');
  if (!head) return null;
  const components = items
    .filter(({ sk }) => String(sk).startsWith('INPUT#'))
    .map((item) => readComponent(String(item.sk).slice('INPUT#'.length), item));
  return { head: readHead(head), components: new Map(components.map((item) => [item.component, item])) };
}

/** A file whose scan is not finished is listed for rescanning this long. */
const pendingListedSeconds = 30 * 24 * 3600;

/** The file of an item; one from before warnings were told has none. */
export function readEvidence(item: Item): Evidence {
  return fieldsOf({ warnings: [], ...item });
}

/** The file that an entry of the index by bytes names, unless it was taken back since. */
export function readStored(item: Item | null | undefined): Evidence | null {
  return item?.state === 'stored' ? readEvidence(item) : null;
}

/**
 * A file, and once it is kept or taken back the two indexes by its bytes: within the book, naming whichever file has
 * them then, so that the same bytes are stored once; and within the cycle, so that the same bytes in two books are seen.
 */
export function evidenceWrites(cycle: string, district: string, file: Evidence, sameBytes: Evidence | null): Write[] {
  const { id, sha256, state, versionId, uploadedAt } = file;
  const own: Write = { put: { ...keys.evidence(cycle, district, id), ...file } };
  if (state === 'pending') {
    const expiresAt = Math.floor(Date.parse(uploadedAt!) / 1000) + pendingListedSeconds;
    return [
      own,
      { put: { ...keys.pendingFile(cycle, district, id), cycle, district, id, versionId, uploadedAt, expiresAt } },
    ];
  }
  const wasStored = state === 'stored' || (state === 'withdrawn' && versionId !== null);
  if (!wasStored) return [own];
  return [
    own,
    { put: { ...(sameBytes ?? file), ...keys.fileHash(cycle, district, sha256) } },
    { put: { ...keys.sharedHash(cycle, sha256, district, id), id, sha256, district, state } },
  ];
}

/**
 * Inputs as columns by component in scheme order: far fewer lists to read than one for each claim and verification.
 * `null` in a list stands for a component that has none.
 */
interface Packed {
  readonly targets: (string | null)[];
  readonly claims: (string | null)[];
  /** Revision of each claim; 0 without one. */
  readonly claimed: number[];
  readonly returned: (0 | 1)[];
  /** `null` as long as nothing at all is verified. */
  readonly verified: PackedVerifications | null;
}

interface PackedVerifications {
  readonly values: (string | null)[];
  /** The claim that each verification judged; 0 without one. */
  readonly judged: number[];
  readonly deductions: (string | null)[];
}

/** The fields of a SCORE item: what the board has applied of a book, its inputs packed as one text. */
export function writeScore({ revision, version, inputs }: StoredScore): Item {
  return { revision, version, inputs: JSON.stringify(pack(inputs)) };
}

/** The score of a SCORE item. */
export function readScore(item: Item | null | undefined): StoredScore | null {
  if (!item) return null;
  const inputs = unpack(JSON.parse(item.inputs as string) as Packed);
  return { revision: item.revision as number, version: item.version as number, inputs };
}

function pack(inputs: BookInputs): Packed {
  const packed: Packed = { targets: [], claims: [], claimed: [], returned: [], verified: packVerified(inputs) };
  for (const { applies, target, claim } of inputs) {
    packed.targets.push(applies ? (target?.text ?? null) : notApplicable);
    packed.claims.push(claim ? claim.value.text : null);
    packed.claimed.push(claim ? claim.revision : 0);
    packed.returned.push(claim?.returned ? 1 : 0);
  }
  return packed;
}

function packVerified(inputs: BookInputs): PackedVerifications | null {
  if (inputs.every(({ verification }) => verification === null)) return null;
  const packed: PackedVerifications = { values: [], judged: [], deductions: [] };
  for (const { verification } of inputs) {
    packed.values.push(verification ? verification.value.text : null);
    packed.judged.push(verification ? verification.claimRevision : 0);
    packed.deductions.push(verification ? verification.deduction : null);
  }
  return packed;
}

function unpack({ targets, claims, claimed, returned, verified }: Packed): BookInputs {
  return targets.map((target, at): ComponentInputs => {
    const claim = claims[at]!;
    return {
      applies: target !== notApplicable,
      target: target === null || target === notApplicable ? null : quantity(target),
      claim: claim === null ? null : { value: quantity(claim), revision: claimed[at]!, returned: returned[at] === 1 },
      verification: verified && unpackVerification(verified, at),
    };
  });
}

function unpackVerification(
  { values, judged, deductions }: PackedVerifications,
  at: number,
): ComponentInputs['verification'] {
  const value = values[at]!;
  return value === null ? null : { value: quantity(value), claimRevision: judged[at]!, deduction: deductions[at]! };
}
