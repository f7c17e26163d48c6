import { useState } from 'preact/hooks';
import { finalize } from '../../client/index.ts';
import { api } from '../api.ts';
import type { CycleContext } from '../cycle.ts';
import { Field } from '../fields.tsx';
import { texts } from '../language.ts';
import { Fault } from '../parts.tsx';
import { useWrite } from '../write.ts';
import { BlockerCounts } from './year-blockers.tsx';
import { Order, OrderActions, OrderNote } from './year-order.tsx';
import type { Preview } from './year-preview.tsx';

const confirmedDigits = 6;

interface FinalizeProps extends Pick<CycleContext, 'cycle' | 'reload'> {
  readonly preview: Preview;
  readonly readAgain: () => void;
}

/** The order to seal what the preview shows, behind a dialog that says what it does and what holds it. */
export function Finalize(props: FinalizeProps) {
  const { finalize: words } = texts.value.year;
  return (
    <Order open={words.open} heading={words.heading(props.cycle.year)} isPrimary>
      {(close) => (
        <>
          <ul>
            {words.effects.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
          <FinalizeForm {...props} close={close} />
        </>
      )}
    </Order>
  );
}

interface FormProps extends FinalizeProps {
  readonly close: () => void;
}

/** What is typed to confirm, and the order that is sent once it is right. */
function useSealing({ cycle, preview: { digest }, reload, readAgain, close }: FormProps) {
  const [typed, setTyped] = useState('');
  const [comment, setComment] = useState('');
  const [isChecked, setChecked] = useState(false);
  const write = useWrite();
  const isConfirmed = typed.trim().toLowerCase() === digest.replace('sha256:', '').slice(0, confirmedDigits);
  const seal = async (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (!isConfirmed) return;
    const body = { expectedDigest: digest, ...(comment.trim() && { comment }) };
    const isDone = await write.send(body, async (header) => {
      await finalize(api, cycle.id, body, { key: header['Idempotency-Key'] });
    });
    if (isDone) {
      close();
      reload();
    } else readAgain();
  };
  return { typed, setTyped, comment, setComment, isWrong: isChecked && !isConfirmed, write, seal };
}

type Sealing = ReturnType<typeof useSealing>;

function FinalizeForm(props: FormProps) {
  const { year } = texts.value;
  const { finalize: words } = year;
  const sealing = useSealing(props);
  const { seal, write } = sealing;
  const { blockers, digest } = props.preview;
  const isHeld = props.cycle.onBlockers === 'hold' && blockers.length > 0;
  return (
    <form onSubmit={(event) => void seal(event)}>
      {blockers.length > 0 && (
        <div class={isHeld ? 'fault' : 'banner'}>
          <p>{isHeld ? words.held(blockers.length) : words.passedOver(blockers.length)}</p>
          <BlockerCounts blockers={blockers} />
        </div>
      )}
      <p>
        {year.preview.digest} <code>{digest}</code>
      </p>
      {!isHeld && <Confirmation {...sealing} />}
      <Fault fault={write.fault} />
      <OrderActions
        send={isHeld ? null : write.isSending ? words.sealing : words.seal}
        isSending={write.isSending}
        close={props.close}
      />
    </form>
  );
}

function Confirmation({ typed, setTyped, comment, setComment, isWrong }: Sealing) {
  const { finalize: words } = texts.value.year;
  return (
    <>
      <Field label={words.confirm(confirmedDigits)} errors={isWrong ? [words.differs] : []}>
        {(attributes) => (
          <input
            {...attributes}
            class="digest"
            autocomplete="off"
            spellcheck={false}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
      </Field>
      <OrderNote label={words.comment} value={comment} change={setComment} />
    </>
  );
}
