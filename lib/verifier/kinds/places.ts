import * as z from 'zod';
import { among } from '../formula.ts';
import { fraction, larger, ofUnits, plus, times, zero } from '../fraction.ts';
import { decimal, type Kind, order, signedPoints } from './kind.ts';

const then = z.strictObject({ each: decimal, least: signedPoints }).optional();

const settings = z.strictObject({
  kind: z.literal('places'),
  points: z.array(signedPoints).min(1),
  then,
  ties: z.enum(['competition', 'modified-competition', 'dense']).default('competition'),
  order,
  among: among.default('cohort'),
  positiveOnly: z.boolean().default(false),
});

/** The points of the place, as listed; beyond the list so much more or less for each further place. */
export const places: Kind<typeof settings> = {
  settings,
  keptPoints: ({ points, then }) => [...points, ...(then ? [then.least] : [])],
  placing: ({ ties, order, positiveOnly, among }) => ({ ties, order, positiveOnly, among }),
  earned: ({ points, then: beyond }, { place }) => {
    if (place === null) return zero;
    const listed = points[place - 1];
    if (listed !== undefined) return fraction(listed);
    if (!beyond) return zero;
    const further = times(fraction(beyond.each), ofUnits(BigInt(place - points.length), 0));
    return larger(plus(fraction(points.at(-1)!), further), fraction(beyond.least));
  },
};
