import { z } from 'zod';

/** The name of the one format that this verifier reads. */
export const knownFormat = 'kaohe-snapshot/1';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex');
const count = z.int().min(0);
const amount = z.string().regex(/^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/, 'not a quantity');
const points = z.string().regex(/^(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'not points');
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

const component = z.strictObject({
  component: id,
  target: amount.nullable(),
  claim: z.strictObject({ value: amount, revision: count, returned: z.boolean() }).nullable(),
  verification: verification.nullable(),
  state: z.string(),
  points: sum,
  place: z.int().min(1).nullable(),
});

const row = z.strictObject({
  district: id,
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  group: z.string().nullable(),
  rank: z.int().min(1),
  score: sum,
  categories: z.record(id, sum),
  components: z.array(component),
  revision: count,
  auditHead: z.union([hash, z.literal('genesis')]),
});

const blocker = z.strictObject({
  kind: z.string().regex(/^[a-z-]+$/),
  district: id,
  component: id.nullable(),
  link: z.string(),
});

const sealed = z.strictObject({
  format: z.literal(knownFormat),
  cycle: id,
  year: z.int(),
  timeZone: z.string().min(1),
  revision: z.int().min(1),
  epoch: z.int().min(1),
  closingAt: z.iso.datetime({ offset: true }),
  scheme: method,
  schemeHash: hash,
  rows: z.array(row),
  evidenceManifest: hash,
  blockers: z.array(blocker),
  supersedes: z.strictObject({ revision: z.int().min(1), sha256: hash }).nullable(),
});

/** A sealed result as the verifier reads it: only what it understands, described anew and apart from the product. */
export type Sealed = z.infer<typeof sealed>;

/** One district of it. */
export type SealedRow = z.infer<typeof row>;

/** One component of a district. */
export type SealedPart = z.infer<typeof component>;

/** The scheme inside it: of the document only what scoring rests on; its hash covers the rest. */
export type Method = z.infer<typeof method>;

/** One scored part of the method. */
export type MethodPart = z.infer<typeof part>;

/** A place that does not have the form, and why. */
export interface FormFault {
  readonly at: string;
  readonly why: string;
}

/** Reads a parsed snapshot; every field must be known and of its form. Otherwise says where it is not. */
export function readSealed(json: unknown): Sealed | readonly FormFault[] {
  const read = sealed.safeParse(json);
  if (read.success) return read.data;
  return read.error.issues.map(({ path, message }) => ({ at: `/${path.map(String).join('/')}`, why: message }));
}
