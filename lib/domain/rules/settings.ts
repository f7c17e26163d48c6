import * as z from 'zod';
import { type PointUnits, pointUnits, type Rounding } from '../points.ts';
import { compareQuantities, isPositive, type Quantity } from '../quantity.ts';
import type { Path } from '../rejection.ts';

/** Points in a scheme document. */
export const pointsText = () => z.string().regex(/^(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'points');

/** Which claims meet a target of 0: any submitted value, even 0, or only one above 0 [D 9]. */
export const zeroTarget = () => z.enum(['any', 'positive']);

/** What a claim of 0 is worth where the target is 0 [D 9]. */
export type ZeroTarget = z.infer<ReturnType<typeof zeroTarget>>;

/** A setting that does not fit: which, and why. */
export interface SettingsFault {
  /** Below the component: `['rule', 'placePoints']`. */
  readonly path: Path;
  readonly message: string;
}

/** Whether a component's target is set for the year, fixed by the text, or not there. */
export type TargetKind = 'assigned' | 'fixed' | 'none';

/** What the checks of a rule's settings look at besides the settings. */
export interface ComponentSettings {
  readonly target: { readonly kind: TargetKind };
  readonly fullPoints: string;
  readonly rounding: Rounding;
}

/** The fault of a rule that compares with a target and has none. */
export function refuseNoTarget(kind: string, { target }: ComponentSettings): SettingsFault[] {
  return target.kind === 'none' ? [{ path: ['target'], message: `a ${kind} component needs a target` }] : [];
}

/** The fault of points with more decimals than the scheme keeps. */
export function refuseTooFine(
  texts: Readonly<Record<string, string>>,
  { rounding: { decimals } }: ComponentSettings,
): SettingsFault[] {
  return Object.entries(texts).flatMap(([key, text]) =>
    pointUnits(text, decimals) === null
      ? [{ path: ['rule', key], message: `"${text}" has more than the scheme's ${decimals} places` }]
      : [],
  );
}

/** Points of a document that was validated, in units of the scheme's last decimal. */
export function units(text: string, { decimals }: Rounding): PointUnits {
  const counted = pointUnits(text, decimals);
  if (counted === null) throw new Error('points finer than the scheme keeps: the document was not validated');
  return counted;
}

/** Whether the value meets the target; a target of 0 is met by any value, or only by one above 0, as the scheme says [D 9]. */
export function meetsTarget(value: Quantity, target: Quantity, zero: ZeroTarget): boolean {
  if (!isPositive(target) && zero === 'positive') return isPositive(value);
  return compareQuantities(value, target) >= 0;
}
