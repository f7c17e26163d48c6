import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTokenIssuer, type TokenIssuer } from '../../infra/local/gateway/tokens.ts';
import { assessor, City, claimPath, portalOf } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { type RawAnswer, type RawRequest, sendRaw } from '../support/raw-request.ts';

const cycle = 'hostile';
const runs = useLocalRuns();
const issuerOptions = { issuer: 'urn:kaohe:local', audience: 'kaohe' };
let run: LocalRun;
let issuer: TokenIssuer;
let portalToken: string;
let answers = 0;

beforeAll(async () => {
  run = await runs.start();
  issuer = await openTokenIssuer({ ...issuerOptions, dataDirectory: run.dataDirectory });
  await new City(run.client).openCycle(cycle);
  portalToken = await run.client.token(portalOf('xihu'));
});

const json = ['content-type', 'application/json'];
const bearer = (token: string) => ['authorization', `Bearer ${token}`];
const book = `/v1/cycles/${cycle}/districts/xihu`;
const claimsPath = `${book}/claims`;

/** Sends it and holds its refusal to the contract: a problem that names itself and tells nothing of what is inside. */
async function refusalOf(sent: RawRequest): Promise<RawAnswer & { readonly slug: string }> {
  const answer = await sendRaw(run.url, sent);
  answers += 1;
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  const problem = JSON.parse(answer.text) as { type: string; status: number; title: string; detail: string };
  expect(problem.status).toBe(answer.status);
  expect([problem.title, problem.detail]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|dynamodb|TransactWrite|CYCLE#|BOOK#/i);
  return { ...answer, slug: problem.type.replace('/problems/', '') };
}

const outcome = async (sent: RawRequest) => {
  const { status, slug } = await refusalOf(sent);
  return [status, slug];
};

/** A claim with this body by the district that may make it. */
const claimWith = (body: string | Uint8Array, headers: readonly string[] = json): RawRequest => ({
  method: 'PUT',
  path: claimPath(cycle, 'xihu', '5'),
  headers: [...headers, ...bearer(portalToken)],
  body,
});

describe('numbers', () => {
  it.each<[string, number, string]>([
    ['1e400', 422, 'value-out-of-range'],
    ['-1e400', 422, 'value-out-of-range'],
    ['1e-400', 422, 'value-syntax'],
    ['"-0"', 422, 'value-out-of-range'],
    ['"-1"', 422, 'value-out-of-range'],
    ['NaN', 400, 'malformed-json'],
    ['Infinity', 400, 'malformed-json'],
    ['"NaN"', 422, 'value-syntax'],
    [`"${'9'.repeat(40)}"`, 422, 'value-out-of-range'],
    ['9007199254740993', 422, 'value-out-of-range'],
    ['"1e2"', 422, 'value-syntax'],
    ['"１２"', 422, 'value-syntax'],
    ['"١٢"', 422, 'value-syntax'],
    ['"十二"', 422, 'value-syntax'],
    ['"12%"', 422, 'value-syntax'],
    ['"0x1F"', 422, 'value-syntax'],
    ['"1,000"', 422, 'value-syntax'],
    ['""', 422, 'required'],
    ['" "', 422, 'required'],
    ['null', 422, 'type'],
    ['true', 422, 'type'],
    ['[5]', 422, 'type'],
    ['{}', 422, 'type'],
  ])('a claim of %s is refused with %i %s', async (value, status, slug) => {
    expect(await outcome(claimWith(`{"value":${value}}`))).toEqual([status, slug]);
  });
});

describe('JSON and text', () => {
  const gbk = Buffer.concat([
    Buffer.from('{"value":"1","note":"'),
    Buffer.from([0xd6, 0xd0, 0xb9, 0xfa]),
    Buffer.from('"}'),
  ]);
  const utf16 = Buffer.from('\ufeff{"value":"1"}', 'utf16le');
  const overlong = Buffer.concat([Buffer.from('{"value":"1","note":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]);
  const nested = (depth: number) => `{"value":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

  it.each<[string, string | Uint8Array, number, string]>([
    ['no body', '', 400, 'malformed-json'],
    ['null', 'null', 422, 'type'],
    ['a text', '"x"', 422, 'type'],
    ['a list', '[1]', 422, 'type'],
    ['a duplicate key', '{"value":"1","value":"2"}', 400, 'duplicate-key'],
    ['__proto__', '{"value":"1","__proto__":{"role":"admin"}}', 422, 'unknown-property'],
    ['constructor', '{"value":"1","constructor":{"prototype":{}}}', 422, 'unknown-property'],
    ['an unknown property', '{"vlaue":"1","value":"1"}', 422, 'unknown-property'],
    ["another's district", '{"value":"1","district":"gongshu"}', 422, 'unknown-property'],
    ['GBK', gbk, 400, 'invalid-encoding'],
    ['UTF-16', utf16, 400, 'invalid-encoding'],
    ['an overlong form', overlong, 400, 'invalid-encoding'],
    ['depth 21', nested(21), 400, 'too-deep'],
    ['depth 100,000', nested(100_000), 400, 'too-deep'],
    ['two documents', '{"value":"1"}{"value":"2"}', 400, 'malformed-json'],
    ['a lone surrogate', '{"value":"1","note":"\\ud800"}', 422, 'text-invalid'],
    ['NUL', '{"value":"1","note":"a\\u0000b"}', 422, 'text-invalid'],
    ['a C1 control', '{"value":"1","note":"a\\u0085b"}', 422, 'text-invalid'],
  ])('%s is refused', async (_, body, status, slug) => {
    expect(await outcome(claimWith(body))).toEqual([status, slug]);
  });

  it.each<[string, readonly string[]]>([
    ['compressed', [...json, 'content-encoding', 'gzip']],
    ['declared as text', ['content-type', 'text/plain']],
    ['declared as UTF-16', ['content-type', 'application/json; charset=utf-16']],
    ['not declared', []],
  ])('a body that is %s is refused with 415', async (_, headers) => {
    expect(await outcome(claimWith('{"value":"1"}', headers))).toEqual([415, 'unsupported-media-type']);
  });

  const many = Array.from({ length: 26 }, () => ({ component: '5', value: '1' }));
  it.each<[string, object, string]>([
    ['a component twice', { claims: many.slice(0, 2) }, 'duplicate-item'],
    ['more claims than components', { claims: many }, 'too-many-items'],
    ['an unknown component', { claims: [{ component: '99', value: '1' }] }, 'unknown-component'],
    ['a zero-width space in a component', { claims: [{ component: '5\u200b', value: '1' }] }, 'unknown-component'],
  ])('many claims with %s are refused as a whole', async (_, body, slug) => {
    const sent = { ...claimWith(JSON.stringify(body)), method: 'POST', path: claimsPath };
    expect(await outcome(sent)).toEqual([422, slug]);
  });
});

describe('sizes', () => {
  it.each([[300 * 1024], [7 * 1024 * 1024], [11 * 1024 * 1024]])(
    'a body of %i bytes is refused with 413',
    async (size) => {
      expect(await outcome(claimWith(Buffer.alloc(size, 'a')))).toEqual([413, 'body-too-large']);
    },
  );

  it.each([[12_000], [40_000]])('a header of %i bytes is refused with 431', async (size) => {
    const sent = { method: 'GET', path: '/v1/health', headers: ['x-long', 'a'.repeat(size)] };
    expect(await outcome(sent)).toEqual([431, 'headers-too-large']);
  });
});

describe('tokens', () => {
  const now = Math.floor(Date.now() / 1000);
  const good = {
    iss: issuerOptions.issuer,
    aud: issuerOptions.audience,
    sub: 'x',
    iat: now,
    exp: now + 600,
    role: 'admin',
  };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const readCycles = (token: string) => ({ method: 'GET', path: '/v1/cycles', headers: bearer(token) });

  it.each<[string, () => Promise<string> | string]>([
    ['expired', () => issuer.sign({ ...good, exp: now - 5 })],
    ['not valid yet', () => issuer.sign({ ...good, nbf: now + 600 })],
    ['of another issuer', () => issuer.sign({ ...good, iss: 'urn:other' })],
    ['for another audience', () => issuer.sign({ ...good, aud: 'other' })],
    ['of an unknown key id', () => issuer.sign(good, { kid: 'other' })],
    ['without a signature', () => `${encode({ alg: 'none', kid: issuer.publicKey.kid })}.${encode(good)}.`],
    ['that is none', () => 'abc'],
    [
      'signed by another key under the same id',
      async () => {
        const other = await openTokenIssuer({ ...issuerOptions, dataDirectory: runs.newDirectory() });
        return other.sign(good, { kid: issuer.publicKey.kid! });
      },
    ],
  ])('a token %s is refused with 401', async (_, token) => {
    expect(await outcome(readCycles(await token()))).toEqual([401, 'unauthenticated']);
  });

  it.each<[string, Record<string, unknown>]>([
    ['no role', { role: undefined }],
    ['an unknown role', { role: 'root' }],
    ['roles in a list', { role: ['admin'] }],
    ['two roles in one text', { role: '[admin auditor]' }],
    ['the role district without a district', { role: 'district' }],
    ['districts in a list', { role: 'district', district: ['xihu'] }],
    ['two districts in one text', { role: 'district', district: 'xihu gongshu' }],
  ])('a good token with %s is refused with 403', async (_, claims) => {
    const token = await issuer.sign({ ...good, ...claims });
    expect(await outcome(readCycles(token))).toEqual([403, 'forbidden']);
  });

  it('no token and another scheme are refused with 401, two Authorization headers with 400', async () => {
    const twice = [...bearer(portalToken), ...bearer(portalToken)];
    const read = (headers: string[]) => outcome({ method: 'GET', path: '/v1/cycles', headers });
    expect(await read([])).toEqual([401, 'unauthenticated']);
    expect(await read(['authorization', `Basic ${portalToken}`])).toEqual([401, 'unauthenticated']);
    expect((await read(twice))[0]).toBe(400);
  });
});

describe('authority', () => {
  it.each(['book', 'history', 'score'])("a district may not read another's %s", async (what) => {
    const path = `/v1/cycles/${cycle}/districts/gongshu/${what}`;
    expect(await outcome({ method: 'GET', path, headers: bearer(portalToken) })).toEqual([403, 'wrong-district']);
  });

  it("a district may not claim in another's book", async () => {
    const sent = { ...claimWith('{"value":"1"}'), path: claimPath(cycle, 'gongshu', '5') };
    expect(await outcome(sent)).toEqual([403, 'wrong-district']);
  });

  it.each<['assessor' | 'auditor' | 'admin' | 'district', string, string, object]>([
    ['assessor', 'PUT', claimPath(cycle, 'xihu', '5'), { value: '1' }],
    ['admin', 'PUT', claimPath(cycle, 'xihu', '5'), { value: '1' }],
    ['auditor', 'PUT', `${book}/targets`, { targets: { '5': '1' } }],
    ['district', 'PUT', `${book}/targets`, { targets: { '5': '1' } }],
    ['district', 'POST', `${book}/components/5/assessments`, { decision: 'verify', claimRevision: 1, reason: 'x' }],
    ['district', 'POST', '/v1/cycles', {}],
  ])('%s may not %s %s', async (role, method, path, body) => {
    const token = await run.client.token(role === 'district' ? portalOf('xihu') : { role, subject: role });
    const sent = { method, path, headers: [...json, ...bearer(token)], body: JSON.stringify(body) };
    expect(await outcome(sent)).toEqual([403, 'forbidden']);
  });
});

describe('HTTP', () => {
  const read = (path: string): RawRequest => ({ method: 'GET', path, headers: bearer(portalToken) });

  it.each<[string, number, string]>([
    ['/v2/cycles', 404, 'not-found'],
    ['/v1/cycles/none/ranking', 404, 'not-found'],
    ['/v1/%zz', 404, 'not-found'],
    ['/v1/cycles/..%2f..%2fetc/ranking', 404, 'not-found'],
    [`/v1/cycles/${cycle}/ranking?bassis=claimed`, 422, 'unknown-property'],
    [`/v1/cycles/${cycle}/ranking?component=99`, 422, 'unknown-component'],
    [`${book}/history?limit=0`, 422, 'value-out-of-range'],
    [`${book}/history?limit=1000000000`, 422, 'value-out-of-range'],
    [`${book}/history?limit=abc`, 422, 'value-syntax'],
    [`${book}/history?cursor=forged`, 400, 'cursor-invalid'],
  ])('%s is refused with %i %s', async (path, status, slug) => {
    expect(await outcome(read(path))).toEqual([status, slug]);
  });

  it('a method that an address does not have is refused with 405 and the ones it has', async () => {
    const refused = await refusalOf({ ...read('/v1/cycles'), method: 'DELETE' });
    expect([refused.status, refused.slug, refused.headers.allow]).toEqual([405, 'method-not-allowed', 'POST, GET']);
  });

  it('what is not HTTP is refused with 400', async () => {
    const socket = connect(Number(new URL(run.url).port), '127.0.0.1');
    socket.end('KAOHE\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each<[string, readonly string[]]>([
    ['of 1 character', ['idempotency-key', 'a']],
    ['of 300 characters', ['idempotency-key', 'a'.repeat(300)]],
    ['given twice', ['idempotency-key', 'first', 'idempotency-key', 'second']],
  ])('an Idempotency-Key %s is refused', async (_, headers) => {
    expect(await outcome(claimWith('{"value":"1"}', [...json, ...headers]))).toEqual([400, 'idempotency-key-invalid']);
  });

  it.each(['"7"', 'W/"0"', '0'])('If-Match: %s is refused with the revision that there is', async (tag) => {
    const refused = await refusalOf(claimWith('{"value":"1"}', [...json, 'if-match', tag]));
    expect([refused.status, refused.slug, refused.headers.etag]).toEqual([412, 'revision-conflict', '"0"']);
  });
});

describe('after all of it', () => {
  it('nothing was written, and the server still serves', async () => {
    expect(answers).toBeGreaterThan(90);
    for (const district of ['gongshu', 'xihu']) {
      const path = `/v1/cycles/${cycle}/districts/${district}`;
      expect(await run.client.expect(assessor, 'GET', `${path}/book`)).toMatchObject({ revision: 0 });
      expect(await run.client.expect(assessor, 'GET', `${path}/history`)).toEqual({ items: [] });
    }
    const { items } = await run.client.expect<{ items: { id: string }[] }>(assessor, 'GET', '/v1/cycles');
    expect(items.map(({ id }) => id)).toEqual([cycle]);
    const city = new City(run.client);
    expect(await city.claim(cycle, 'xihu', '5', '16')).toMatchObject({ revision: 1 });
  });

  afterAll(async () => {
    const { stderr } = await run.stop();
    expect(stderr).toBe('');
  });
});
