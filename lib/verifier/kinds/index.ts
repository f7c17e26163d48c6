import * as z from 'zod';
import type { Formula } from '../formula.ts';
import type { Fraction } from '../fraction.ts';
import type { Placing } from '../places-held.ts';
import { bands } from './bands.ts';
import { completion } from './completion.ts';
import { discretionary } from './discretionary.ts';
import type { Counted, Kind } from './kind.ts';
import { perUnit } from './per-unit.ts';
import { places } from './places.ts';
import { proportional } from './proportional.ts';
import { recorded } from './recorded.ts';
import { top } from './top.ts';
import { veto } from './veto.ts';

const kinds = {
  completion,
  proportional,
  top,
  discretionary,
  bands,
  'per-unit': perUnit,
  places,
  recorded,
  veto,
};

/** The rule of a component as a document writes it, of any kind. */
export const rule = z.discriminatedUnion('kind', [
  completion.settings,
  proportional.settings,
  top.settings,
  discretionary.settings,
  bands.settings,
  perUnit.settings,
  places.settings,
  recorded.settings,
  veto.settings,
]);

/** A rule that was read. */
export type Rule = z.infer<typeof rule>;

/** Its kind; the settings of a rule are those of its kind, which types can't say. */
function kindOf({ kind }: Rule): Kind<z.ZodObject> {
  return kinds[kind] as unknown as Kind<z.ZodObject>;
}

/** The exact points that a rule gives, before they are kept within bounds and rounded. */
export function earned(of: Rule, counted: Counted): Fraction {
  return kindOf(of).earned(of, counted);
}

/** The points in a rule's settings: all of them, and those that are full points at most. */
export function pointsIn(of: Rule): { readonly all: readonly string[]; readonly capped: readonly string[] } {
  const kind = kindOf(of);
  return { all: kind.keptPoints?.(of) ?? [], capped: kind.cappedPoints?.(of) ?? [] };
}

/** The formulas in a rule's settings. */
export function formulasIn(of: Rule): readonly Formula[] {
  return kindOf(of).formulas?.(of) ?? [];
}

/** How districts take places by a rule; `null` where they take none. */
export function placingOf(of: Rule): Placing | null {
  return kindOf(of).placing?.(of) ?? null;
}

/** The best grade that a rule leaves to whom it is above zero; `null` where it leaves all. */
export function bestGradeOf(of: Rule): string | null {
  return kindOf(of).bestGrade?.(of) ?? null;
}

/** Whether a rule takes yes or no, and a deduction that is decided for a no. */
export function isYesOrNo(of: Rule): boolean {
  return kindOf(of).isYesOrNo ?? false;
}
