import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { quantityText } from '../../functions/contract/quantity-schema.ts';
import { countText } from '../../functions/contract/schemas.ts';
import { lineText } from '../../functions/contract/text-schema.ts';
import { bodyFaultsMax, validateBody } from '../../functions/http/body-faults.ts';
import { readJsonBody } from '../../functions/http/json-body.ts';
import { jsonPointer } from '../../functions/http/json-pointer.ts';
import { componentIdSchema, idSchema } from '../../lib/domain/ids.ts';

/** The faults of a JSON text as `code pointer`, or none. */
function faults(schema: z.ZodType, text: string): string[] {
  const validated = validate(schema, text);
  return validated.ok ? [] : validated.errors.map(({ code, path }) => `${code} ${jsonPointer(path)}`);
}

function validate(schema: z.ZodType, text: string) {
  const read = readJsonBody(new TextEncoder().encode(text));
  if (!read.ok) throw new Error(`not JSON: ${read.slug}`);
  return validateBody(schema, read);
}

const claim = z.strictObject({
  component: z.string().regex(/^[0-9.]+$/),
  value: quantityText(),
  evidence: z.array(z.string()).min(1).max(2).optional(),
});
const bulk = z.strictObject({ claims: z.array(claim).min(1).max(3) });
const cycle = z.strictObject({
  name: lineText({ max: 20 }),
  year: z.int().min(2000).max(2100),
  onBlockers: z.enum(['hold', 'verified-only']).optional(),
  closesAt: z.iso.datetime({ offset: true }).optional(),
});
const assessment = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('verify'), reason: z.string() }),
  z.strictObject({ decision: z.literal('correct'), reason: z.string(), value: quantityText() }),
]);
const targets = z.strictObject({ targets: z.record(z.string().regex(/^[0-9.]+$/), quantityText()) });

describe('an accepted body', () => {
  it('gives the value of the schema', () => {
    expect(validate(bulk, '{"claims":[{"component":"5","value":16}]}')).toEqual({
      ok: true,
      value: { claims: [{ component: '5', value: '16' }] },
    });
  });

  it('may leave out what is optional', () => {
    expect(faults(cycle, '{"name":"2019","year":2019}')).toEqual([]);
  });
});

describe('the slug and place of a fault', () => {
  it.each<[string, z.ZodType, string, string[]]>([
    [
      'an unknown property, one fault each',
      claim,
      '{"component":"5","value":"1","vlaue":"1","a/b":2}',
      ['unknown-property /vlaue', 'unknown-property /a~1b'],
    ],
    [
      'a nested unknown property',
      bulk,
      '{"claims":[{"component":"5","value":"1","x":1}]}',
      ['unknown-property /claims/0/x'],
    ],
    ['a missing property', claim, '{}', ['required /component', 'required /value']],
    ['a missing choice', z.strictObject({ a: z.enum(['x']), b: z.literal('y') }), '{}', ['required /a', 'required /b']],
    ['null instead of text', claim, '{"component":null,"value":"1"}', ['type /component']],
    ['another type', claim, '{"component":[],"value":true}', ['type /component', 'type /value']],
    ['a body of another type', claim, '[]', ['type ']],
    [
      'too many items',
      bulk,
      `{"claims":[${Array(4).fill('{"component":"5","value":"1"}')}]}`,
      ['too-many-items /claims'],
    ],
    ['no items', bulk, '{"claims":[]}', ['required /claims']],
    [
      'a choice that does not exist',
      cycle,
      '{"name":"a","year":2019,"onBlockers":"x"}',
      ['value-out-of-range /onBlockers'],
    ],
    ['a choice of another type', cycle, '{"name":"a","year":2019,"onBlockers":1}', ['type /onBlockers']],
    ['null for a choice', cycle, '{"name":"a","year":2019,"onBlockers":null}', ['type /onBlockers']],
    ['text in the wrong form', claim, '{"component":"x","value":"1"}', ['value-syntax /component']],
    ['a wrong instant', cycle, '{"name":"a","year":2019,"closesAt":"2020-01-01"}', ['value-syntax /closesAt']],
    ['a number too small', cycle, '{"name":"a","year":1999}', ['value-out-of-range /year']],
    ['a number too large', cycle, '{"name":"a","year":2101}', ['value-out-of-range /year']],
    ['a huge integer, once', cycle, '{"name":"a","year":100000000000000000000}', ['value-out-of-range /year']],
    ['a fraction for an integer', cycle, '{"name":"a","year":2019.5}', ['type /year']],
    ['an integer in other notation', cycle, '{"name":"a","year":2019.0}', ['type /year']],
    ['an infinite integer', cycle, '{"name":"a","year":1e400}', ['type /year']],
    ['a number in other notation for text', cycle, '{"name":1.50,"year":2019}', ['type /name']],
    ['a number in other notation for an object', claim, '1.50', ['type ']],
    ['a number in other notation for an item', bulk, '{"claims":[1.0]}', ['type /claims/0']],
    [
      'a number in other notation for a choice',
      cycle,
      '{"name":"a","year":2019,"onBlockers":1.0}',
      ['type /onBlockers'],
    ],
    ['a number in other notation for a record', targets, '{"targets":1.0}', ['type /targets']],
    ['a refusal of our own', claim, '{"component":"5","value":"-1"}', ['value-out-of-range /value']],
    [
      'a refused value of a record',
      targets,
      '{"targets":{"5":"x","20.1":""}}',
      ['value-syntax /targets/5', 'required /targets/20.1'],
    ],
    ['a refused name of a record', targets, '{"targets":{"５":"1"}}', ['value-syntax /targets/５']],
    ['a name outside the record', z.partialRecord(z.enum(['5']), z.string()), '{"6":"1"}', ['unknown-property /6']],
    ['an empty text', z.string().min(1), '""', ['required ']],
    ['a short text', z.string().min(3), '"a"', ['text-invalid ']],
    ['a long text', z.string().max(3), '"abcd"', ['text-invalid ']],
    ['no multiple', z.number().multipleOf(5), '3', ['value-out-of-range ']],
    ['too few of a pair', z.tuple([z.string(), z.string()]), '["a"]', ['required ']],
    ['a contradiction', z.strictObject({ a: z.string() }).refine(() => false), '{"a":"x"}', ['value-out-of-range ']],
  ])('of %s', (_, schema, text, expected) => {
    expect(faults(schema, text)).toEqual(expected);
  });
});

describe('a body with several shapes', () => {
  const either = z.strictObject({
    target: z.union([z.string().min(2), z.strictObject({ from: quantityText(), to: quantityText() }), z.null()]),
  });

  it.each<[string, z.ZodType, string, string[]]>([
    ['a missing decision', assessment, '{"reason":"x"}', ['required /decision']],
    ['an unknown decision', assessment, '{"decision":"x"}', ['value-out-of-range /decision']],
    ['a decision of another type', assessment, '{"decision":5}', ['type /decision']],
    ['a decision in other notation', assessment, '{"decision":5.0}', ['type /decision']],
    ['what the decision needs', assessment, '{"decision":"correct","reason":1}', ['type /reason', 'required /value']],
    [
      'what the decision excludes',
      assessment,
      '{"decision":"verify","reason":"x","value":"1"}',
      ['unknown-property /value'],
    ],
    ['a body of another type', assessment, '5', ['type ']],
    ['no shape of this type', either, '{"target":true}', ['type /target']],
    ['the shape that comes closest', either, '{"target":{"from":"1","to":"x"}}', ['value-syntax /target/to']],
    [
      'the shape with the fewest faults, wherever it stands',
      z.union([z.strictObject({ a: z.string(), b: z.string() }), z.strictObject({ c: z.string(), d: z.string() })]),
      '{"c":"1"}',
      ['required /d'],
    ],
    [
      'the shape whose properties it has, whatever is in them',
      z.union([
        z.strictObject({ a: z.string() }),
        z.strictObject({ b: z.strictObject({ c: z.string(), d: z.string(), e: z.string() }) }),
      ]),
      '{"b":{"c":"1"}}',
      ['required /b/d', 'required /b/e'],
    ],
    ['a missing union', either, '{}', ['required /target']],
    ['an own refusal over other types', z.union([quantityText(), z.null()]), '1e400', ['value-out-of-range ']],
    ['constants of several types', z.union([z.literal('a'), z.literal(3)]), '"b"', ['value-out-of-range ']],
    ['a text that two shapes fit', z.xor([z.string(), z.string().max(9)]), '"b"', ['type ']],
  ])('names %s', (_, schema, text, expected) => {
    expect(faults(schema, text)).toEqual(expected);
  });

  it('says which types it takes', () => {
    expect(validate(either, '{"target":true}')).toMatchObject({
      errors: [{ message: { en: 'Must be text or an object or null.', zh: '必须是文本或对象或null。' } }],
    });
  });
});

describe('the list of faults', () => {
  it('begins with forbidden names, and refuses them even where the schema is met', () => {
    expect(faults(claim, '{"component":"x","value":"1","__proto__":{}}')).toEqual([
      'unknown-property /__proto__',
      'value-syntax /component',
    ]);
    expect(faults(z.looseObject({}), '{"a":{"constructor":1}}')).toEqual(['unknown-property /a/constructor']);
  });

  it('finds a property missing that every object inherits', () => {
    expect(faults(z.strictObject({ toString: z.string() }), '{}')).toEqual(['required /toString']);
  });

  it.each([
    [z.array(z.string()), `[${Array(100_000).fill(0)}]`],
    [z.strictObject({}), `{${Array.from({ length: 20_000 }, (_, key) => `"${key}":0`)}}`],
    [z.record(z.string(), z.string()), `{${Array.from({ length: 20_000 }, (_, key) => `"${key}":0`)}}`],
  ])('is bounded for a body of nothing but faults', (schema, text) => {
    expect(faults(schema, text)).toHaveLength(bodyFaultsMax);
  });

  it('speaks both languages and never repeats the value', () => {
    const secret = '330102199001011234X';
    const text = `{"name":"${secret}\\u0000","year":"${secret}","onBlockers":"${secret}","closesAt":"${secret}"}`;
    const validated = validate(cycle, text);
    expect(validated).toMatchObject({ errors: { length: 4 } });
    expect(JSON.stringify(validated)).not.toContain(secret);
    for (const { message } of validated.ok ? [] : validated.errors) {
      expect(message.en).toMatch(/^[A-Z].*\.$/);
      expect(message.zh).toMatch(/[\u4e00-\u9fff].*。$/);
    }
  });

  it.each<[z.ZodType, string, string, string]>([
    [z.int(), '1.5', 'Must be a whole number without point or exponent.', '必须是不带小数点和指数的整数。'],
    [z.int(), '1.0', 'Must be a whole number without point or exponent.', '必须是不带小数点和指数的整数。'],
    [z.string(), '1.0', 'Must be text.', '必须是文本。'],
    [z.string().max(2), '"abc"', 'The number of characters must be at most 2.', '字符数不得大于 2。'],
    [z.int().max(5), '6', 'Must be at most 5.', '不得大于 5。'],
    [z.number().gt(0), '0', 'Must be more than 0.', '必须大于 0。'],
    [z.number().lt(0), '0', 'Must be less than 0.', '必须小于 0。'],
    [z.array(z.string()).min(1), '[]', 'The number of items must be at least 1.', '项数不得小于 1。'],
    [z.enum(['hold', 'verified-only']), '"x"', 'Must be one of: hold, verified-only.', '只能是：hold、verified-only。'],
    [
      z.string().regex(/^a$/),
      '"x"',
      'Is not in the expected notation; /docs describes it.',
      '格式不正确；正确的格式见 /docs。',
    ],
    [z.email(), '"x"', 'Is not in the expected notation; /docs describes it.', '格式不正确；正确的格式见 /docs。'],
    [z.iso.date(), '"x"', 'Must be a calendar date, such as 2020-01-31.', '必须是日期，例如 2020-01-31。'],
    [
      idSchema(),
      '"A"',
      'Must be an id: 1 to 32 lower-case letters, digits or hyphens, beginning with a letter or digit.',
      '必须是编号：1 至 32 个小写字母、数字或连字符，以字母或数字开头。',
    ],
    [
      componentIdSchema(),
      '"A"',
      'Must be the id of a component, such as 5 or 20.1.',
      '必须是考核内容编号，例如 5 或 20.1。',
    ],
    [countText(1, 9), '"x"', 'Must be a whole number in digits.', '必须是用数字书写的整数。'],
  ])('says what was expected', (schema, text, en, zh) => {
    expect(validate(schema, text)).toMatchObject({ errors: [{ message: { en, zh } }] });
  });
});
