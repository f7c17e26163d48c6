import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { wantsGzip } from '../http/answer.ts';
import type { HttpAnswer } from '../http/problem-answer.ts';
import type { HttpEvent } from '../http/request.ts';

/** The page of the console among its files; the others lie beside it, compressed. */
export const consolePage = 'page.html';

/** The docs page, beside it. */
export const docsPage = 'docs.html';

/** What the page is told, and which other hosts it may speak to. */
export interface ConsoleSettings {
  /** The local run, where anyone may be anyone. */
  readonly isLocal: boolean;
  /** Where to sign in; `null` on the local run, and where a deployment names no client for the console. */
  readonly signIn: { readonly issuer: string; readonly clientId: string; readonly scopes: string } | null;
  /** Where else than at its own origin the issuer gives out tokens, separated by spaces. */
  readonly signInOrigins?: string;
  /** Where files of evidence are put and read, as an origin. */
  readonly filesOrigin: string;
}

/** The settings of a deployment. */
export function consoleSettingsOf(environment: NodeJS.ProcessEnv): ConsoleSettings {
  const { SIGN_IN_ISSUER: issuer = '', SIGN_IN_CLIENT: clientId, SIGN_IN_SCOPES: scopes = '' } = environment;
  const signIn = clientId ? { issuer, clientId, scopes } : null;
  const { SIGN_IN_ORIGINS: signInOrigins = '', EVIDENCE_ORIGIN: filesOrigin = '' } = environment;
  return { isLocal: false, signIn, signInOrigins, filesOrigin };
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Answers requests for the console's page and files; `null` for every other. */
export type ConsoleAnswer = (event: HttpEvent) => HttpAnswer | null;

/** The console that was bundled into a folder. */
export function consoleIn(folder: string, settings: () => ConsoleSettings): ConsoleAnswer {
  let names: ReadonlySet<string> | undefined;
  return (event) => {
    const { method } = event.requestContext.http;
    const path = event.rawPath;
    if (method !== 'GET' || !(path === '/' || path.startsWith('/console/'))) return null;
    if (path === '/') return pageAnswer(readFileSync(join(folder, consolePage), 'utf8'), settings());
    names ??= new Set(readdirSync(folder));
    const name = `${path.slice('/console/'.length)}.gz`;
    return names.has(name) ? fileAnswer(path, readFileSync(join(folder, name)), event) : null;
  };
}

/** The docs page that was bundled into the same folder. Where anyone may be anyone it offers tokens. */
export function docsPageIn(folder: string, isLocal: boolean): () => string {
  return () => readFileSync(join(folder, docsPage), 'utf8').replace('{{local}}', String(isLocal));
}

/** The page is asked for anew each time; it names the files, which never change under their names. */
function pageAnswer(template: string, settings: ConsoleSettings): HttpAnswer {
  const { isLocal, signIn } = settings;
  const told = JSON.stringify({ isLocal, signIn });
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': pagePolicy(settings),
    },
    body: template.replace('{{settings}}', () => told.replaceAll('&', '&amp;').replaceAll('"', '&quot;')),
  };
}

/**
 * Own scripts and styles only, nothing written into the page runs. Requests go to the API, to the store of evidence and
 * to the issuer; evidence is shown from its store, which is another origin, and never as part of this page.
 */
function pagePolicy({ signIn, signInOrigins = '', filesOrigin }: ConsoleSettings): string {
  const issuer = signIn ? ` ${new URL(signIn.issuer).origin} ${signInOrigins}`.trimEnd() : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: ${filesOrigin}`,
    `connect-src 'self' ${filesOrigin}${issuer}`,
    `frame-src ${filesOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function fileAnswer(path: string, compressed: Buffer, { headers }: HttpEvent): HttpAnswer {
  const isCompressed = wantsGzip(headers['accept-encoding']);
  return {
    statusCode: 200,
    headers: {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      ...(isCompressed && { 'content-encoding': 'gzip' }),
    },
    body: (isCompressed ? compressed : gunzipSync(compressed)).toString('base64'),
    isBase64Encoded: true,
  };
}
