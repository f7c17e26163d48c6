import * as z from 'zod';
import { among } from '../formula.ts';
import { fraction, zero } from '../fraction.ts';
import { type Kind, meets, order, points, zeroTarget } from './kind.ts';

const settings = z.strictObject({
  kind: z.literal('top'),
  places: z.int().min(1),
  placePoints: points,
  targetPoints: points,
  otherPoints: points,
  ties: z.enum(['competition', 'modified-competition', 'dense']),
  placeNeedsTarget: z.boolean(),
  zeroTarget,
  order,
  among: among.default('cohort'),
  positiveOnly: z.boolean().default(true),
});

/** The points of the first places, else those of the target, else the rest [D 5–8]. */
export const top: Kind<typeof settings> = {
  settings,
  keptPoints: ({ placePoints, targetPoints, otherPoints }) => [placePoints, targetPoints, otherPoints],
  cappedPoints: ({ placePoints, targetPoints, otherPoints }) => [placePoints, targetPoints, otherPoints],
  placing: ({ ties, order, positiveOnly, among }) => ({ ties, order, positiveOnly, among }),
  earned: (rule, { number, target, place }) => {
    const isMet = target !== null && meets(number, target, rule);
    const isInPlaces = place !== null && place <= rule.places;
    if (isInPlaces && (isMet || !rule.placeNeedsTarget)) return fraction(rule.placePoints);
    if (target === null) return zero;
    return fraction(isMet ? rule.targetPoints : rule.otherPoints);
  },
};
