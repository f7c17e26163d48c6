import * as oauth from 'oauth4webapi';

/** Where to sign in: an OpenID Connect issuer, and as what this page is known to it. */
export interface Issuer {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: string;
}

/** What an issuer gives for a sign-in. */
export interface Tokens {
  readonly access: string;
  /** Gets new ones without asking anybody; `null` where the issuer gives none. */
  readonly refresh: string | null;
}

/** What must outlive the way to the issuer and back. It is of no use to anybody without the answer that goes with it. */
interface Errand {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** The address to come back to; `null` in the window that is opened for signing in alone. */
  readonly address: string | null;
}

const errandKey = 'kaohe-sign-in';
const channelName = 'kaohe-sign-in';
const windowMark = '/?sign-in=window';
const redirectUri = `${location.origin}/`;

/** Whether this page is the window that a page has opened for signing in. */
export function isSignInWindow(): boolean {
  return location.search === windowMark.slice(1);
}

/** Leaves for the issuer; what comes back is taken up by `finishSignIn`. */
export async function beginSignIn(issuer: Issuer): Promise<never> {
  const server = await discover(issuer);
  const errand: Errand = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    address: isSignInWindow() ? null : location.pathname + location.search,
  };
  sessionStorage.setItem(errandKey, JSON.stringify(errand));
  const address = new URL(server.authorization_endpoint!);
  address.search = new URLSearchParams({
    ...Object.fromEntries(address.searchParams),
    client_id: issuer.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: issuer.scopes,
    code_challenge: await oauth.calculatePKCECodeChallenge(errand.verifier),
    code_challenge_method: 'S256',
    state: errand.state,
    nonce: errand.nonce,
  }).toString();
  location.assign(address);
  return new Promise(() => {});
}

/**
 * Takes up what an issuer has sent this page back with; `null` where nobody was sent. In the window that was opened for
 * signing in it hands the tokens to the page that opened it, and closes.
 */
export async function finishSignIn(issuer: Issuer): Promise<Tokens | null> {
  const stored = sessionStorage.getItem(errandKey);
  const here = new URL(location.href);
  if (!stored || !here.searchParams.has('state')) return null;
  sessionStorage.removeItem(errandKey);
  const errand: Errand = JSON.parse(stored);
  const [server, client] = [await discover(issuer), clientOf(issuer)];
  const answer = oauth.validateAuthResponse(server, client, here, errand.state);
  const response = await oauth.authorizationCodeGrantRequest(
    ...([server, client, oauth.None(), answer, redirectUri, errand.verifier, insecureOf(issuer)] as const),
  );
  const checks = { expectedNonce: errand.nonce, requireIdToken: true };
  const tokens = tokensOf(await oauth.processAuthorizationCodeResponse(server, client, response, checks));
  if (errand.address === null) {
    new BroadcastChannel(channelName).postMessage(tokens);
    close();
  }
  history.replaceState(null, '', errand.address ?? '/');
  return tokens;
}

/** Opens a window for signing in, so that what is typed in this page stays; waits for the tokens that it brings. */
export function signInInWindow(): Promise<Tokens> {
  const channel = new BroadcastChannel(channelName);
  open(windowMark, 'kaohe-sign-in', 'popup,width=520,height=680');
  return new Promise((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<Tokens>) => {
      channel.close();
      resolve(data);
    };
  });
}

/** New tokens without asking anybody. Throws where the issuer wants the person to sign in again. */
export async function refreshTokens(issuer: Issuer, refresh: string): Promise<Tokens> {
  const [server, client] = [await discover(issuer), clientOf(issuer)];
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refresh, insecureOf(issuer));
  const tokens = tokensOf(await oauth.processRefreshTokenResponse(server, client, response));
  // An issuer that gives no new one lets the old one be used on.
  return tokens.refresh === null ? { ...tokens, refresh } : tokens;
}

async function discover(issuer: Issuer): Promise<oauth.AuthorizationServer> {
  const address = new URL(issuer.issuer);
  const response = await oauth.discoveryRequest(address, insecureOf(issuer));
  return oauth.processDiscoveryResponse(address, response);
}

function clientOf({ clientId }: Issuer): oauth.Client {
  return { client_id: clientId };
}

/** An issuer on this machine, as tests have it, speaks HTTP; the stack takes none but HTTPS. */
function insecureOf({ issuer }: Issuer) {
  return { [oauth.allowInsecureRequests]: issuer.startsWith('http://127.0.0.1:') };
}

function tokensOf(answer: oauth.TokenEndpointResponse): Tokens {
  return { access: answer.access_token, refresh: answer.refresh_token ?? null };
}
