import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Field } from '../fields.tsx';
import { texts } from '../language.ts';

interface OrderProps {
  /** What the button says. */
  readonly open: string;
  readonly heading: string;
  readonly isPrimary?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button, and behind it a dialog that says what the order does before it is given. */
export function Order({ open, heading, isPrimary = false, children }: OrderProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  return (
    <>
      <button type="button" class={isPrimary ? 'primary' : undefined} onClick={() => dialog.current?.showModal()}>
        {open}
      </button>
      <dialog ref={dialog} class="order" aria-labelledby={id}>
        <h3 id={id}>{heading}</h3>
        {children(() => dialog.current?.close())}
      </dialog>
    </>
  );
}

interface ActionsProps {
  /** `null` where the order can't be given. */
  readonly send: string | null;
  readonly isSending: boolean;
  readonly close: () => void;
}

/** The end of an order's form. What is under way goes on without it: to close it then calls nothing off. */
export function OrderActions({ send, isSending, close }: ActionsProps) {
  const { words } = texts.value;
  return (
    <div class="actions">
      {send !== null && (
        <button type="submit" class="primary" disabled={isSending}>
          {send}
        </button>
      )}
      <button type="button" onClick={close}>
        {isSending ? words.close : words.cancel}
      </button>
    </div>
  );
}

interface NoteProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly rows?: number;
  readonly errors?: readonly string[];
}

/** What is said with an order. */
export function OrderNote({ label, value, change, rows = 2, errors = [] }: NoteProps) {
  return (
    <Field label={label} errors={errors}>
      {(attributes) => (
        <textarea
          {...attributes}
          rows={rows}
          maxLength={2000}
          value={value}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
      )}
    </Field>
  );
}
