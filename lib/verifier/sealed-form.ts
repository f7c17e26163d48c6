import * as z from 'zod';
import { points } from './kinds/kind.ts';
import { amount, id, method, notApplicable } from './method.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex');
const count = z.int().min(0);
const sum = z.string().regex(/^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?$/, 'not points');

const verification = z.strictObject({
  value: amount,
  claimRevision: count,
  deduction: points.nullable(),
  evidence: z.array(z.strictObject({ id: z.string().min(1), sha256: hash })),
  onSite: z.strictObject({ visitedOn: z.iso.date(), participants: z.array(z.string()) }).nullable(),
});

const outcome = {
  component: id,
  target: z.union([amount, z.literal(notApplicable)]).nullable(),
  state: z.string(),
  points: sum,
  place: z.int().min(1).nullable(),
};

const component = z.strictObject({
  ...outcome,
  claim: z.strictObject({ value: amount, revision: count, returned: z.boolean() }).nullable(),
  verification: verification.nullable(),
});

/** What was claimed, and which claim was judged, is shown where the scheme counts claims, and nowhere else. */
const publicComponent = z.strictObject({
  ...outcome,
  claim: z.strictObject({ returned: z.boolean(), value: amount.optional(), revision: count.optional() }).nullable(),
  verification: z
    .strictObject({ value: amount, deduction: points.nullable(), claimRevision: count.optional() })
    .nullable(),
  commitment: hash,
});

const ranked = {
  district: id,
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  group: z.string().nullable(),
  /** Numbers of the district that formulas take. */
  coefficients: z.record(id, amount).optional(),
  rank: z.int().min(1),
  score: sum,
  categories: z.record(id, sum),
  revision: count,
  /** In a scheme with grades; beside the grade the vetoes that lowered it. */
  grade: z.string().optional(),
  vetoes: z.array(z.string()).optional(),
};

const row = z.strictObject({
  ...ranked,
  components: z.array(component),
  auditHead: z.union([hash, z.literal('genesis')]),
});

const publicRow = z.strictObject({
  ...ranked,
  components: z.array(publicComponent),
  auditHeadCommitment: hash,
});

const openPoint = {
  kind: z.string().regex(/^[a-z-]+$/),
  district: id,
  component: id.nullable(),
};

/** As results held it while they told open points by a path of the API. */
const linkedPoint = z.strictObject({ ...openPoint, link: z.string() });

const namedPoint = z
  .strictObject({ ...openPoint, evidence: z.string().min(1).nullable() })
  .refine(({ component, evidence }) => (component === null) !== (evidence === null), 'not of one component or file');

const reference = z.strictObject({ revision: z.int().min(1), sha256: hash });

const heading = {
  cycle: id,
  year: z.int(),
  timeZone: z.string().min(1),
  revision: z.int().min(1),
  epoch: z.int().min(1),
  closingAt: z.iso.datetime({ offset: true }),
  scheme: method,
  schemeHash: hash,
  supersedes: reference.nullable(),
};

const full = {
  ...heading,
  rows: z.array(row),
  evidenceManifest: hash,
};

const first = z.strictObject({ format: z.literal('kaohe-snapshot/1'), ...full, blockers: z.array(linkedPoint) });
const second = z.strictObject({
  format: z.literal('kaohe-snapshot/2'),
  ...full,
  blockers: z.array(linkedPoint),
  salt: hash,
});
const third = z.strictObject({
  format: z.literal('kaohe-snapshot/3'),
  ...full,
  blockers: z.array(namedPoint),
  salt: hash,
});

const publicForm = z.strictObject({
  format: z.literal('kaohe-public/1'),
  ...heading,
  rows: z.array(publicRow),
  evidenceManifestCommitment: hash,
  blockers: z.array(z.strictObject(openPoint)),
  snapshotSha256: hash,
});

const known = z.discriminatedUnion('format', [first, second, third, publicForm]);

/**
 * The formats that this verifier reads: sealed before results were salted, salted, with open points that name files
 * instead of linking them, and the public form of the last two.
 */
export const knownFormats = ['kaohe-snapshot/1', 'kaohe-snapshot/2', 'kaohe-snapshot/3', 'kaohe-public/1'] as const;

/** A sealed result as the verifier reads it: only what it understands, described anew and apart from the product. */
export type Sealed = z.infer<typeof first> | z.infer<typeof second> | z.infer<typeof third>;

/** One district of it. */
export type SealedRow = z.infer<typeof row>;

/** One component of a district. */
export type SealedPart = z.infer<typeof component>;

/** The public form of a sealed result. */
export type PublicForm = z.infer<typeof publicForm>;

/** What points and ranks can be recounted from, be it the full form or the public one. */
export type Counted = Sealed | PublicForm;

/** One district of either form. */
export type CountedRow = Counted['rows'][number];

/** One component of either form. */
export type CountedPart = CountedRow['components'][number];

/** A place that does not have the form, and why. */
export interface FormFault {
  readonly at: string;
  readonly why: string;
}

/** Whether a result is the public form. */
export function isPublic(result: Counted): result is PublicForm {
  return result.format === 'kaohe-public/1';
}

/** Reads a parsed result; every field must be known and of its form. Otherwise says where it is not. */
export function readSealed(json: unknown): Counted | readonly FormFault[] {
  const read = known.safeParse(json);
  if (read.success) return read.data;
  return read.error.issues.map(({ path, message }) => ({ at: `/${path.map(String).join('/')}`, why: message }));
}
