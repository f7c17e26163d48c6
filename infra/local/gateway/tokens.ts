import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { Role } from '../../../functions/contract/route.ts';
import { openSecret } from '../kept-secret.ts';

const algorithm = 'RS256';
const lifetimeSeconds = 12 * 60 * 60;
const keyFileName = 'token-key.json';

export interface TokenIssuerOptions {
  /** Keeps the key pair, so that tokens outlive a restart. */
  readonly dataDirectory: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Whom a token is for. Without a subject it is a person nobody was before. */
export interface TokenRequest {
  readonly role: Role;
  readonly district?: string;
  readonly subject?: string;
}

/** Issues and checks the tokens of the local run, in place of the identity provider of a deployment. */
export interface TokenIssuer {
  /** A token for 12 hours. */
  issue(request: TokenRequest): Promise<string>;
  /** The claims of a token of this issuer that is valid now; `null` of anything else. */
  authorize(token: string): Promise<JWTPayload | null>;
  /** Signs whatever it is given; for tests of hostile tokens only. */
  sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** What a verifier may know of the key. */
  readonly publicKey: JWK;
}

/** Opens the issuer with the key pair in the data directory, made at the first start. */
export async function openTokenIssuer(options: TokenIssuerOptions): Promise<TokenIssuer> {
  const { issuer, audience } = options;
  const { privateKey, publicKey, verifyingKey, kid } = await openKeyPair(options.dataDirectory);
  const sign: TokenIssuer['sign'] = (claims, header = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, typ: 'JWT', ...header }).sign(privateKey);
  const issue: TokenIssuer['issue'] = ({ role, district, subject = newSubject(role) }) => {
    const issuedAt = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: audience, sub: subject, iat: issuedAt, exp: issuedAt + lifetimeSeconds, role };
    return sign(district === undefined ? claims : { ...claims, district });
  };
  const findKey = (header: { readonly kid?: string }): CryptoKey => {
    if (header.kid !== kid) throw new errors.JWKSNoMatchingKey();
    return verifyingKey;
  };
  const authorize: TokenIssuer['authorize'] = async (token) => {
    try {
      const checks = { algorithms: [algorithm], issuer, audience, requiredClaims: ['sub', 'exp'] };
      return (await jwtVerify(token, findKey, checks)).payload;
    } catch {
      return null;
    }
  };
  return { issue, authorize, sign, publicKey };
}

interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly verifyingKey: CryptoKey;
  readonly publicKey: JWK;
  readonly kid: string;
}

function openKeyPair(dataDirectory: string): Promise<KeyPair> {
  return openSecret({
    file: join(dataDirectory, keyFileName),
    loss: { zh: '已发出的令牌将失效', en: 'tokens issued so far become invalid' },
    make: makeKey,
    open: importKey,
  });
}

async function importKey(stored: JWK): Promise<KeyPair> {
  const { kty, n, e } = stored;
  const bare = { kty, n, e };
  const kid = await calculateJwkThumbprint(bare);
  const publicKey = { ...bare, alg: algorithm, use: 'sig', kid };
  const privateKey = (await importJWK(stored, algorithm)) as CryptoKey;
  const verifyingKey = (await importJWK(publicKey, algorithm)) as CryptoKey;
  return { privateKey, verifyingKey, publicKey, kid };
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return exportJWK(privateKey);
}

function newSubject(role: Role): string {
  return `local-${role}-${randomBytes(4).toString('hex')}`;
}
