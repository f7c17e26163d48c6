import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { type Reply, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import type { BookItem, HistoryEntry } from '../book-data.ts';
import { filledBy } from '../counted.ts';
import type { CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Fault } from '../parts.tsx';
import type { BookPlace, EvidenceFile } from '../upload.ts';
import { useWrite } from '../write.ts';
import { ComponentHead } from './book-component-head.tsx';
import { claimOf, type Draft, type Drafts, forget, isChanged, plain, type, untouched } from './book-drafts.ts';
import { ComponentFiles } from './book-files.tsx';
import { type FieldFault, fieldFaults } from './book-hand-in.tsx';
import { isUploading } from './book-uploads.ts';

/** What all forms of a book share. */
export interface FormContext {
  readonly place: BookPlace;
  readonly context: CycleContext;
  readonly drafts: Signal<Drafts>;
  readonly files: readonly EvidenceFile[];
  readonly score: Reply<'getScore'> | null;
  readonly isClosed: boolean;
  readonly readAgain: () => void;
  /** What a common write was refused for at a component. */
  readonly faultsOf: (component: string) => readonly FieldFault[];
}

/** What a form shows of its component. */
export interface FormProps extends FormContext {
  readonly item: BookItem;
  readonly completeness: Reply<'getCompleteness'>['components'][number];
  readonly returned: HistoryEntry | null;
}

/** One component: what is wanted, what is claimed now, and the form of the next claim. */
export function ComponentForm(props: FormProps) {
  const { item, drafts, isClosed, context } = props;
  const draft = drafts.value[item.component] ?? untouched(item);
  const component = context.components.find(({ id }) => id === item.component)!;
  const isTouched = isChanged(draft, item);
  const isOffered = filledBy(component) === 'district' && (item.target !== 'not-applicable' || isTouched);
  const isOpen = !isClosed || isTouched;
  return (
    <article class={item.claim?.returned ? 'claim returned' : 'claim'} aria-labelledby={`name-${item.component}`}>
      <ComponentHead {...props} {...{ component, draft }} />
      {!isOffered ? (
        <NotOffered {...{ item, component }} />
      ) : isOpen ? (
        <ClaimForm {...props} {...{ component, draft }} />
      ) : (
        <ComponentFiles {...props} {...{ component, draft }} />
      )}
    </article>
  );
}

/** Why there is nothing to hand in: it does not apply, or another gives the value. */
function NotOffered({ item, component }: Pick<DraftProps, 'item' | 'component'>) {
  const { book: words } = texts.value;
  const { whenNotApplicable } = component;
  const filler = filledBy(component);
  const isOut = item.target === 'not-applicable' && whenNotApplicable !== undefined;
  return (
    <p class="not-offered">{isOut ? words.outs[whenNotApplicable] : filler !== 'district' && words.fillers[filler]}</p>
  );
}

/** A form with its component as the method has it, and what is typed in it. */
export interface DraftProps extends FormProps {
  readonly component: CycleContext['components'][number];
  readonly draft: Draft;
}

function ClaimForm(props: DraftProps) {
  const { place, item, draft, drafts, isClosed, faultsOf } = props;
  const { book: words } = texts.value;
  const { write, revision, isBlank, submit } = useClaim(props);
  const isTouched = isChanged(draft, item);
  const isWaiting = isUploading(place, item.component);
  const faults = [...fieldFaults(write.fault, ''), ...faultsOf(item.component)];
  const isMoved = isTouched && draft.begunOn !== (item.claim?.revision ?? null);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ClaimFields {...props} faults={isBlank ? [{ field: 'value', message: words.noValue }, ...faults] : faults} />
      <ComponentFiles {...props} />
      <FieldFaults faults={faults} field="evidence" />
      {isMoved && <p class="warning">{words.movedOn}</p>}
      {isTouched && item.verification && <p class="warning">{words.verifiedAlready}</p>}
      {fieldFaults(write.fault, '').length === 0 && <Fault fault={write.fault} />}
      <p class="actions">
        {!isClosed && (
          <button
            type="submit"
            class="primary"
            disabled={write.isSending || isWaiting || !(isTouched || item.claim?.returned)}
          >
            {write.isSending ? words.handingIn : words.handIn}
          </button>
        )}
        {isTouched && (
          <button type="button" onClick={() => forget(drafts, { [item.component]: draft })}>
            {words.discard}
          </button>
        )}
        <span role="status">
          {isWaiting
            ? words.files.wait
            : isTouched
              ? words.changed
              : revision !== null && !write.fault && words.handedIn(revision)}
        </span>
      </p>
    </form>
  );
}

/** Hands in one claim alone. */
function useClaim({ place, item, draft, drafts, readAgain }: DraftProps) {
  const write = useWrite();
  const [revision, setRevision] = useState<number | null>(null);
  const [isBlank, setBlank] = useState(false);
  const submit = async () => {
    const body = claimOf(draft);
    setBlank(body.value === '');
    if (body.value === '') return;
    setRevision(null);
    const isDone = await write.send(body, async (header) => {
      const params = { path: { ...place, component: item.component }, header };
      const path = '/v1/cycles/{cycle}/districts/{district}/components/{component}/claim';
      setRevision((await tell(api.PUT(path, { params, body }))).revision);
    });
    if (isDone) forget(drafts, { [item.component]: draft });
    readAgain();
  };
  return { write, revision, isBlank: isBlank && plain(draft.value) === '', submit };
}

interface FieldsProps extends DraftProps {
  readonly faults: readonly FieldFault[];
}

function ClaimFields({ item, draft, drafts, isClosed, component, faults }: FieldsProps) {
  const { book: words, words: common } = texts.value;
  const id = `value-${item.component}`;
  return (
    <div class="fields">
      <label>
        <span class="field-name">{words.value(say(component.unit))}</span>
        <input
          id={id}
          class="number"
          inputMode="decimal"
          autoComplete="off"
          maxLength={40}
          readOnly={isClosed}
          value={draft.value}
          aria-invalid={faults.some(({ field }) => field === 'value')}
          aria-describedby={`${id}-faults`}
          onInput={({ currentTarget: { value } }) => type(drafts, item, () => ({ value }))}
        />
      </label>
      <FieldFaults faults={faults} field="value" id={`${id}-faults`} />
      <label>
        <span class="field-name">{common.note}</span>
        <textarea
          rows={2}
          maxLength={2000}
          readOnly={isClosed}
          value={draft.note}
          onInput={({ currentTarget: { value } }) => type(drafts, item, () => ({ note: value }))}
        />
      </label>
      <FieldFaults faults={faults} field="note" />
    </div>
  );
}

interface FieldFaultsProps {
  readonly faults: readonly FieldFault[];
  readonly field: string;
  readonly id?: string;
}

function FieldFaults({ faults, field, id }: FieldFaultsProps) {
  const own = faults.filter((fault) => fault.field === field);
  return (
    <div id={id} class="field-fault" role={own.length > 0 ? 'alert' : undefined}>
      {own.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}
