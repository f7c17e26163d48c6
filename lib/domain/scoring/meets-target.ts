import { compareQuantities, isPositive, type Quantity } from '../quantity.ts';
import type { ZeroTarget } from '../scheme.ts';

/** Whether the value meets the target; a target of 0 is met by any value, or only by one above 0, as the scheme says [D 9]. */
export function meetsTarget(value: Quantity, target: Quantity, zeroTarget: ZeroTarget): boolean {
  if (!isPositive(target) && zeroTarget === 'positive') return isPositive(value);
  return compareQuantities(value, target) >= 0;
}
