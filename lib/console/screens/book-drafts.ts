import { effect, type Signal, signal } from '@preact/signals';
import type { BookItem } from '../book-data.ts';

/** What is typed for one component and not handed in yet. */
export interface Draft {
  readonly value: string;
  readonly note: string;
  readonly evidence: readonly string[];
  /** The claim that it was begun on, by its revision; `null` where there was none. */
  readonly begunOn: number | null;
}

/** What is typed for a book, by component. */
export type Drafts = Readonly<Record<string, Draft>>;

const kept = new Map<string, Signal<Drafts>>();

/**
 * What somebody has typed for a book: it outlives the screen, and with the tab's storage the page. It is forgotten with
 * the tab.
 */
export function draftsOf(cycle: string, district: string, subject: string): Signal<Drafts> {
  const name = `kaohe-drafts ${cycle} ${district} ${subject}`;
  const known = kept.get(name);
  if (known) return known;
  const drafts = signal<Drafts>(JSON.parse(sessionStorage.getItem(name) ?? '{}'));
  kept.set(name, drafts);
  effect(() => sessionStorage.setItem(name, JSON.stringify(drafts.value)));
  return drafts;
}

/** The form as it stands where nothing has been typed. */
export function untouched({ claim }: Pick<BookItem, 'claim'>): Draft {
  const { value = '', note, evidence = [], revision } = claim ?? {};
  return { value, note: note ?? '', evidence, begunOn: revision ?? null };
}

/** Whether handing it in would say something else than the claim that stands. */
export function isChanged(draft: Draft, item: Pick<BookItem, 'claim'>): boolean {
  const { value, note, evidence } = untouched(item);
  const isSameList = draft.evidence.length === evidence.length && draft.evidence.every((id, at) => id === evidence[at]);
  return plain(draft.value) !== value || draft.note.trim() !== note.trim() || !isSameList;
}

/** A number as it is sent: full-width digits, which a Chinese keyboard gives, are digits. */
export function plain(value: string): string {
  return value.normalize('NFKC').trim();
}

/** What is sent of a form. */
export function claimOf({ value, note, evidence }: Draft) {
  return { value: plain(value), note: note.trim() === '' ? null : note, evidence: [...evidence] };
}

/** Puts a change into what is typed for a component. */
export function type(drafts: Signal<Drafts>, item: BookItem, change: (draft: Draft) => Partial<Draft>): void {
  const before = drafts.peek()[item.component] ?? untouched(item);
  drafts.value = { ...drafts.peek(), [item.component]: { ...before, ...change(before) } };
}

/** Forgets what was typed for components that have been handed in, unless something else has been typed since. */
export function forget(drafts: Signal<Drafts>, sent: Drafts): void {
  const left = Object.entries(drafts.peek()).filter(([component, draft]) => sent[component] !== draft);
  drafts.value = Object.fromEntries(left);
}
