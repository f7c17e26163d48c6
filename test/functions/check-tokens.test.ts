import '../support/quiet.ts';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkToken, tokenKeys } from '../../functions/check-tokens/check-token.ts';
import { readRequest, refuseTooMany } from '../../functions/http/request.ts';
import { routes } from '../../functions/routes.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { projectText } from '../support/source-files.ts';

const rankingRoute = routes.find(({ path }) => path.endsWith('/ranking'))!;
const issuer = 'https://login.internal/';
const audience = 'kaohe';
const now = () => Math.floor(Date.now() / 1000);
const valid = () => ({ iss: issuer, aud: audience, sub: 'p-1', role: 'admin', iat: now(), exp: now() + 60 });

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
let rsa: KeyPair;
let ec: KeyPair;
let foreign: KeyPair;
let set: { keys: object[] };
beforeAll(async () => {
  [rsa, ec, foreign] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('ES256'),
    generateKeyPair('RS256'),
  ]);
  set = {
    keys: [
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' },
      { ...(await exportJWK(ec.publicKey)), kid: 'ec' },
    ],
  };
});

const sign = (claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}, key: KeyPair = rsa) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'rsa', ...header }).sign(key.privateKey);

async function claimsOf(authorization: string | undefined, keys = tokenKeys({ keys: JSON.stringify(set) })) {
  const check = checkToken(() => ({ issuer, audience, keys }));
  const { isAuthorized, context } = await check({ headers: authorization === undefined ? {} : { authorization } });
  expect(isAuthorized).toBe(true);
  return context;
}

describe('a token of the issuer', () => {
  it.each([
    ['RS256', () => sign(valid())],
    ['ES256', () => sign(valid(), { alg: 'ES256', kid: 'ec' }, ec)],
  ])('that is signed by %s gives its claims as text, as the gateway gives them', async (_, token) => {
    const context = await claimsOf(`Bearer ${await token()}`);
    expect(context).toMatchObject({ iss: issuer, aud: audience, sub: 'p-1', role: 'admin' });
    expect(context.exp).toMatch(/^\d+$/);
  });

  it('gives lists, and what they hold, as the one text that gives no authority', async () => {
    const token = await sign({ ...valid(), role: ['admin', 'auditor'], district: true, more: { a: 1 } });
    expect(await claimsOf(`Bearer ${token}`)).toMatchObject({
      role: '[admin auditor]',
      district: 'true',
      more: '{"a":1}',
    });
  });

  it('is taken by the edge like one that the gateway has checked', async () => {
    const context = await claimsOf(`Bearer ${await sign(valid())}`);
    const event = (authorizer: object) =>
      ({ headers: {}, pathParameters: {}, requestContext: { authorizer } }) as never;
    const read = readRequest(rankingRoute, event({ lambda: context }));
    expect(read).toEqual(readRequest(rankingRoute, event({ jwt: { claims: context, scopes: [] } })));
    expect(isRejection(read)).toBe(false);
  });
});

describe('a caller whose token a function has checked', () => {
  it('has a share of its own, like every other', async () => {
    const asked: string[] = [];
    const waitFor = async (subject: string) => asked.push(subject) && 1500;
    const requestContext = { authorizer: { lambda: { sub: 'p-1' } }, http: { method: 'GET' }, timeEpoch: 0 };
    const needs = () => ({ callerShares: { perSecond: 5, waitFor } }) as never;
    expect(await refuseTooMany({ requestContext } as never, needs)).toMatchObject({ rejected: 'too-many-requests' });
    expect(asked).toEqual(['p-1']);
  });
});

const withKey = (text: string) => new TextEncoder().encode(text);
const refused: [string, () => Promise<string> | string][] = [
  ['expired', () => sign({ ...valid(), exp: now() - 1 })],
  ['without an end', () => sign({ ...valid(), exp: undefined } as JWTPayload)],
  ['not valid yet', () => sign({ ...valid(), nbf: now() + 60 })],
  ['issued in the future', () => sign({ ...valid(), iat: now() + 60 })],
  ['of another issuer', () => sign({ ...valid(), iss: 'https://login.internal' })],
  ['for another audience', () => sign({ ...valid(), aud: 'payroll' })],
  ['without an audience', () => sign({ ...valid(), aud: undefined } as JWTPayload)],
  ['signed by another key', () => sign(valid(), {}, foreign)],
  ['of an unknown key', () => sign(valid(), { kid: 'other' })],
  ['that names no key', () => new SignJWT(valid()).setProtectedHeader({ alg: 'RS256' }).sign(rsa.privateKey)],
  [
    'signed by another algorithm',
    async () => {
      const key = await importJWK(await exportJWK(rsa.privateKey), 'PS256');
      return new SignJWT(valid()).setProtectedHeader({ alg: 'PS256', kid: 'rsa' }).sign(key);
    },
  ],
  ['that is not signed', () => new UnsecuredJWT(valid()).encode()],
  [
    'signed by HS256 with the public key',
    () =>
      new SignJWT(valid())
        .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
        .sign(withKey(JSON.stringify(set.keys[0]).padEnd(64))),
  ],
  ['that is longer than any', () => sign({ ...valid(), more: 'x'.repeat(9000) })],
  ['that is none', () => 'a.b.c'],
];

describe('a request', () => {
  it.each(refused)('with a token %s goes on without claims', async (_, token) => {
    expect(await claimsOf(`Bearer ${await token()}`)).toEqual({});
  });

  it('without a token, with another scheme or with two tokens goes on without claims', async () => {
    const token = await sign(valid());
    for (const header of [undefined, '', token, `Basic ${token}`, `Bearer ${token}, Bearer ${token}`])
      expect(await claimsOf(header)).toEqual({});
  });

  it('without claims is refused by the edge with 401', () => {
    const event = { headers: {}, pathParameters: {}, requestContext: { authorizer: { lambda: {} } } } as never;
    expect(readRequest(rankingRoute, event)).toMatchObject({ rejected: 'unauthenticated' });
  });
});

describe('keys at an address', () => {
  let server: Server;
  let asked = 0;
  let answer = () => ({ status: 200, body: JSON.stringify(set) });
  const [key, cert] = ['key', 'certificate'].map((name) => projectText(`test/fixtures/issuer/${name}.pem`)) as [
    string,
    string,
  ];
  beforeAll(async () => {
    server = createServer({ key, cert }, (_, response) => {
      asked += 1;
      const { status, body } = answer();
      response.writeHead(status, { 'content-type': 'application/json', location: 'https://127.0.0.1/' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const address = () => `https://localhost:${(server.address() as AddressInfo).port}/keys`;

  it('that an authority of one’s own certifies are asked for once', async () => {
    const keys = tokenKeys({ keys: address(), authorities: cert });
    for (const _ of [1, 2, 3])
      expect(await claimsOf(`Bearer ${await sign(valid())}`, keys)).toHaveProperty('sub', 'p-1');
    expect(asked).toBe(1);
  });

  it('that nobody certifies are not taken: that is a fault, and no refusal of the token', async () => {
    const token = await sign(valid());
    await expect(claimsOf(`Bearer ${token}`, tokenKeys({ keys: address() }))).rejects.toThrow();
  });

  it.each([
    ['a failure', { status: 503, body: '' }],
    ['a redirection', { status: 302, body: '' }],
    ['something else', { status: 200, body: '<html>' }],
    ['too much', { status: 200, body: `{"keys":[],"more":"${'x'.repeat(300_000)}"}` }],
  ])('that answer with %s are a fault', async (_, given) => {
    answer = () => given;
    const token = await sign(valid());
    await expect(claimsOf(`Bearer ${token}`, tokenKeys({ keys: address(), authorities: cert }))).rejects.toThrow();
  });
});
