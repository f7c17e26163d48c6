import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { NumberLiteral } from '../../functions/contract/number-literal.ts';
import { quantityText } from '../../functions/contract/quantity-schema.ts';
import { lineText, noteText } from '../../functions/contract/text-schema.ts';
import { validateBody } from '../../functions/http/body-faults.ts';
import { bodyDepthMax, forbiddenKeyNames, readJsonBody } from '../../functions/http/json-body.ts';
import { problemAnswer } from '../../functions/http/problem-answer.ts';
import { rejectFaults } from '../../lib/domain/rejection.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readJsonBody(utf8(text));
const slugOf = (text: string) => {
  const body = read(text);
  return body.ok ? 'ok' : body.slug;
};

const claimSchema = z.strictObject({
  value: quantityText(),
  note: noteText({ max: 100 }).optional(),
  name: lineText({ max: 40 }).optional(),
});

/** The first slug that a claim of this text is refused with, or the value it gives. */
function claim(text: string): unknown {
  const body = read(text);
  if (!body.ok) return body.slug;
  const validated = validateBody(claimSchema, body);
  return validated.ok ? validated.value : validated.errors[0].code;
}

describe('the encoding of a body', () => {
  it.each<[string, Uint8Array]>([
    ['a byte order mark', utf8('\ufeff{}')],
    ['UTF-16 with a mark', Uint8Array.from([0xff, 0xfe, ...Buffer.from('{"value":"1"}', 'utf16le')])],
    ['UTF-16 without a mark, low byte first', Buffer.from('{"value":"1"}', 'utf16le')],
    ['UTF-16 without a mark, high byte first', Buffer.from('{"value":"1"}', 'utf16le').swap16()],
    ['UTF-16 of Chinese', Buffer.from('"上城区"', 'utf16le')],
    ['GBK', Uint8Array.from([0x22, 0xd6, 0xd0, 0x22])],
    ['GB18030 of four bytes', Uint8Array.from([0x22, 0x81, 0x30, 0x81, 0x30, 0x22])],
    ['a cut sequence', Uint8Array.from([0x22, 0xe4, 0xb8, 0x22])],
    ['an overlong slash', Uint8Array.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate in UTF-8', Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('refuses %s as invalid-encoding', (_, bytes) => {
    expect(readJsonBody(bytes)).toMatchObject({ ok: false, slug: 'invalid-encoding' });
  });

  it('accepts UTF-8 of any plane', () => {
    expect(read('{"note":"上城区 𠮷"}')).toEqual({ ok: true, value: { note: '上城区 𠮷' }, forbiddenKeys: [] });
  });
});

describe('the grammar of a body', () => {
  it('refuses a request without a body as malformed', () => {
    expect(readJsonBody(null)).toMatchObject({ ok: false, slug: 'malformed-json' });
  });

  it.each([
    ...['', ' \n', '{', '[', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '[1,]', '[,1]', '{,}', '[1}', '{"a":1]'],
    ...['NaN', 'Infinity', '-Infinity', '{"value":NaN}', '{"value":Infinity}', '{"value":-Infinity}', 'undefined'],
    ...[
      '{}{}',
      '{} {}',
      '{"value":"1"}\n{"value":"2"}',
      'null null',
      '01',
      '+1',
      '.5',
      '1.',
      '1e',
      '0x1F',
      '1_000',
      '-',
    ],
    ...[
      "{'a':1}",
      '{a:1}',
      '// a\n{}',
      '"a',
      '"\\x"',
      '"\\u12g4"',
      '"a\nb"',
      '"\t"',
      '\u00a0{}',
      '[1 2]',
      '{"a" 1}',
      'tru',
    ],
  ])('refuses %j as malformed-json', (text) => {
    expect(slugOf(text)).toBe('malformed-json');
  });

  it.each(['null', '"x"', '[1]', ' {} ', '[]', '{"a":[{}]}', '"\\ud800"', '-1.5E-3', '\r\n\ttrue'])(
    'accepts %s',
    (text) => {
      expect(slugOf(text)).toBe('ok');
    },
  );

  it('says where it stopped and what it wanted, in both languages', () => {
    expect(read('{"名":1,\n "𠮷": nil}')).toEqual({
      ok: false,
      slug: 'malformed-json',
      detail: {
        en: 'The body is not JSON: line 2, column 7 needs a value.',
        zh: '请求体不是合法的 JSON：第 2 行第 7 列应为一个值。',
      },
    });
  });

  it('never repeats a value in what it says', () => {
    const body = read('{"idNumber":"330102199001011234" "x"}');
    expect(body).toMatchObject({ ok: false });
    expect(JSON.stringify(body)).not.toContain('330102');
  });

  it('agrees with JSON.parse on every text of JSON characters', () => {
    const character = fc.constantFrom(...'{}[]",:\\u0d8eE+-.1 \n', 'true', 'null', '"a"', '"b":', '{"', '"}', '\u0000');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
        expectAgreement(characters.join(''));
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with JSON.parse on JSON with one change', () => {
    const change = fc.record({
      at: fc.nat(),
      cut: fc.nat(2),
      insert: fc.constantFrom('', ',', '"', '}', ']', ':', '\\', '0'),
    });
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), change, (json, { at, cut, insert }) => {
        const offset = at % (json.length + 1);
        expectAgreement(json.slice(0, offset) + insert + json.slice(offset + cut));
      }),
      { numRuns: 1000 },
    );
  });

  function expectAgreement(text: string): void {
    const slug = text.charCodeAt(0) === 0 || text.charCodeAt(1) === 0 ? 'malformed-json' : slugOf(text);
    if (slug === 'duplicate-key') return;
    expect(slug).toBe(parses(text) ? 'ok' : 'malformed-json');
  }

  function parses(text: string): boolean {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }
});

describe('the depth of a body', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const nestedObjects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  it.each([nested, nestedObjects])('accepts 20 levels and refuses 21', (text) => {
    expect(slugOf(text(bodyDepthMax))).toBe('ok');
    expect(slugOf(text(bodyDepthMax + 1))).toBe('too-deep');
  });

  it('counts levels that are open at once, not all there are', () => {
    expect(slugOf(`[${Array(100).fill('{"a":[1]}').join(',')}]`)).toBe('ok');
  });

  it.each([nested(100_000), '['.repeat(200_000), '{"a":'.repeat(40_000)])(
    'refuses a depth of many thousands',
    (text) => {
      expect(slugOf(text)).toBe('too-deep');
    },
  );
});

describe('property names', () => {
  it.each([
    '{"value":"1","value":"2"}',
    '{"value":"1","v\\u0061lue":"2"}',
    '{"\u00e9":1,"e\u0301":2}',
    '[{"a":{"b":1,"c":2,"b":3}}]',
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
  ])('refuses %s as duplicate-key', (text) => {
    expect(slugOf(text)).toBe('duplicate-key');
  });

  it.each(['{"a":{"a":1},"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":1,"A":2}'])('accepts %s', (text) => {
    expect(slugOf(text)).toBe('ok');
  });

  it('tells long names apart to their last character', () => {
    const long = 'k'.repeat(300);
    expect(slugOf(`{"${long}1":1,"${long}2":2}`)).toBe('ok');
    expect(slugOf(`{"${long}1":1,"${long}1":2}`)).toBe('duplicate-key');
  });

  it('names the place of the second of two equal names', () => {
    expect(read('{"claims":[{},{"a/b":1,\n"a/b":2}]}')).toMatchObject({
      detail: { en: 'A property is given twice: /claims/1/a~1b (line 2, column 1).' },
    });
  });

  it('answers a name of a hundred thousand accents', () => {
    expect(slugOf(`{"a${'\u0301'.repeat(60_000)}${'\u0316'.repeat(60_000)}":1}`)).toBe('ok');
  });

  it('drops forbidden names at any depth and says where they were', () => {
    const text = '{"__proto__":{"admin":true},"a":[{"constructor":{"prototype":1},"b":1}],"c":{"\\u005f_proto__":[1]}}';
    const body = read(text);
    expect(body).toEqual({
      ok: true,
      value: { a: [{ b: 1 }], c: {} },
      forbiddenKeys: [['__proto__'], ['a', 0, 'constructor'], ['a', 0, 'constructor', 'prototype'], ['c', '__proto__']],
    });
    const value = (body as { value: Record<string, object> }).value;
    for (const object of [value, value.c!]) {
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
      expect(Object.getOwnPropertyNames(object)).not.toContain('__proto__');
    }
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it('lists at most 100 forbidden names, each of bounded length', () => {
    const body = read(`{"${'k'.repeat(50_000)}":[${Array(5000).fill('{"__proto__":0}').join(',')}]}`);
    expect(body).toMatchObject({ ok: true, forbiddenKeys: { length: 100 } });
    const validated = body.ok && validateBody(z.looseObject({}), body);
    if (!validated || validated.ok) throw new Error('forbidden names were let pass');
    expect(problemAnswer(rejectFaults(validated.errors), 'en', '/requests/1').body.length).toBeLessThan(100_000);
  });
});

describe('numbers of a body', () => {
  it.each(['1', '0', '-1', '0.5', '1e+21', '123456789.25', '9007199254740991'])('keeps %s as a number', (text) => {
    expect(read(text)).toMatchObject({ value: Number(text) });
  });

  it.each([
    '1.50',
    '1e400',
    '-1e400',
    '9007199254740993',
    '-0',
    '1e2',
    '1E2',
    '0.0',
    '100000000000000000000000',
    '0.0000001',
  ])('keeps %s as it was written', (text) => {
    expect(read(`{"a":[${text}]}`)).toEqual({
      ok: true,
      value: { a: [new NumberLiteral(text)] },
      forbiddenKeys: [],
    });
  });

  it.each<[string, string]>([
    ['1e400', 'value-out-of-range'],
    ['-1e400', 'value-out-of-range'],
    ['"-0"', 'value-out-of-range'],
    ['"-1"', 'value-out-of-range'],
    ['-0', 'value-out-of-range'],
    ['NaN', 'malformed-json'],
    ['Infinity', 'malformed-json'],
    ['"NaN"', 'value-syntax'],
    ['"Infinity"', 'value-syntax'],
    ['"inf"', 'value-syntax'],
    [`"${'1234567890'.repeat(4)}"`, 'value-out-of-range'],
    ['1234567890'.repeat(4), 'value-out-of-range'],
    ['9007199254740993', 'value-out-of-range'],
    ['"1E+2"', 'value-syntax'],
    ['"1e2"', 'value-syntax'],
    ['1e2', 'value-syntax'],
    ['"１２"', 'value-syntax'],
    ['"١٢"', 'value-syntax'],
    ['"十二"', 'value-syntax'],
    ['""', 'required'],
    ['" "', 'required'],
    ['null', 'type'],
    ['true', 'type'],
    ['[5]', 'type'],
    ['{}', 'type'],
    ...['0x1F', '1_000', '1,000', '1.000,5', '12%', '12万'].map(
      (text) => [`"${text}"`, 'value-syntax'] as [string, string],
    ),
  ])('refuses the claimed value %s with %s', (value, slug) => {
    expect(claim(`{"value":${value}}`)).toBe(slug);
  });

  it.each([
    ['"12.5"', '12.5'],
    ['"12.50"', '12.50'],
    ['12.5', '12.5'],
    ['12.50', '12.50'],
    ['123456789.123456', '123456789.123456'],
    ['"999999999999999.999999"', '999999999999999.999999'],
  ])('takes the claimed value %s exactly as written', (value, text) => {
    expect(claim(`{"value":${value}}`)).toEqual({ value: text });
  });
});

describe('text and shape of a body', () => {
  it.each([
    ['null', 'type'],
    ['"x"', 'type'],
    ['[1]', 'type'],
    ['1.50', 'type'],
    ['{}', 'required'],
    ['{"vlaue":"1","value":"1"}', 'unknown-property'],
    ['{"__proto__":{"value":"1"}}', 'unknown-property'],
    ['{"value":"1","constructor":1}', 'unknown-property'],
    ['{"value":"1","note":{"prototype":1}}', 'unknown-property'],
    ['{"value":"1","note":"\\ud800"}', 'text-invalid'],
    ['{"value":"1","note":"a\\u0000b"}', 'text-invalid'],
    ['{"value":"1","note":"a\\u0085b"}', 'text-invalid'],
    ['{"value":"1","name":"a\\nb"}', 'text-invalid'],
  ])('refuses %s with %s', (text, slug) => {
    expect(claim(text)).toBe(slug);
  });

  it('stores a name in NFC however it was composed', () => {
    expect(claim('{"value":"1","name":"Caf\\u0065\\u0301"}')).toEqual({ value: '1', name: 'Caf\u00e9' });
  });
});

describe('any body', () => {
  /** What JSON.parse gives for the numbers that were kept as written. */
  const plain = (value: unknown): unknown => {
    if (value instanceof NumberLiteral) return Number(value.source);
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  };

  const keysAreOrdinary = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return true;
    const keys = Array.isArray(value) ? [] : Object.keys(value);
    const distinct = new Set(keys.map((key) => key.normalize('NFC')));
    return (
      distinct.size === keys.length &&
      !keys.some((key) => forbiddenKeyNames.has(key)) &&
      Object.values(value).every(keysAreOrdinary)
    );
  };

  it('gives what JSON.parse gives where every name is distinct and allowed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: bodyDepthMax - 1, stringUnit: 'binary', depthSize: 'medium' }), (value) => {
        fc.pre(keysAreOrdinary(value));
        const text = JSON.stringify(value);
        const body = read(text);
        expect(body).toMatchObject({ ok: true, forbiddenKeys: [] });
        expect(plain((body as { value: unknown }).value)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it('is answered and never thrown at, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const body = readJsonBody(bytes);
        if (!body.ok) expect(body.detail).toEqual({ en: expect.stringMatching(/./), zh: expect.stringMatching(/./) });
        else expect(validateBody(claimSchema, body)).toMatchObject({ ok: false });
      }),
      { numRuns: 2000 },
    );
  });
});
