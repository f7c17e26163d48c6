import { type Fraction, fraction, isAbove, minus, over, plus, times, zero } from './exact-fraction.ts';
import type { PlainAmong, PlainExpression } from './plain-scheme.ts';

/** What an expression may be asked of one district on one basis, component by component. */
export interface Numbers {
  value(component: string): Fraction | null;
  claimed(component: string): Fraction | null;
  verified(component: string): Fraction | null;
  target(component: string): Fraction | null;
  points(component: string): Fraction;
  coefficient(name: string): Fraction | null;
}

/** A district among those that a function over the cohort looks at. */
export interface Asked {
  readonly own: Numbers;
  /** Of every district, or of those of the own group; the own one is among them. */
  all(among: PlainAmong): readonly Numbers[];
}

/** The exact number of an expression for a district; `null` where there is none. */
export function numberOf(expression: PlainExpression, asked: Asked): Fraction | null {
  if (typeof expression === 'string') return fraction(expression);
  const { own } = asked;
  if ('value' in expression) return own.value(expression.value);
  if ('claimed' in expression) return own.claimed(expression.claimed);
  if ('verified' in expression) return own.verified(expression.verified);
  if ('target' in expression) return own.target(expression.target);
  if ('points' in expression) return own.points(expression.points);
  if ('coefficient' in expression) return own.coefficient(expression.coefficient);
  const of = (part: PlainExpression) => numberOf(part, asked);
  if ('add' in expression) return joined(expression.add.map(of), plus);
  if ('multiply' in expression) return joined(expression.multiply.map(of), times);
  if ('subtract' in expression) return joined(expression.subtract.map(of), minus);
  if ('divide' in expression) return joined(expression.divide.map(of), over);
  if ('least' in expression) return first(expression.least.map(of), (a, b) => isAbove(b, a));
  if ('greatest' in expression) return first(expression.greatest.map(of), isAbove);
  return overCohort(expression, asked);
}

/** All parts joined one after the other; nothing if one of them, or what joins them, gives no number. */
function joined(
  parts: readonly (Fraction | null)[],
  join: (a: Fraction, b: Fraction) => Fraction | null,
): Fraction | null {
  const [head, ...rest] = parts;
  return rest.reduce<Fraction | null>((all, part) => (all && part ? join(all, part) : null), head!);
}

/** The part that stands before every other; those without a number are skipped. */
function first(
  parts: readonly (Fraction | null)[],
  standsBefore: (a: Fraction, b: Fraction) => boolean,
): Fraction | null {
  const numbers = parts.filter((part) => part !== null);
  return numbers.find((one) => !numbers.some((other) => standsBefore(other, one))) ?? null;
}

type OverCohort = Extract<PlainExpression, { readonly among?: PlainAmong }>;

function overCohort(expression: OverCohort, { all }: Asked): Fraction | null {
  const among = all(expression.among ?? 'cohort');
  const inside = Object.entries(expression).find(([key]) => key !== 'among')![1] as PlainExpression;
  const numbers = among.flatMap((own) => numberOf(inside, { own, all }) ?? []);
  if (numbers.length === 0) return null;
  if ('best' in expression) return first(numbers, isAbove);
  if ('lowest' in expression) return first(numbers, (a, b) => isAbove(b, a));
  const sum = numbers.reduce(plus, zero);
  return 'sum' in expression ? sum : over(sum, { over: BigInt(numbers.length), under: 1n });
}

/** The ids of all components that an expression names, whatever it reads of them. */
export function componentsIn(expression: PlainExpression): string[] {
  if (typeof expression === 'string') return [];
  return Object.entries(expression).flatMap(([key, inside]): string[] => {
    if (key === 'among' || key === 'coefficient') return [];
    if (['value', 'claimed', 'verified', 'target', 'points'].includes(key)) return [inside as string];
    return [inside as PlainExpression | PlainExpression[]].flat().flatMap(componentsIn);
  });
}
