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
import { keepShape } from '../domain/kept-shapes.ts';
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
 * The fields of a SCORE item: what the board has applied of a book. Its inputs are a text of three fields for each component
 * of the scheme: target, claimed value, and the claim's revision, which stands below 0 where it was returned; `verified`
 * likewise of value, the revision judged, and deduction, as soon as anything is verified. An empty field is none. No field
 * holds the comma that ends each: they are numbers, or say that the component does not apply.
 */
export function writeScore({ revision, version, inputs }: StoredScore): Item {
  return { revision, version, inputs: packInputs(inputs), verified: packVerified(inputs) };
}

/** The score of a SCORE item. */
export function readScore(item: Item | null | undefined): StoredScore | null {
  if (!item) return null;
  const { revision, version, inputs, verified } = item as { [name: string]: unknown } & ScoreFields;
  return { revision, version, inputs: unpackInputs(inputs, verified) };
}

interface ScoreFields extends Pick<StoredScore, 'revision' | 'version'> {
  readonly inputs: string;
  readonly verified: string | null;
}

function packInputs(inputs: BookInputs): string {
  const fields: (string | number)[] = [];
  for (const { applies, target, claim } of inputs) {
    fields.push(applies ? (target?.text ?? '') : notApplicable);
    if (claim) fields.push(claim.value.text, claim.returned ? -claim.revision : claim.revision);
    else fields.push('', '');
  }
  return textOf(fields);
}

function packVerified(inputs: BookInputs): string | null {
  if (inputs.every(({ verification }) => verification === null)) return null;
  const fields: (string | number)[] = [];
  for (const { verification } of inputs) {
    if (verification) fields.push(verification.value.text, verification.claimRevision, verification.deduction ?? '');
    else fields.push('', '', '');
  }
  return textOf(fields);
}

/** Each with its comma behind it. */
function textOf(fields: (string | number)[]): string {
  fields.push('');
  return fields.join(',');
}

function unpackInputs(text: string, verified: string | null): BookInputs {
  const [fields, found] = [new Fields(text), new Fields(verified ?? '')];
  const inputs: ComponentInputs[] = [];
  while (!fields.isAtEnd) {
    const target = fields.next();
    const claim = fields.next();
    const revision = fields.nextNumber();
    inputs.push({
      applies: target !== notApplicable,
      target: target === '' || target === notApplicable ? null : quantity(target),
      claim: claim === '' ? null : { value: quantity(claim), revision: Math.abs(revision), returned: revision < 0 },
      verification: found.isAtEnd ? null : unpackVerification(found),
    });
  }
  return inputs;
}

function unpackVerification(fields: Fields): ComponentInputs['verification'] {
  const value = fields.next();
  const claimRevision = fields.nextNumber();
  const deduction = fields.next();
  return value === ''
    ? null
    : { value: quantity(value), claimRevision, deduction: deduction === '' ? null : deduction };
}

class Fields {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  next(): string {
    const end = this.#text.indexOf(',', this.#at);
    const field = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return field;
  }

  nextNumber(): number {
    let value = 0;
    let sign = 1;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at++);
      if (code === 44) return sign * value;
      if (code === 45) sign = -1;
      else value = value * 10 + code - 48;
    }
  }
}

keepShape(new Fields(''));
