import * as z from 'zod';
import { formula } from '../formula.ts';
import {
  compare,
  dividedBy,
  type Fraction,
  fraction,
  larger,
  minus,
  negated,
  plus,
  smaller,
  times,
  wholeOf,
  zero,
} from '../fraction.ts';
import { decimal, type Kind } from './kind.ts';

const side = z.strictObject({
  points: decimal,
  per: decimal.refine((text) => fraction(text).over > 0n, 'not above zero'),
  units: z.enum(['started', 'full', 'exact']),
  most: decimal.optional(),
});

const settings = z.strictObject({
  kind: z.literal('per-unit'),
  base: decimal,
  from: z.union([z.literal('target'), formula]),
  above: side.optional(),
  below: side.optional(),
});

/** A base, and so many points for each unit above or below a mark. */
export const perUnit: Kind<typeof settings> = {
  settings,
  formulas: ({ from }) => (from === 'target' ? [] : [from]),
  earned: ({ base, from, above, below }, { number, target, numberOf }) => {
    const mark = from === 'target' ? target : numberOf(from);
    if (mark === null) return zero;
    const distance = minus(number, mark);
    const change = distance.over < 0n ? changeOf(below, negated(distance)) : changeOf(above, distance);
    return plus(fraction(base), change);
  },
};

/** What a side gives or takes over a distance; `most` bounds its size. */
function changeOf(given: z.infer<typeof side> | undefined, distance: Fraction): Fraction {
  if (!given) return zero;
  const change = times(fraction(given.points), unitsIn(dividedBy(distance, fraction(given.per)), given.units));
  if (given.most === undefined) return change;
  const most = fraction(given.most);
  return smaller(larger(change, negated(most)), most);
}

function unitsIn(exact: Fraction, units: z.infer<typeof side>['units']): Fraction {
  if (units === 'exact') return exact;
  const whole = wholeOf(exact);
  const isBegun = units === 'started' && compare(exact, whole) > 0;
  return isBegun ? { over: whole.over + 1n, under: 1n } : whole;
}
