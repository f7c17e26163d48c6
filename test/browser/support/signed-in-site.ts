import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll } from 'vitest';
import type { HttpEvent } from '../../../functions/http/request.ts';
import { consoleIn } from '../../../functions/open-door/console-files.ts';
import { bundleConsole } from '../../../infra/bundle-console.ts';
import type { LocalRun } from '../../support/local-run.ts';

const clientId = 'kaohe-console';

/** A deployment's console: served as behind the API, with an issuer to sign in at. */
export interface SignedInSite {
  readonly url: string;
  /** How often somebody was sent to the issuer to sign in, and how often a token was renewed without that. */
  readonly asked: () => { readonly signIns: number; readonly renewals: number };
  /** From now on the API takes none of the tokens that were given out so far. */
  endTokens(): void;
  /** Whether the issuer lets a token be renewed without asking the person. */
  renews: boolean;
}

/** Call `start` once a local run is there: its API stands behind the site, and the issuer hands out its tokens. */
export function useSignedInSite(): (run: LocalRun) => Promise<SignedInSite> {
  const servers: Server[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'kaohe-site-'));
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true });
  });
  return async (run) => {
    await bundleConsole(folder);
    const issuer = await startIssuer(run);
    const refused = new Set<string>();
    const answer = consoleIn(folder, () => ({
      isLocal: false,
      signIn: { issuer: issuer.url, clientId, scopes: 'openid offline_access' },
      filesOrigin: run.url,
    }));
    const site = await serve(async (request, response) => {
      const event = { rawPath: pathOf(request), headers: request.headers, requestContext: { http: { method: 'GET' } } };
      const page = request.method === 'GET' ? answer(event as unknown as HttpEvent) : null;
      if (page)
        return end(
          response,
          page.statusCode,
          page.headers,
          Buffer.from(page.body, page.isBase64Encoded ? 'base64' : 'utf8'),
        );
      const token = request.headers.authorization ?? '';
      if (refused.has(token))
        return end(response, 401, { 'content-type': 'application/json' }, Buffer.from('{"message":"Unauthorized"}'));
      await forward(run.url, request, response);
    });
    servers.push(site.server, issuer.server);
    return {
      url: site.url,
      asked: () => issuer.counts,
      endTokens: () => {
        for (const token of issuer.given) refused.add(`Bearer ${token}`);
      },
      set renews(value: boolean) {
        issuer.state.renews = value;
      },
    };
  };
}

/** An OpenID Connect issuer that signs everybody in as the same administrator, and holds the code flow to PKCE. */
async function startIssuer(run: LocalRun) {
  const { privateKey } = await generateKeyPair('RS256');
  const counts = { signIns: 0, renewals: 0 };
  const state = { renews: true, url: '' };
  const given: string[] = [];
  const codes = new Map<string, { readonly challenge: string; readonly nonce: string }>();
  const tokens = async (nonce?: string) => {
    // Tokens say the second at which they were given; no two are to be the same.
    let token = await tokenOf(run);
    while (given.includes(token)) token = await tokenOf(run);
    given.push(token);
    const claims = new SignJWT(nonce === undefined ? {} : { nonce }).setProtectedHeader({ alg: 'RS256', kid: '1' });
    const id = claims
      .setIssuer(state.url)
      .setAudience(clientId)
      .setSubject('person')
      .setIssuedAt()
      .setExpirationTime('5m');
    return { access_token: token, token_type: 'Bearer', refresh_token: 'again', id_token: await id.sign(privateKey) };
  };
  const { server, url } = await serve(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', state.url);
    const json = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };
    if (pathname === '/.well-known/openid-configuration')
      return end(response, 200, json, Buffer.from(JSON.stringify(metadataOf(state.url))));
    if (pathname === '/authorize') {
      counts.signIns += 1;
      const code = `code-${counts.signIns}`;
      codes.set(code, { challenge: searchParams.get('code_challenge')!, nonce: searchParams.get('nonce')! });
      const back = `${searchParams.get('redirect_uri')}?${new URLSearchParams({ code, state: searchParams.get('state')! })}`;
      return end(response, 302, { location: back }, Buffer.alloc(0));
    }
    const form = new URLSearchParams(await textOf(request));
    if (form.get('grant_type') === 'refresh_token') {
      if (!state.renews) return end(response, 400, json, Buffer.from('{"error":"invalid_grant"}'));
      counts.renewals += 1;
      return end(response, 200, json, Buffer.from(JSON.stringify(await tokens())));
    }
    const code = codes.get(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code?.challenge !== challenge) return end(response, 400, json, Buffer.from('{"error":"invalid_grant"}'));
    end(response, 200, json, Buffer.from(JSON.stringify(await tokens(code.nonce))));
  });
  state.url = url;
  return { server, url, counts, given, state };
}

async function tokenOf(run: LocalRun): Promise<string> {
  const answer = await fetch(`${run.url}/local/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'admin', subject: 'signed-in' }),
  });
  return ((await answer.json()) as { token: string }).token;
}

function metadataOf(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
  };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

async function serve(handle: Handle): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function forward(to: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host: _, connection: __, ...headers } = request.headers;
  const body = await textOf(request);
  const answer = await fetch(`${to}${request.url}`, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    ...(body && { body }),
  }).catch(() => null);
  if (!answer) return void response.destroy();
  // What is read of the answer is not compressed any more.
  const { 'content-encoding': ___, 'content-length': ____, ...told } = Object.fromEntries(answer.headers);
  end(response, answer.status, told, Buffer.from(await answer.arrayBuffer()));
}

function end(response: ServerResponse, status: number, headers: Record<string, string>, body: Buffer): void {
  response.writeHead(status, headers);
  response.end(body);
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://site').pathname;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
