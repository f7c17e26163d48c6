import * as z from 'zod';
import { compare, dividedBy, fraction, isZero, zero } from '../fraction.ts';
import { type Kind, signedPoints } from './kind.ts';

const edge = z
  .string()
  .regex(/^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/, 'not a quantity')
  .nullable();

const settings = z.strictObject({
  kind: z.literal('bands'),
  of: z.enum(['value', 'rate']),
  bands: z.array(
    z.union([
      z.strictObject({ from: edge, points: signedPoints }),
      z.strictObject({ upTo: edge, points: signedPoints }),
    ]),
  ),
});

/** The points of the first band that holds the number, or its share of the target, edges included. */
export const bands: Kind<typeof settings> = {
  settings,
  keptPoints: ({ bands }) => bands.map(({ points }) => points),
  earned: ({ of, bands }, { number, target }) => {
    if (of === 'rate' && (target === null || isZero(target))) return zero;
    const measured = of === 'rate' ? dividedBy(number, target!) : number;
    const found = bands.find((band) => {
      if ('from' in band) return band.from === null || compare(measured, fraction(band.from)) >= 0;
      return band.upTo === null || compare(measured, fraction(band.upTo)) <= 0;
    });
    return found ? fraction(found.points) : zero;
  },
};
