import * as z from 'zod';
import { checkScheme } from './check-scheme.ts';
import { componentIdSchema, idSchema } from './ids.ts';
import { named } from './named.ts';
import { roundingModes } from './points.ts';
import { expressionSchema } from './rules/expression.ts';
import { ruleSchema } from './rules/index.ts';
import { pointsText, quantityText, signedPointsText } from './rules/setting-schemas.ts';

const line = () => z.string().min(1).max(4000);

/** A name or sentence in both languages, neither empty. */
const textSchema = named('SchemeText', () => z.strictObject({ zh: line(), en: line() }));

const assignedTarget = named('AssignedTarget', () => z.strictObject({ kind: z.literal('assigned') }));

const fixedTarget = named('FixedTarget', () => z.strictObject({ kind: z.literal('fixed'), value: quantityText() }));

const noTarget = named('NoTarget', () => z.strictObject({ kind: z.literal('none') }));

const targetSchema = named('TargetRule', () =>
  z.discriminatedUnion('kind', [assignedTarget(), fixedTarget(), noTarget()]),
);

const evidenceKind = named('EvidenceKind', () => z.strictObject({ id: idSchema(), name: textSchema() }));

const unlessSchema = named('Unless', () => z.strictObject({ atLeast: z.array(expressionSchema()).length(2) }));

const gradeSchema = named('Grade', () =>
  z.strictObject({ id: idSchema(), name: textSchema(), from: signedPointsText().nullable() }),
);

const componentSchema = named('SchemeComponent', () =>
  z.strictObject({
    id: componentIdSchema(),
    name: textSchema(),
    fullPoints: pointsText(),
    unit: textSchema(),
    target: targetSchema(),
    rule: ruleSchema(),
    /** Kinds of evidence the method names for this component. */
    evidence: z.array(evidenceKind()).max(20),
    /** Whether the method asks for a check on the spot. */
    onSite: z.boolean(),
    /** Conditions on what may be counted, attested in the claim and checked by the assessor [D 12]. */
    eligibility: textSchema().optional(),
    /** What it earns at least: points are kept between this and the full points. 0 where nothing is said. */
    lowestPoints: signedPointsText().optional(),
    /** Who gives the value: the district claims it, or an assessor records it. The district where nothing is said. */
    filledBy: z.enum(['district', 'assessor']).optional(),
    /** The number that is scored, where it is computed; nobody fills the component then. */
    measure: expressionSchema().optional(),
    /** What a district earns to which the component does not apply; only where it is said can an assessor say so. */
    whenNotApplicable: z.enum(['full', 'zero', 'mean']).optional(),
    /** Full points, whatever the rule says, where the first number is at least the second. */
    unless: unlessSchema().optional(),
  }),
);

const indicatorSchema = named('SchemeIndicator', () =>
  z.strictObject({
    id: componentIdSchema(),
    name: textSchema(),
    /** The clause as published, in Chinese. */
    clause: line(),
    /** The cell of the method's last column as published, in Chinese: on what the points are checked. */
    checkedOn: line().optional(),
    maxPoints: pointsText(),
    components: z.array(componentSchema()).min(1).max(50),
  }),
);

const categorySchema = named('SchemeCategory', () =>
  z.strictObject({
    id: idSchema(),
    name: textSchema(),
    maxPoints: pointsText(),
    /** A bonus or deduction beside the maximum: counted in the total, not in the scheme's `maxPoints`. */
    onTop: z.boolean().optional(),
    indicators: z.array(indicatorSchema()).min(1).max(50),
  }),
);

const roundingSchema = named('Rounding', () =>
  z.strictObject({ places: z.int().min(0).max(4), mode: z.enum(roundingModes) }),
);

const shape = () =>
  z.strictObject({
    id: idSchema(),
    title: textSchema(),
    source: line(),
    maxPoints: pointsText(),
    rounding: roundingSchema(),
    /** By the total, the best first, each from so many points on; the last one takes the rest. */
    grades: z.array(gradeSchema()).min(1).max(20).optional(),
    categories: z.array(categorySchema()).min(1).max(30),
  });

/** A version of the method as one JSON document. Its parts are described at the schema. */
export type SchemeDocument = z.infer<ReturnType<typeof shape>>;

/** One of its components. */
export type ComponentDocument = z.infer<ReturnType<typeof componentSchema>>;

/** A scheme that ships with the product, read when it is asked for. */
export interface ShippedScheme {
  readonly id: string;
  readonly load: () => Promise<SchemeDocument>;
}

/**
 * Validates any scheme: shapes, and what shapes can't say. Maxima add up per indicator, category and total; ids are
 * unique; settings fit their rule kind; expressions read what stands before them; points have no more places than the
 * scheme keeps. Every fault names its place.
 */
export const schemeSchema = named('SchemeDocument', () =>
  shape().check(({ value: scheme, issues }) => {
    // What has not the form that it should have can't be compared with anything.
    if (issues.length > 0) return;
    checkScheme(scheme, (path, text) =>
      issues.push({ code: 'custom', input: scheme, path, message: text.en, params: { text } }),
    );
  }),
);
