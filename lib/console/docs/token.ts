import { signal } from '@preact/signals';

/** Whether this is the local run, where anyone may be anyone. */
export const isLocal = document.body.dataset.local === 'true';

/** The token that requests are sent with: in memory only, and nowhere else. */
export const token = signal('');

/** Whose token it is, where the local run gave it; `null` where it was typed. */
export const holder = signal<string | null>(null);

/** Roles that the local run gives tokens of. */
export const roles = ['district', 'assessor', 'auditor', 'admin'] as const;
/** One of them. */
export type Role = (typeof roles)[number];

/** A token of the local run; `null` where it gives none. */
export async function localToken(role: Role, district?: string): Promise<string | null> {
  const body = JSON.stringify({ role, subject: `docs-${role}`, ...(role === 'district' && { district }) });
  const answer = await fetch('/local/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return answer.ok ? ((await answer.json()) as { token: string }).token : null;
}

/** What there is on the local run to try things on: the cycles, the newest open one first, and the districts of that. */
export interface Tried {
  readonly cycles: readonly string[];
  readonly districts: readonly string[];
}

/** What parameters of these names may be; empty until it is known. */
export const tried = signal<Tried>({ cycles: [], districts: [] });

interface ListedCycle {
  readonly id: string;
  readonly year: number;
  readonly state: string;
  readonly districts: readonly { readonly id: string }[];
}

/** Finds out what there is. Where that fails, fields stay as they are. */
export async function lookAround(): Promise<void> {
  const given = await localToken('auditor');
  const answer = await fetch('/v1/cycles', { headers: { authorization: `Bearer ${given}` } });
  if (!answer.ok) return;
  const { items } = (await answer.json()) as { readonly items: readonly ListedCycle[] };
  const isOpen = ({ state }: ListedCycle) => Number(state !== 'finalized');
  const cycles = items.toSorted((a, b) => isOpen(b) - isOpen(a) || b.year - a.year);
  tried.value = { cycles: cycles.map(({ id }) => id), districts: (cycles[0]?.districts ?? []).map(({ id }) => id) };
}
