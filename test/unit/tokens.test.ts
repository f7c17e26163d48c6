import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, decodeJwt, exportSPKI, importJWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTokenIssuer, type TokenIssuer } from '../../infra/local/gateway/tokens.ts';

const settings = { issuer: 'https://issuer.test', audience: 'kaohe' };
const dataDirectory = mkdtempSync(join(tmpdir(), 'kaohe-tokens-'));
let tokens: TokenIssuer;

beforeAll(async () => {
  tokens = await openTokenIssuer({ dataDirectory, ...settings });
});
afterAll(() => rmSync(dataDirectory, { recursive: true }));

const epochSeconds = (): number => Math.floor(Date.now() / 1000);

/** Claims that are accepted, but for what a test changes in them. */
function claims(changes: JWTPayload = {}): JWTPayload {
  const now = epochSeconds();
  return {
    iss: settings.issuer,
    aud: settings.audience,
    sub: 'p1',
    role: 'admin',
    iat: now,
    exp: now + 60,
    ...changes,
  };
}

describe('a token of the local issuer', () => {
  it('is accepted with its role, district and subject, and lasts twelve hours', async () => {
    const token = await tokens.issue({ role: 'district', district: 'shangcheng', subject: 'reporter' });
    const accepted = await tokens.authorize(token);
    expect(accepted).toMatchObject({ role: 'district', district: 'shangcheng', sub: 'reporter' });
    expect((accepted?.exp ?? 0) - (accepted?.iat ?? 0)).toBe(12 * 60 * 60);
  });

  it('is for a new person each time unless a subject is asked for', async () => {
    const subjects = await Promise.all([1, 2].map(async () => decodeJwt(await tokens.issue({ role: 'admin' })).sub));
    expect(subjects[0]).toMatch(/^local-admin-[0-9a-f]{8}$/);
    expect(subjects[0]).not.toBe(subjects[1]);
  });

  it('outlives a restart of the issuer, whose key only the owner can read', async () => {
    const token = await tokens.issue({ role: 'auditor' });
    const restarted = await openTokenIssuer({ dataDirectory, ...settings });
    expect(await restarted.authorize(token)).toMatchObject({ role: 'auditor' });
    expect(statSync(join(dataDirectory, 'token-key.json')).mode & 0o777).toBe(0o600);
  });
});

describe('a token is refused', () => {
  const variants: Record<string, JWTPayload> = {
    'that has expired': { exp: epochSeconds() - 1 },
    'that is not valid yet': { nbf: epochSeconds() + 600 },
    'of another issuer': { iss: 'https://elsewhere.test' },
    'for another audience': { aud: 'another' },
    'without an expiry': { exp: undefined },
    'without a subject': { sub: undefined },
  };
  it.each(Object.entries(variants))('%s', async (_, changes) => {
    expect(await tokens.authorize(await tokens.sign(claims(changes)))).toBeNull();
  });

  it('only for its fault: the same claims without one are accepted', async () => {
    expect(await tokens.authorize(await tokens.sign(claims()))).toMatchObject({ sub: 'p1' });
  });

  it('that names an unknown key or none', async () => {
    expect(await tokens.authorize(await tokens.sign(claims(), { kid: 'another' }))).toBeNull();
    expect(await tokens.authorize(await tokens.sign(claims(), { kid: undefined }))).toBeNull();
  });

  it('that carries no signature (alg none)', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = { alg: 'none', kid: tokens.publicKey.kid };
    expect(await tokens.authorize(`${part(header)}.${part(claims())}.`)).toBeNull();
  });

  it('that is signed by HS256 with the public key as the secret', async () => {
    const publicKey = (await importJWK(tokens.publicKey, 'RS256', { extractable: true })) as CryptoKey;
    const secret = new TextEncoder().encode(await exportSPKI(publicKey));
    const header = { alg: 'HS256', kid: tokens.publicKey.kid ?? '' };
    expect(await tokens.authorize(await new SignJWT(claims()).setProtectedHeader(header).sign(secret))).toBeNull();
  });

  it('that another key pair signed under the name of ours', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'kaohe-tokens-'));
    const forger = await openTokenIssuer({ dataDirectory: elsewhere, ...settings });
    rmSync(elsewhere, { recursive: true });
    expect(await tokens.authorize(await forger.sign(claims(), { kid: tokens.publicKey.kid }))).toBeNull();
  });

  it('whose claims were changed after signing', async () => {
    const [header, , signature] = (await tokens.sign(claims())).split('.');
    const changed = Buffer.from(JSON.stringify(claims({ sub: 'p2' }))).toString('base64url');
    expect(await tokens.authorize([header, changed, signature].join('.'))).toBeNull();
  });

  it.each(['', 'x', 'a.b.c', '..', 'é'.repeat(3)])('that is no token: "%s"', async (text) => {
    expect(await tokens.authorize(text)).toBeNull();
  });
});
