import { signal } from '@preact/signals';
import type { Issuer, Tokens } from './sign-in.ts';

/** Who may sit here; the roles of the API. */
export type Role = 'district' | 'assessor' | 'auditor' | 'admin';

/** Who is signed in, as the token says. */
export interface Person {
  readonly subject: string;
  readonly role: Role;
  /** The own district; `null` for every role but `district`. */
  readonly district: string | null;
}

/** What the page is told by who serves it. */
const settings: { readonly isLocal: boolean; readonly signIn: Issuer | null } = JSON.parse(
  document.querySelector<HTMLMetaElement>('meta[name="kaohe-settings"]')!.content,
);

/** Whether anyone may be anyone here. */
export const { isLocal } = settings;

/** Whether anybody can sign in at all. */
export const hasSignIn = settings.signIn !== null;

/** Who is signed in; `null` before. */
export const person = signal<Person | null>(null);

/** Whether the sign-in has ended and could not be renewed without asking. What is on the screen stays. */
export const hasEnded = signal(false);

/** How often somebody has signed in again over what was on the screen: what could not be read meanwhile is read then. */
export const timesResumed = signal(0);

let tokens: Tokens | null = null;
let renewal: Promise<boolean> | null = null;

/** Persons of the local run besides the districts. Two of each who decide: a correction needs another's approval. */
export const localPersons = ['auditor', 'assessor-1', 'assessor-2', 'admin-1', 'admin-2'] as const;

const remembered = 'kaohe-person';

/** The token for a request; `null` where nobody is signed in. */
export function currentToken(): string | null {
  return tokens?.access ?? null;
}

/** Signs in as far as that goes without asking: on the local run as the person chosen last, else back from the issuer. */
export async function beginSession(): Promise<void> {
  if (isLocal) return becomeLocal(sessionStorage.getItem(remembered) ?? 'auditor');
  if (!hasSignIn) return;
  const { beginSignIn, finishSignIn, isSignInWindow } = await import('./sign-in.ts');
  if (isSignInWindow()) return beginSignIn(settings.signIn!);
  const brought = await finishSignIn(settings.signIn!).catch(() => null);
  if (brought) accept(brought);
}

/** Becomes a person of the local run: one of `localPersons`, or `district:<id>`. */
export async function becomeLocal(name: string): Promise<void> {
  const [role, district] = name.startsWith('district:') ? name.split(':') : [name.split('-')[0]];
  const answer = await fetch('/local/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role, district, subject: `local-${name.replace(':', '-')}` }),
  });
  if (!answer.ok) return;
  sessionStorage.setItem(remembered, name);
  accept({ access: (await answer.json()).token, refresh: null });
}

/** Which person of the local run somebody is. */
export function localName({ role, subject, district }: Person): string {
  return role === 'district' ? `district:${district}` : subject.replace('local-', '');
}

/** A new token for one that has ended, without asking anybody; `false` where that can't be had. Many ask, one goes. */
export function renewSession(ended: string | null): Promise<boolean> {
  if (ended !== currentToken()) return Promise.resolve(currentToken() !== null);
  renewal ??= renew().finally(() => {
    renewal = null;
  });
  return renewal;
}

async function renew(): Promise<boolean> {
  const refresh = tokens?.refresh;
  try {
    if (isLocal && person.value) await becomeLocal(localName(person.value));
    else if (refresh) accept(await (await import('./sign-in.ts')).refreshTokens(settings.signIn!, refresh));
    else return endSession();
    return true;
  } catch {
    return endSession();
  }
}

function endSession(): false {
  tokens = null;
  hasEnded.value = true;
  return false;
}

/** Signs in at the issuer, leaving this page. */
export async function signIn(): Promise<void> {
  await (await import('./sign-in.ts')).beginSignIn(settings.signIn!);
}

/** Signs in at the issuer in a window of its own, so that nothing typed here is lost. */
export async function signInBeside(): Promise<void> {
  accept(await (await import('./sign-in.ts')).signInInWindow());
  timesResumed.value += 1;
}

function accept(brought: Tokens): void {
  const { sub, role, district = null } = claimsOf(brought.access);
  tokens = brought;
  hasEnded.value = false;
  person.value = { subject: sub, role, district };
}

/** What a token says. The API checks it; here it is only shown. */
function claimsOf(jwt: string): { readonly sub: string; readonly role: Role; readonly district?: string } {
  const base64 = jwt.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
