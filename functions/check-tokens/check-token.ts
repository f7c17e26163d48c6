import { request } from 'node:https';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  type FetchImplementation,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { log } from '../telemetry/log.ts';

/** Whose tokens are taken, and by which keys they are checked. */
export interface TokenChecks {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

/** What the gateway takes: the request goes on, with these claims or, of a token that is none of ours, without any. */
export interface CheckedToken {
  readonly isAuthorized: true;
  readonly context: Readonly<Record<string, string>>;
}

/** Asymmetric ones only: whoever may read a key can sign by none of them. */
const algorithms = ['RS256', 'ES256'];
const tokenCharactersMax = 8192;

/**
 * Checks a request's token as the gateway's own check of JWTs does: signature, issuer, audience, and that it is valid now.
 * A request whose token is refused goes on without claims, so that it is answered with 401 and a problem as every other
 * request without a valid token is: refused here, the gateway would answer 403 and nobody would sign in anew.
 */
export function checkToken(checks: () => TokenChecks) {
  return async ({ headers }: Pick<APIGatewayRequestAuthorizerEventV2, 'headers'>): Promise<CheckedToken> => {
    const claims = await verifiedClaims(headers?.authorization ?? '', checks());
    const context = Object.entries(claims ?? {}).map(([name, value]) => [name, claimText(value)]);
    return { isAuthorized: true, context: Object.fromEntries(context) };
  };
}

async function verifiedClaims(header: string, { keys, issuer, audience }: TokenChecks): Promise<JWTPayload | null> {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header) ?? [];
  if (!token || token.length > tokenCharactersMax) return null;
  try {
    if (typeof decodeProtectedHeader(token).kid !== 'string') return null;
    const { payload } = await jwtVerify(token, keys, { algorithms, issuer, audience, requiredClaims: ['exp'] });
    return (payload.iat ?? 0) * 1000 <= Date.now() ? payload : null;
  } catch (error) {
    if (!(error instanceof KeysUnavailable)) return null;
    await log.fault('the keys of the issuer could not be had', error.cause);
    throw error;
  }
}

/** A claim as the gateway's own check hands it over: text, also of what is none. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const answerMillisecondsMax = 5000;
const answerBytesMax = 256 * 1024;

/** Where keys come from: a set of them as JSON, or the https address of one, which may be certified by an authority of one's own. */
export interface KeySource {
  readonly keys: string;
  /** Certificates of authorities, as PEM, that are trusted instead of the known ones. */
  readonly authorities?: string | undefined;
}

/**
 * The keys of an issuer. Those of an address are asked for again after ten minutes, and when a token names one that is not
 * among them, then at most every half minute.
 */
export function tokenKeys({ keys, authorities }: KeySource): JWTVerifyGetKey {
  if (!keys.startsWith('https://')) return createLocalJWKSet(JSON.parse(keys));
  const kept = createRemoteJWKSet(new URL(keys), {
    timeoutDuration: answerMillisecondsMax,
    [customFetch]: (url, { headers, signal }) => get(url, headers, signal, authorities),
  });
  return async (header, token) => {
    try {
      return await kept(header, token);
    } catch (cause) {
      if (aboutTheToken.includes((cause as { code?: string }).code ?? '')) throw cause;
      throw new KeysUnavailable('the keys of the issuer could not be had', { cause });
    }
  };
}

/** That no key fits says something of the token; everything else says that there are no keys to look at. */
const aboutTheToken = ['ERR_JWKS_NO_MATCHING_KEY', 'ERR_JWKS_MULTIPLE_MATCHING_KEYS', 'ERR_JOSE_NOT_SUPPORTED'];

class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** A request that trusts the given authorities, which `fetch` can't be told. It follows no redirection. */
function get(
  url: string,
  headers: Headers,
  signal: AbortSignal,
  ca: string | undefined,
): ReturnType<FetchImplementation> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: Object.fromEntries(headers), signal, ...(ca && { ca }) }, async (answer) => {
      try {
        let body = '';
        for await (const piece of answer.setEncoding('utf8')) {
          body += piece;
          if (body.length > answerBytesMax) throw new Error('the set of keys is too large');
        }
        resolve(new Response(body, { status: answer.statusCode ?? 500 }));
      } catch (error) {
        reject(error);
      }
    });
    asked.on('error', reject);
    asked.end();
  });
}
