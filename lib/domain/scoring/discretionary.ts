import { type PointUnits, pointUnits, type Rounding } from '../points.ts';
import { isPositive, type Quantity } from '../quantity.ts';
import { type Step, type StepContext, shown, step } from './step.ts';

/** Full when carried out; else full minus the assessor's deduction; 0 while that is undecided [C 12] [D 10]. */
export function discretionaryPoints(
  full: PointUnits,
  value: Quantity,
  deduction: string | null,
  { places }: Rounding,
): PointUnits {
  if (isPositive(value)) return full;
  const taken = deduction === null ? null : pointUnits(deduction, places);
  return taken === null ? 0 : full - taken;
}

/** The steps of a discretionary component whose points are decided. */
export function explainDiscretionary(
  context: StepContext,
  value: Quantity,
  deduction: string | null,
  points: PointUnits,
): Step[] {
  const full = shown(context, context.component.full);
  const given = shown(context, points);
  if (isPositive(value)) return [step(context, `已开展工作，得 ${given} 分。`, `Carried out: ${given} points.`)];
  return [
    step(
      context,
      `未开展，酌情扣 ${deduction} 分：${full} − ${deduction} = ${given} 分。`,
      `Not carried out, ${deduction} deducted: ${full} − ${deduction} = ${given} points.`,
    ),
  ];
}
