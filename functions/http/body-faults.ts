import type * as z from 'zod';
import type { Path } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';
import { NumberLiteral } from '../contract/number-literal.ts';
import { type BodyFault, refusalOf } from '../contract/refusals.ts';
import {
  choiceMessage,
  contradictionMessage,
  formatMessage,
  multipleMessage,
  requiredMessage,
  sizeMessage,
  typeMessage,
  unknownPropertyMessage,
} from './body-messages.ts';
import type { ReadBody } from './json-body.ts';
import { jsonPointer } from './json-pointer.ts';

type Issue = z.core.$ZodIssue;
type Kind = Pick<BodyFault, 'code' | 'message'>;

/** Most faults that one answer lists, so that its size is bounded whatever was sent. */
export const bodyFaultsMax = 100;

/**
 * What is wrong with a body, or a query, that its schema refuses or in which forbidden names stand: these first as
 * `unknown-property`, then the schema's faults in zod's order, at most 100 in all. Messages say what is expected and
 * never repeat the value.
 */
export function bodyFaults(
  { value, forbiddenKeys }: ReadBody,
  issues: readonly Issue[],
): readonly [BodyFault, ...BodyFault[]] {
  const forbidden = forbiddenKeys.map((path) => ({ path, ...unknownProperty }));
  const [first, ...others] = [...forbidden, ...faultsOf(issues, value, [])].slice(0, bodyFaultsMax);
  if (!first) throw new Error('the schema refuses a body without an issue');
  return [first, ...others];
}

const unknownProperty: Kind = { code: 'unknown-property', message: unknownPropertyMessage };

/** The faults of a value that stands at `base`; the issues' paths begin at the value. The same fault counts once. */
function faultsOf(issues: readonly Issue[], value: unknown, base: Path): BodyFault[] {
  const faults = new Map<string, BodyFault>();
  for (const issue of issues) {
    for (const fault of faultsOfIssue(issue, value, base))
      faults.set(`${fault.code} ${jsonPointer(fault.path)}`, fault);
    if (faults.size >= bodyFaultsMax) break;
  }
  return [...faults.values()];
}

function faultsOfIssue(issue: Issue, value: unknown, base: Path): BodyFault[] {
  const given = lookUp(value, issue.path);
  // JSON has no symbols.
  const path = [...base, ...issue.path.slice(0, given.depth)] as Path;
  const at = (kind: Kind): BodyFault[] => [{ path, ...kind }];
  // A number in other notation is an object to zod; what it says of the inside is no concern of the caller.
  if (given.depth < issue.path.length) return at(wrongType(['object']));
  const refusal = refusalOf(issue);
  if (refusal) return at({ code: refusal.slug, message: refusal.text });
  if (!given.found) return at({ code: 'required', message: requiredMessage });
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return bestBranch(issue.errors, given.value, path);
  if (issue.code === 'invalid_key') return faultsOf(issue.issues, path.at(-1), path);
  // Besides quantities the contract has whole numbers only.
  if (given.value instanceof NumberLiteral)
    return at(wrongType(expectedTypes(issue).map((type) => (type === 'number' ? 'int' : type))));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, bodyFaultsMax).map((key) => ({ path: [...path, key], ...unknownProperty }));
  return at(kindOf(issue, given.value));
}

interface Given {
  readonly found: boolean;
  readonly value: unknown;
  /** How many steps of the path lead to it; fewer than all where a number is in the way. */
  readonly depth: number;
}

/** JSON has no `undefined`, so what isn't an own property was not given. */
function lookUp(value: unknown, path: readonly PropertyKey[]): Given {
  let current = value;
  for (const [depth, key] of path.entries()) {
    if (current instanceof NumberLiteral) return { found: true, value: current, depth };
    const holdsKey = typeof current === 'object' && current !== null && Object.hasOwn(current, key);
    if (!holdsKey) return { found: false, value: undefined, depth: path.length };
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return { found: current !== undefined, value: current, depth: path.length };
}

/**
 * Of a union, the shape that the value comes closest to: of the right type, with the fewest faults of its own properties,
 * and then inside them.
 */
function bestBranch(branches: readonly (readonly Issue[])[], value: unknown, path: Path): BodyFault[] {
  const pointer = jsonPointer(path);
  const ofRightType = branches
    .map((issues) => faultsOf(issues, value, path))
    .filter((faults) => !faults.some((fault) => fault.code === 'type' && jsonPointer(fault.path) === pointer))
    .sort((a, b) => ownFaults(a, path) - ownFaults(b, path) || a.length - b.length);
  const expected = branches.flatMap((issues) => issues.filter(({ path }) => path.length === 0).flatMap(expectedTypes));
  return ofRightType[0] ?? [{ path, ...wrongType(expected) }];
}

function ownFaults(faults: readonly BodyFault[], path: Path): number {
  return faults.filter((fault) => fault.path.length <= path.length + 1).length;
}

function wrongType(expected: readonly string[]): Kind {
  return { code: 'type', message: typeMessage(expected) };
}

function expectedTypes(issue: Issue): string[] {
  switch (issue.code) {
    case 'invalid_type':
      return [issue.expected];
    case 'invalid_value':
      return issue.values.map((value) => (value === null ? 'null' : typeof value));
    case 'unrecognized_keys':
      return ['object'];
    case 'invalid_union':
      return (('options' in issue && issue.options) || []).map((option) => typeof option);
    default:
      return [];
  }
}

/** The slug and the sentence for what zod found, where the value is there and is no number in other notation. */
function kindOf(issue: Issue, value: unknown): Kind {
  switch (issue.code) {
    case 'too_big':
    case 'too_small':
      return { code: sizeSlug(issue, value), message: sizeMessage(issue) };
    case 'invalid_format':
      return { code: 'value-syntax', message: formatMessage(issue) };
    case 'not_multiple_of':
      return { code: 'value-out-of-range', message: multipleMessage(issue.divisor) };
    case 'invalid_value':
      return choice(issue.values, issue, value);
    case 'invalid_union':
      return choice(('options' in issue && issue.options) || [], issue, value);
    case 'custom':
      return { code: 'value-out-of-range', message: contradictionMessage(issue.params?.text as Text | undefined) };
    default:
      return wrongType(expectedTypes(issue));
  }
}

/** A value of another type than every choice has the wrong type; otherwise it is outside the choice. */
function choice(choices: readonly unknown[], issue: Issue, value: unknown): Kind {
  if (!choices.some((allowed) => typeof allowed === typeof value)) return wrongType(expectedTypes(issue));
  return { code: 'value-out-of-range', message: choiceMessage(choices) };
}

const numberOrigins: ReadonlySet<string> = new Set(['number', 'int', 'bigint', 'date']);

function sizeSlug(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall, value: unknown): BodyFault['code'] {
  if (numberOrigins.has(issue.origin)) return 'value-out-of-range';
  if (issue.origin === 'string') return value === '' ? 'required' : 'text-invalid';
  return issue.code === 'too_big' ? 'too-many-items' : 'required';
}
