import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Problem, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import { texts } from '../language.ts';
import { Fault } from '../parts.tsx';
import type { BookPlace } from '../upload.ts';
import { useWrite, type Write } from '../write.ts';
import { claimOf, type Drafts, forget, plain } from './book-drafts.ts';
import { isUploading } from './book-uploads.ts';

/** A fault of one field of a form. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** The faults that a refusal finds in a claim; `at` is where the claim stands in what was sent. */
export function fieldFaults(fault: Write['fault'], at: string): FieldFault[] {
  if (!(fault instanceof Problem)) return [];
  return (fault.details.errors ?? []).flatMap(({ pointer, message }) => {
    if (!pointer.startsWith(`${at}/`)) return [];
    return [{ field: pointer.slice(at.length + 1).split('/')[0]!, message }];
  });
}

interface Wanted {
  readonly place: BookPlace;
  readonly drafts: Signal<Drafts>;
  readonly changed: readonly string[];
  readonly readAgain: () => void;
}

/** All changed claims in one write: all are stored or none. */
export function useHandIn({ place, drafts, changed, readAgain }: Wanted) {
  const write = useWrite();
  const [sent, setSent] = useState<readonly string[]>([]);
  const [revision, setRevision] = useState<number | null>(null);
  const send = async () => {
    const sending = Object.fromEntries(
      changed.flatMap((id) => (plain(drafts.value[id]!.value) === '' ? [] : [[id, drafts.value[id]!]])),
    );
    setSent(Object.keys(sending));
    setRevision(null);
    const claims = Object.entries(sending).map(([component, draft]) => ({ component, ...claimOf(draft) }));
    const isDone = await write.send(claims, async (header) => {
      const params = { path: place, header };
      const path = '/v1/cycles/{cycle}/districts/{district}/claims';
      setRevision((await tell(api.POST(path, { params, body: { claims } }))).revision);
    });
    if (isDone) forget(drafts, sending);
    readAgain();
  };
  const faultsOf = (component: string) => {
    const at = sent.indexOf(component);
    return at < 0 ? [] : fieldFaults(write.fault, `/claims/${at}`);
  };
  return { write, revision, send, faultsOf };
}

interface HandInProps extends ReturnType<typeof useHandIn> {
  readonly changed: readonly string[];
  readonly drafts: Signal<Drafts>;
  readonly place: BookPlace;
}

/** At the lower edge of the window while something is typed: how much of it there is, and one button for all. */
export function HandIn({ write, revision, send, changed, drafts, place }: HandInProps) {
  const { book: words } = texts.value;
  const blank = changed.filter((id) => plain(drafts.value[id]!.value) === '');
  const ready = changed.length - blank.length;
  const isWaiting = isUploading(place);
  if (changed.length === 0)
    return revision === null ? null : (
      <p class="hand-in" role="status">
        {words.handedIn(revision)}
      </p>
    );
  const marked = write.fault instanceof Problem && (write.fault.details.errors ?? []).length > 0;
  return (
    <section class="hand-in" aria-label={words.toSend(changed.length)}>
      <span>{words.toSend(changed.length)}</span>
      <button
        type="button"
        class="primary"
        disabled={write.isSending || isWaiting || ready === 0}
        onClick={() => void send()}
      >
        {write.isSending ? words.handingIn : words.handInAll(ready)}
      </button>
      {isWaiting && <small>{words.files.wait}</small>}
      {blank.length > 0 && <small>{words.withoutValue(blank)}</small>}
      <Fault fault={write.fault} />
      {marked && <p>{words.refusedAt}</p>}
    </section>
  );
}
