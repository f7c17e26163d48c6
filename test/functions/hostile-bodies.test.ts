import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { book, brief, portal, type SampleService, sampleService } from '../support/sample-service.ts';

let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
});

const claim = `PUT ${book()}/components/5/claim`;
const send = (body: unknown, headers: Record<string, string> = {}, isBase64 = true) =>
  service.send(claim, {
    caller: portal(),
    body,
    isBase64,
    headers: { 'content-type': 'application/json', ...headers },
  });

/** Sends a body that must be refused, and sees to it that nothing was written. */
async function refusal(body: unknown, headers?: Record<string, string>, isBase64?: boolean): Promise<string> {
  const commits = service.needs.table.commits;
  const reply = await send(body, headers, isBase64);
  expect(service.needs.table.commits).toBe(commits);
  return brief(reply);
}

const value = (json: string) => `{"value":${json}}`;

describe('a number that is refused writes nothing', () => {
  it.each([
    ['1e400', '422 value-out-of-range'],
    ['-1e400', '422 value-out-of-range'],
    ['"-0"', '422 value-out-of-range'],
    ['-0', '422 value-out-of-range'],
    ['"-1"', '422 value-out-of-range'],
    ['-1', '422 value-out-of-range'],
    ['NaN', '400 malformed-json'],
    ['Infinity', '400 malformed-json'],
    ['-Infinity', '400 malformed-json'],
    ['01', '400 malformed-json'],
    ['+1', '400 malformed-json'],
    ['.5', '400 malformed-json'],
    ['1.', '400 malformed-json'],
    ['"NaN"', '422 value-syntax'],
    ['"Infinity"', '422 value-syntax'],
    ['"inf"', '422 value-syntax'],
    [`"${'9'.repeat(40)}"`, '422 value-out-of-range'],
    ['9'.repeat(40), '422 value-out-of-range'],
    ['9007199254740993', '422 value-out-of-range'],
    ['"1E+2"', '422 value-syntax'],
    ['"1e2"', '422 value-syntax'],
    ['1e2', '422 value-syntax'],
    ['"１２"', '422 value-syntax'],
    ['"١٢"', '422 value-syntax'],
    ['"十二"', '422 value-syntax'],
    ['""', '422 required'],
    ['" "', '422 required'],
    ['"\\u3000"', '422 required'],
    ['null', '422 type'],
    ['true', '422 type'],
    ['[5]', '422 type'],
    ['{}', '422 type'],
    ['{"source":"5"}', '422 type'],
    ['"0x1F"', '422 value-syntax'],
    ['"1_000"', '422 value-syntax'],
    ['"1,000"', '422 value-syntax'],
    ['"1.000,5"', '422 value-syntax'],
    ['"12%"', '422 value-syntax'],
    ['"12万"', '422 value-syntax'],
    ['" 12"', '422 value-syntax'],
    ['"12\\n"', '422 value-syntax'],
    ['"012"', '422 value-syntax'],
    ['"1.1234567"', '422 value-syntax'],
    ['"1."', '422 value-syntax'],
    ['".5"', '422 value-syntax'],
    ['"+1"', '422 value-syntax'],
    ['"--1"', '422 value-syntax'],
    ['"1000000000000000"', '422 value-out-of-range'],
    ['1000000000000000', '422 value-out-of-range'],
  ])('%s → %s', async (json, expected) => {
    expect(await refusal(value(json))).toBe(expected);
  });
});

describe('a number that is accepted is kept exactly as it was written', () => {
  it.each([
    ['"9007199254740993"', null],
    ['"999999999999999.999999"', '999999999999999.999999'],
    ['"0"', '0'],
    ['0', '0'],
    ['"16.50"', '16.50'],
    ['16.50', '16.50'],
    ['0.1', '0.1'],
    ['123456789012345', '123456789012345'],
    ['"0.000001"', '0.000001'],
  ])('%s → %s', async (json, kept) => {
    const reply = await send(value(json));
    if (kept === null) return expect(brief(reply)).toBe('422 value-out-of-range');
    expect(brief(reply)).toBe('200');
    const shown = await service.send(`GET ${book()}/book`, { caller: portal() });
    expect(shown.body.components.find((item: { component: string }) => item.component === '5').claim.value).toBe(kept);
  });
});

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a body that is refused writes nothing', () => {
  const bodies: [string, unknown, string][] = [
    ['nothing', undefined, '400 malformed-json'],
    ['an empty one', '', '400 malformed-json'],
    ['white space', ' \n', '400 malformed-json'],
    ['null', 'null', '422 type'],
    ['text', '"x"', '422 type'],
    ['a list', '[1]', '422 type'],
    ['a number', '5', '422 type'],
    ['a property twice', '{"value":"1","value":"2"}', '400 duplicate-key'],
    ['a property twice, once escaped', '{"value":"1","v\\u0061lue":"2"}', '400 duplicate-key'],
    ['__proto__', '{"value":"1","__proto__":{"note":"x"}}', '422 unknown-property'],
    ['constructor', '{"value":"1","constructor":{}}', '422 unknown-property'],
    ['prototype deep inside', '{"value":"1","note":{"prototype":1}}', '422 unknown-property'],
    ['an unknown property', '{"value":"1","vlaue":"1"}', '422 unknown-property'],
    ['a byte order mark', Buffer.from('\ufeff{"value":"1"}'), '400 invalid-encoding'],
    ['UTF-16', Buffer.from('{"value":"1"}', 'utf16le'), '400 invalid-encoding'],
    ['UTF-16 with a mark', Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), '400 invalid-encoding'],
    [
      'GBK',
      Buffer.concat([Buffer.from('{"value":"1","note":"'), Buffer.from([0xc9, 0xcf, 0xb3, 0xc7]), Buffer.from('"}')]),
      '400 invalid-encoding',
    ],
    [
      'an overlong sequence',
      Buffer.concat([Buffer.from('{"note":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
      '400 invalid-encoding',
    ],
    [
      'an encoded surrogate',
      Buffer.concat([Buffer.from('{"note":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
      '400 invalid-encoding',
    ],
    ['bytes that are nothing', Buffer.from([0x00, 0xff, 0x13, 0x37]), '400 invalid-encoding'],
    ['depth 21', `{"value":${nested(20)}}`, '400 too-deep'],
    ['depth 100,000', nested(100_000), '400 too-deep'],
    ['depth 100,000 that never ends', '['.repeat(100_000), '400 too-deep'],
    ['objects 50,000 deep', '{"a":'.repeat(50_000), '400 too-deep'],
    ['two documents', '{"value":"1"}{"value":"2"}', '400 malformed-json'],
    ['a comment', '{"value":"1"/*x*/}', '400 malformed-json'],
    ['single quotes', "{'value':'1'}", '400 malformed-json'],
    ['a trailing comma', '{"value":"1",}', '400 malformed-json'],
    ['a control within text', '{"value":"1","note":"a\u0000b"}', '400 malformed-json'],
    ['a lone surrogate', '{"value":"1","note":"\\ud800"}', '422 text-invalid'],
    ['NUL', '{"value":"1","note":"a\\u0000b"}', '422 text-invalid'],
    ['a C1 control', '{"value":"1","note":"a\\u0085b"}', '422 text-invalid'],
    ['an escape sequence', '{"value":"1","note":"a\\u001b[31m"}', '422 text-invalid'],
    ['a blank note', '{"value":"1","note":"  "}', '422 required'],
    ['a note of 2001 characters', { value: '1', note: '字'.repeat(2001) }, '422 text-invalid'],
    ['evidence that is not there', { value: '1', evidence: ['e-1'] }, '422 evidence-unusable'],
    ['evidence with an id that is none', { value: '1', evidence: ['E 1'] }, '422 value-syntax'],
    [
      '51 pieces of evidence',
      { value: '1', evidence: Array.from({ length: 51 }, (_, index) => `e-${index}`) },
      '422 too-many-items',
    ],
    ['evidence that is no list', { value: '1', evidence: 'e-1' }, '422 type'],
    ['more than 256 KB', { value: '1', note: 'x'.repeat(256 * 1024) }, '413 body-too-large'],
  ];
  it.each(bodies)('%s → %#', async (_, body, expected) => {
    expect(await refusal(body)).toBe(expected);
  });

  it('depth 20 is a question of type, not of depth', async () => {
    expect(await refusal(`{"value":${nested(19)}}`)).toBe('422 type');
  });

  it('a body in base64 whose bytes are no JSON', async () => {
    expect(await refusal('not json at all')).toBe('400 malformed-json');
  });

  it('a body that the gateway hands over as text', async () => {
    expect(await refusal('{"value":"x"}', {}, false)).toBe('422 value-syntax');
  });

  it('all its faults are listed, each with its place', async () => {
    const { body } = await send({ note: '\u0000', evidence: ['E'], more: 1 });
    expect(
      body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`).sort(),
    ).toEqual(['/evidence/0 value-syntax', '/more unknown-property', '/note text-invalid', '/value required']);
  });

  it('never says again what was sent', async () => {
    const secret = '11010119900307123X';
    for (const body of [
      value(`"${secret}"`),
      { value: '1', [secret]: 1 },
      `{"value":"1" ${secret}`,
      { value: '1', evidence: [secret] },
    ]) {
      const { text, body: problem } = await send(body);
      const shown = JSON.stringify({
        ...problem,
        errors: problem.errors?.map(({ pointer: _, ...rest }: { pointer: string }) => rest),
      });
      expect(shown).not.toContain(secret);
      expect(text).not.toMatch(/\bat .*\.ts|node_modules|Error:/);
    }
  });
});

describe('the media type', () => {
  it.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'application/json; charset=gbk' }],
    [{ 'content-type': 'application/jsonp' }],
    [{ 'content-type': 'application/json, text/plain' }],
    [{ 'content-type': '' }],
    [{ 'content-encoding': 'gzip' }],
    [{ 'content-encoding': 'br' }],
  ] as Record<string, string>[][])('is refused: %j', async (headers) => {
    expect(await refusal(value('"1"'), headers)).toBe('415 unsupported-media-type');
  });

  it('is refused for a compressed body, however large it would become', async () => {
    expect(await refusal(gzipSync('0'.repeat(10_000_000)), { 'content-encoding': 'gzip' })).toBe(
      '415 unsupported-media-type',
    );
  });

  it.each([['application/json'], ['application/json; charset=utf-8'], ['Application/JSON;charset="UTF-8"']])(
    'is taken: %s',
    async (type) => {
      expect(brief(await send(value('"7"'), { 'content-type': type, 'content-encoding': 'identity' }))).toBe('200');
    },
  );
});
