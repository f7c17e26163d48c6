import * as z from 'zod';

const numbers = ['value', 'claimed', 'verified', 'target', 'points'] as const;
const operations = ['add', 'subtract', 'multiply', 'divide', 'least', 'greatest'] as const;
const overCohort = ['mean', 'best', 'lowest', 'sum'] as const;

/** Over whom something is: all districts, or those of the same group; districts without a group are one. */
export const among = z.enum(['cohort', 'group']);

/** One number that a formula takes of a component. */
export interface ComponentNumber {
  readonly op: (typeof numbers)[number];
  readonly of: string;
}

/** A function over the numbers of all districts, or of the district's group. */
export interface CohortFunction {
  readonly op: (typeof overCohort)[number];
  readonly part: Formula;
  readonly among: z.infer<typeof among>;
}

/** An expression of the scheme as it was read: every part says by `op` what it is. */
export type Formula =
  | { readonly op: 'constant'; readonly text: string }
  | { readonly op: 'coefficient'; readonly name: string }
  | ComponentNumber
  | { readonly op: (typeof operations)[number]; readonly parts: readonly Formula[] }
  | CohortFunction;

const [nodesMax, levelsMax, digitsMax] = [200, 12, 60];

/** How an expression is written; read no deeper than it may be. */
export const formula = z.unknown().transform((json, context): Formula => {
  const read = readFormula(json);
  if (typeof read !== 'string') return read;
  context.issues.push({ code: 'custom', message: read, input: json });
  return z.NEVER;
});

/** The formula, or why it is none. */
function readFormula(json: unknown): Formula | string {
  let nodes = 0;
  const read = (part: unknown, level: number, isInCohort: boolean): Formula | string => {
    nodes++;
    if (nodes > nodesMax || level > levelsMax) return `more than ${nodesMax} parts or ${levelsMax} levels`;
    if (typeof part === 'string') return isDecimal(part) ? { op: 'constant', text: part } : 'not a decimal number';
    const taken = takeApart(part);
    if (typeof taken === 'string') return taken;
    const { op, inside, among } = taken;
    if (isOneOf(numbers, op)) return { op, of: inside as string };
    if (op === 'coefficient') return { op, name: inside as string };
    if (isOneOf(overCohort, op)) {
      if (isInCohort) return 'a function over the cohort inside another';
      const inner = read(inside, level + 1, true);
      return typeof inner === 'string' ? inner : { op, part: inner, among };
    }
    const parts = (inside as unknown[]).map((each) => read(each, level + 1, isInCohort));
    const fault = parts.find((each) => typeof each === 'string');
    return fault ?? { op, parts: parts as Formula[] };
  };
  return read(json, 1, false);
}

function isDecimal(text: string): boolean {
  return text.length <= digitsMax && /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text);
}

type Op = Exclude<Formula['op'], 'constant'>;

interface TakenApart {
  readonly op: Op;
  readonly inside: unknown;
  readonly among: CohortFunction['among'];
}

/** What a part is, and what stands in it, in the form that belongs to it. */
function takeApart(part: unknown): TakenApart | string {
  if (typeof part !== 'object' || part === null) return 'neither a number nor an expression';
  const { among: whom, ...rest } = part as Readonly<Record<string, unknown>>;
  const entries = Object.entries(rest);
  const [op, inside] = entries[0] ?? ['', null];
  if (entries.length !== 1) return 'not one operation';
  if (whom !== undefined && !(isOneOf(overCohort, op) && among.safeParse(whom).success)) return `among ${String(whom)}`;
  if (!isWellMade(op, inside)) return `no expression: ${op.slice(0, 20)}`;
  return { op: op as Op, inside, among: (whom as CohortFunction['among'] | undefined) ?? 'cohort' };
}

function isWellMade(op: string, inside: unknown): boolean {
  if (isOneOf(numbers, op) || op === 'coefficient') return typeof inside === 'string';
  if (isOneOf(overCohort, op)) return true;
  if (!isOneOf(operations, op) || !Array.isArray(inside)) return false;
  return op === 'subtract' || op === 'divide' ? inside.length === 2 : inside.length > 0;
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

/** Everything that a formula takes of components, inside of functions over the cohort too. */
export function numbersIn(part: Formula): readonly ComponentNumber[] {
  if ('of' in part) return [part];
  if ('parts' in part) return part.parts.flatMap(numbersIn);
  return 'part' in part ? numbersIn(part.part) : [];
}

/** The names of the coefficients that a formula takes of districts. */
export function coefficientsIn(part: Formula): readonly string[] {
  if ('name' in part) return [part.name];
  if ('parts' in part) return part.parts.flatMap(coefficientsIn);
  return 'part' in part ? coefficientsIn(part.part) : [];
}
