import { signal } from '@preact/signals';

/** What the address says; all that a screen shows and that a link must show again stands here. */
const parameters = signal(new URLSearchParams(location.search));

addEventListener('popstate', () => {
  parameters.value = new URLSearchParams(location.search);
});

/** What the address says under a name; `null` where it says nothing. */
export function fromAddress(name: string): string | null {
  return parameters.value.get(name);
}

/** Changes to an address by name; `null` takes a name out. */
export type AddressChange = Readonly<Record<string, string | null>>;

/** Names that mean the same on every screen; the others end with the screen that they belong to. */
const kept: ReadonlySet<string> = new Set(['cycle', 'basis', 'district']);

/** This page's address with changes. Where they change the screen, what belongs to the old one goes. */
export function addressWith(change: AddressChange): string {
  const next = new URLSearchParams(parameters.value);
  if (change.view !== undefined) for (const name of [...next.keys()]) if (!kept.has(name)) next.delete(name);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  next.sort();
  return `/?${next}`;
}

/** Goes to an address with changes; `replace` leaves no step to come back to. */
export function goTo(change: AddressChange, how: 'push' | 'replace' = 'push'): void {
  const address = addressWith(change);
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  parameters.value = new URLSearchParams(location.search);
  if (change.view !== undefined) scrollTo(0, 0);
}
