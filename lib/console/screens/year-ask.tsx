import { useId, useState } from 'preact/hooks';
import { type Body, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import type { CycleContext } from '../cycle.ts';
import { Errors, errorsAt, Field } from '../fields.tsx';
import { say, texts } from '../language.ts';
import { Fault } from '../parts.tsx';
import { useWrite } from '../write.ts';
import { instantIn } from '../zoned-time.ts';
import { Order, OrderActions, OrderNote } from './year-order.tsx';
import { Picker } from './year-picker.tsx';

type Request = Body<'requestReopening'>;

/** The gates of all districts of a correction open at once, which bounds how many there can be. */
const districtsMax = 90;

interface AskProps extends CycleContext {
  readonly sent: () => void;
}

/** Asks for a correction, in a dialog. */
export function AskReopening(props: AskProps) {
  const { reopening: words } = texts.value.year;
  return (
    <div class="actions">
      <Order open={words.ask} heading={words.heading}>
        {(close) => <AskForm {...props} close={close} />}
      </Order>
    </div>
  );
}

interface Draft {
  readonly districts: readonly string[];
  readonly isWhole: boolean;
  readonly components: readonly string[];
  readonly reason: string;
  readonly until: string;
}

const blank: Draft = { districts: [], isWhole: false, components: [], reason: '', until: '' };

/** What is missing of a draft, by field; nothing where it can be sent. */
function faultsOf(draft: Draft, timeZone: string) {
  const { reopening: words } = texts.value.year;
  const said = (isWrong: boolean, what: string) => (isWrong ? [what] : []);
  const isNoTime = draft.until !== '' && instantIn(draft.until, timeZone) === null;
  return {
    districts: [
      ...said(draft.districts.length === 0, words.needDistrict),
      ...said(draft.districts.length > districtsMax, words.mostDistricts(districtsMax)),
    ],
    components: said(!draft.isWhole && draft.components.length === 0, words.needComponent),
    reason: said(draft.reason.trim() === '', words.needReason),
    until: [...said(draft.until === '', words.needUntil), ...said(isNoTime, words.noSuchTime)],
  };
}

function requestOf(draft: Draft, timeZone: string): Request {
  const { districts, isWhole, components, reason, until } = draft;
  return {
    scope: { districts: [...districts], components: isWhole ? null : [...components] },
    reason,
    until: instantIn(until, timeZone)!,
  };
}

/** The form with what stands in it, kept until it was sent, whatever comes of it. */
function useAsking({ cycle, sent }: AskProps, close: () => void) {
  const [draft, setDraft] = useState(blank);
  const [isChecked, setChecked] = useState(false);
  const write = useWrite();
  const faults = faultsOf(draft, cycle.timeZone);
  const ask = async (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (Object.values(faults).some((found) => found.length > 0)) return;
    const body = requestOf(draft, cycle.timeZone);
    const isDone = await write.send(body, async (header) => {
      const params = { path: { cycle: cycle.id }, header };
      await tell(api.POST('/v1/cycles/{cycle}/reopenings', { params, body }));
    });
    if (!isDone) return;
    setDraft(blank);
    setChecked(false);
    close();
    sent();
  };
  const errors = (field: keyof typeof faults, pointer: string) => [
    ...(isChecked ? faults[field] : []),
    ...errorsAt(write.fault, pointer),
  ];
  const change = (part: Partial<Draft>) => {
    write.forget();
    setDraft({ ...draft, ...part });
  };
  return { draft, change, write, ask, errors };
}

function AskForm({ close, ...props }: AskProps & { readonly close: () => void }) {
  const { reopening: words } = texts.value.year;
  const { draft, change, write, ask, errors } = useAsking(props, close);
  return (
    <form noValidate onSubmit={(event) => void ask(event)}>
      <Picker
        legend={words.districts}
        options={props.cycle.districts.map(({ id, name }) => [id, say(name)] as const)}
        chosen={draft.districts}
        choose={(districts) => change({ districts })}
        errors={errors('districts', '/scope/districts')}
      />
      <ComponentScope {...{ draft, change }} components={props.components} />
      <Errors errors={errors('components', '/scope/components')} />
      <OrderNote
        label={words.reason}
        rows={3}
        value={draft.reason}
        change={(reason) => change({ reason })}
        errors={errors('reason', '/reason')}
      />
      <Field label={words.until(props.cycle.timeZone)} errors={errors('until', '/until')}>
        {(attributes) => (
          <input
            {...attributes}
            type="datetime-local"
            value={draft.until}
            onInput={({ currentTarget }) => change({ until: currentTarget.value })}
          />
        )}
      </Field>
      <Fault fault={write.fault} />
      <OrderActions send={write.isSending ? words.sending : words.send} isSending={write.isSending} close={close} />
    </form>
  );
}

interface ScopeProps extends Pick<CycleContext, 'components'> {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

function ComponentScope({ draft, change, components }: ScopeProps) {
  const { reopening: words } = texts.value.year;
  const name = useId();
  return (
    <>
      <fieldset class="scope">
        <legend>{words.components}</legend>
        {[false, true].map((isWhole) => (
          <label key={String(isWhole)}>
            <input type="radio" name={name} checked={draft.isWhole === isWhole} onChange={() => change({ isWhole })} />
            {isWhole ? words.allComponents : words.someComponents}
          </label>
        ))}
      </fieldset>
      {!draft.isWhole && (
        <Picker
          legend={words.someComponents}
          options={components.map(({ id, name }) => [id, `${id} ${say(name)}`] as const)}
          chosen={draft.components}
          choose={(chosen) => change({ components: chosen })}
        />
      )}
    </>
  );
}
