import * as z from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex');
const count = z.int().min(0);
const amount = z.string().regex(/^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/, 'not a quantity');
const points = z.string().regex(/^(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'not points');
const signed = z.string().regex(/^-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'not points');
const sum = z.string().regex(/^(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?$/, 'not points');
const id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,31}$/, 'not an id');
const text = z.object({ zh: z.string().min(1), en: z.string().min(1) });
const zeroTarget = z.enum(['any', 'positive']);

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('completion'), zeroTarget }),
  z.strictObject({ kind: z.literal('proportional'), zeroTarget }),
  z.strictObject({
    kind: z.literal('top'),
    places: z.int().min(1),
    placePoints: points,
    targetPoints: points,
    otherPoints: points,
    ties: z.enum(['competition', 'modified-competition', 'dense']),
    placeNeedsTarget: z.boolean(),
    zeroTarget,
  }),
  z.strictObject({ kind: z.literal('discretionary') }),
  z.strictObject({
    kind: z.literal('bands'),
    of: z.enum(['value', 'rate']),
    bands: z.array(
      z.union([
        z.strictObject({ from: amount.nullable(), points: signed }),
        z.strictObject({ upTo: amount.nullable(), points: signed }),
      ]),
    ),
  }),
]);

const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('assigned') }),
  z.strictObject({ kind: z.literal('fixed'), value: amount }),
  z.strictObject({ kind: z.literal('none') }),
]);

const part = z.object({ id, name: text, fullPoints: points, target, rule });
const indicator = z.object({ id, maxPoints: points, components: z.array(part).min(1) });
const category = z.object({ id, maxPoints: points, indicators: z.array(indicator).min(1) });

const method = z.object({
  id,
  maxPoints: points,
  rounding: z.strictObject({ places: z.int().min(0).max(4), mode: z.enum(['half-up', 'half-even']) }),
  categories: z.array(category).min(1),
});

const verification = z.strictObject({
  value: amount,
  claimRevision: count,
  deduction: points.nullable(),
  evidence: z.array(z.strictObject({ id: z.string().min(1), sha256: hash })),
  onSite: z.strictObject({ visitedOn: z.iso.date(), participants: z.array(z.string()) }).nullable(),
});

const outcome = {
  component: id,
  target: amount.nullable(),
  state: z.string(),
  points: sum,
  place: z.int().min(1).nullable(),
};

const component = z.strictObject({
  ...outcome,
  claim: z.strictObject({ value: amount, revision: count, returned: z.boolean() }).nullable(),
  verification: verification.nullable(),
});

const publicComponent = z.strictObject({
  ...outcome,
  claim: z.strictObject({ returned: z.boolean() }).nullable(),
  verification: z.strictObject({ value: amount, deduction: points.nullable() }).nullable(),
  commitment: hash,
});

const ranked = {
  district: id,
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  group: z.string().nullable(),
  rank: z.int().min(1),
  score: sum,
  categories: z.record(id, sum),
  revision: count,
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

/** The scheme inside it: of the document only what scoring rests on; its hash covers the rest. */
export type Method = z.infer<typeof method>;

/** One scored part of the method. */
export type MethodPart = z.infer<typeof part>;

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
