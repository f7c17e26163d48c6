import { readdirSync, readFileSync } from 'node:fs';
import type { PlainScheme } from './plain-scheme.ts';

type ByDistrict<Value> = Readonly<Record<string, Value>>;
type ByComponent<Value> = Readonly<Record<string, ByDistrict<Value>>>;

/** What a vector says of one component of one district; a claim is of revision 1, and so is what judged it. */
export interface GivenExample {
  readonly target?: string;
  readonly claim?: string | { readonly value: string; readonly returned: boolean };
  readonly verification?: string | { readonly value: string; readonly deduction: string };
  /** What an assessor recorded, without a claim. */
  readonly record?: string;
}

/** What comes out on one basis, in texts. */
export interface ExampleResult {
  readonly points: ByComponent<string>;
  readonly states: ByComponent<string>;
  readonly places: ByComponent<number | null>;
  readonly categories: ByComponent<string>;
  readonly totals: ByDistrict<string>;
  readonly ranks: ByDistrict<number>;
  readonly groupRanks: ByComponent<number>;
  /** `null` in schemes without grades. */
  readonly grades: ByDistrict<string | null>;
  /** The components that lowered the grade. */
  readonly vetoes: ByDistrict<readonly string[]>;
}

/** A small cohort of an example scheme, with numbers that were worked by hand. */
export interface ExampleVector {
  readonly name: string;
  readonly districts: readonly string[];
  readonly groups?: ByDistrict<string>;
  readonly coefficients?: ByDistrict<Readonly<Record<string, string>>>;
  readonly inputs: ByComponent<GivenExample>;
  /** How the numbers were worked. */
  readonly working: readonly string[];
  readonly expected: Readonly<Partial<Record<'claimed' | 'verified', Partial<ExampleResult>>>>;
}

/** A document as it is written, whatever a schema says of it. */
export interface ExampleDocument extends PlainScheme {
  readonly id: string;
  readonly categories: readonly (PlainScheme['categories'][number] & { readonly id: string })[];
}

/** A scheme that shows the format, with its vectors. */
export interface Example {
  readonly id: string;
  readonly document: ExampleDocument;
  readonly vectors: readonly ExampleVector[];
}

const documents = new URL('../../lib/schemes/examples/', import.meta.url);
const vectors = new URL('../vectors/examples/', import.meta.url);

const read = (file: string, folder: URL) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

/** The schemes that show the format. */
export const examples: readonly Example[] = readdirSync(documents).map((file) => {
  const document = read(file, documents) as Example['document'];
  const { vectors: own } = read(file, vectors) as { vectors: ExampleVector[] };
  return { id: document.id, document, vectors: own };
});
