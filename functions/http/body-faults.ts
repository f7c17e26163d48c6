import type * as z from 'zod';
import type { Path } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';
import { notations } from '../contract/notations.ts';
import { NumberLiteral } from '../contract/number-literal.ts';
import { type BodyFault, refusalOf } from '../contract/refusals.ts';
import type { ReadBody } from './json-body.ts';
import { jsonPointer } from './json-pointer.ts';

type Issue = z.core.$ZodIssue;
type Kind = Pick<BodyFault, 'code' | 'message'>;

/** Most faults that one answer lists, so that its size is bounded whatever was sent. */
export const bodyFaultsMax = 100;

/** The schema's value, or every fault of the body, of which there is at least one. */
export type BodyValidation<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly [BodyFault, ...BodyFault[]] };

/** Holds a body that was read against its schema. */
export function validateBody<S extends z.ZodType>(schema: S, read: ReadBody): BodyValidation<z.output<S>> {
  const parsed = schema.safeParse(read.value);
  if (parsed.success && read.forbiddenKeys.length === 0) return { ok: true, value: parsed.data };
  const [first, ...others] = bodyFaults(read, parsed.error?.issues ?? []);
  return { ok: false, errors: [first!, ...others] };
}

/**
 * What is wrong with a body, or a query, in which its schema or forbidden names found something: these first as
 * `unknown-property`, then the schema's faults in zod's order, at most 100 in all. Messages say what is expected and
 * never repeat the value.
 */
export function bodyFaults({ value, forbiddenKeys }: ReadBody, issues: readonly Issue[]): readonly BodyFault[] {
  const forbidden = forbiddenKeys.map((path) => ({ path, ...unknownProperty }));
  return [...forbidden, ...faultsOf(issues, value, [])].slice(0, bodyFaultsMax);
}

const unknownProperty: Kind = {
  code: 'unknown-property',
  message: { en: 'Is not a property of this object.', zh: '此对象没有这一属性。' },
};

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
  if (!given.found) return at({ code: 'required', message: { en: 'Is required.', zh: '此处为必填。' } });
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

const typeNames: Readonly<Record<string, Text>> = {
  string: { en: 'text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number without point or exponent', zh: '不带小数点和指数的整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  array: { en: 'a list', zh: '列表' },
  tuple: { en: 'a list', zh: '列表' },
  object: { en: 'an object', zh: '对象' },
  record: { en: 'an object', zh: '对象' },
  null: { en: 'null', zh: 'null' },
};

/** What a value of another JSON type is told; `expected` are zod's names of types. */
function typeMessage(expected: readonly string[]): Text {
  const names = [...new Set(expected)].flatMap((name) => typeNames[name] ?? []);
  if (names.length === 0) return { en: 'Is of the wrong type.', zh: '类型不正确。' };
  const en = [...new Set(names.map((name) => name.en))].join(' or ');
  const zh = [...new Set(names.map((name) => name.zh))].join('或');
  return { en: `Must be ${en}.`, zh: `必须是${zh}。` };
}

/** What a value outside a closed choice is told. */
function choiceMessage(choices: readonly unknown[]): Text {
  return {
    en: `Must be one of: ${choices.map(String).join(', ')}.`,
    zh: `只能是：${choices.map(String).join('、')}。`,
  };
}

/** What text in the wrong notation is told: in words, for a pattern says nothing to people. */
function formatMessage({ format, message }: z.core.$ZodIssueInvalidStringFormat): Text {
  return notations[format === 'regex' ? message : format] ?? anotherNotation;
}

const anotherNotation: Text = {
  en: 'Is not in the expected notation; /docs describes it.',
  zh: '格式不正确；正确的格式见 /docs。',
};

type SizeIssue = z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall;

/** What a number, text or list outside its bounds is told. */
function sizeMessage(issue: SizeIssue): Text {
  const measured = measures[issue.origin] ?? { en: 'Must be', zh: '' };
  const bound = issue.code === 'too_big' ? issue.maximum : issue.minimum;
  const { en, zh } = comparisons[`${issue.code} ${issue.inclusive === false ? 'strict' : 'inclusive'}`];
  return { en: `${measured.en} ${en} ${bound}.`, zh: `${measured.zh}${zh} ${bound}。` };
}

const comparisons = {
  'too_big inclusive': { en: 'at most', zh: '不得大于' },
  'too_big strict': { en: 'less than', zh: '必须小于' },
  'too_small inclusive': { en: 'at least', zh: '不得小于' },
  'too_small strict': { en: 'more than', zh: '必须大于' },
} as const;

/** A number itself is measured where none of these is. */
const measures: Readonly<Record<string, Text>> = {
  string: { en: 'The number of characters must be', zh: '字符数' },
  array: { en: 'The number of items must be', zh: '项数' },
  object: { en: 'The number of properties must be', zh: '属性数' },
};

/** What a number between the allowed steps is told. */
function multipleMessage(divisor: number | bigint): Text {
  return { en: `Must be a multiple of ${divisor}.`, zh: `必须是 ${divisor} 的倍数。` };
}

/** What is told whose parts contradict each other: the schema's own sentence, where it has one. */
function contradictionMessage(text: Text | undefined): Text {
  return text ?? { en: 'Its parts contradict each other; /docs describes it.', zh: '各部分互相矛盾；说明见 /docs。' };
}
