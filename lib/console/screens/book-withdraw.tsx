import type { Signal } from '@preact/signals';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { tell } from '../../client/index.ts';
import { api } from '../api.ts';
import { texts } from '../language.ts';
import { Fault } from '../parts.tsx';
import type { BookPlace, EvidenceFile } from '../upload.ts';
import { useWrite } from '../write.ts';
import type { Drafts } from './book-drafts.ts';

interface WithdrawProps {
  readonly place: BookPlace;
  readonly file: EvidenceFile;
  readonly drafts: Signal<Drafts>;
  readonly readAgain: () => void;
}

/** Takes a file back, with a reason that is asked for. */
export function Withdraw(props: WithdrawProps) {
  const words = texts.value.book.files;
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        class="small"
        onClick={() => setAsking(true)}
        aria-label={words.withdrawNamed(props.file.fileName)}
      >
        {words.withdraw}
      </button>
      {isAsking && <WithdrawDialog {...props} close={() => setAsking(false)} />}
    </>
  );
}

function WithdrawDialog({ place, file, drafts, readAgain, close }: WithdrawProps & { readonly close: () => void }) {
  const { book: words, words: common } = texts.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const write = useWrite();
  const heading = useId();
  useEffect(() => dialog.current!.showModal(), []);
  const withdraw = async () => {
    const isDone = await write.send(reason, async (header) => {
      const params = { path: { ...place, id: file.id }, header };
      const path = '/v1/cycles/{cycle}/districts/{district}/evidence/{id}/withdrawal';
      await tell(api.POST(path, { params, body: { reason } }));
    });
    if (!isDone) return;
    drafts.value = without(drafts.peek(), file.id);
    dialog.current?.close();
    readAgain();
  };
  return (
    <dialog ref={dialog} class="withdraw" aria-labelledby={heading} onClose={close}>
      <h3 id={heading}>{words.files.withdrawAsk(file.fileName)}</h3>
      <p>
        {words.files.withdrawMeaning}
        {file.citedBy.length > 0 && ` ${words.files.citedBy(file.citedBy)}`}
      </p>
      <label>
        <span class="field-name">{common.reason}</span>
        <textarea rows={3} maxLength={2000} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <Fault fault={write.fault} />
      <p class="actions">
        <button type="button" class="primary" disabled={write.isSending} onClick={() => void withdraw()}>
          {words.files.withdraw}
        </button>
        <button type="button" onClick={() => dialog.current!.close()}>
          {write.isSending ? common.close : common.cancel}
        </button>
      </p>
    </dialog>
  );
}

/** What is typed, without a file that can be cited no more. */
function without(drafts: Drafts, id: string): Drafts {
  return Object.fromEntries(
    Object.entries(drafts).map(([component, draft]) => [
      component,
      { ...draft, evidence: draft.evidence.filter((other) => other !== id) },
    ]),
  );
}
