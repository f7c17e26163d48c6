import { useMemo, useState } from 'preact/hooks';
import { type Reply, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import { coefficientsOf } from '../coefficients.ts';
import type { Cycle } from '../cycle.ts';
import { Field } from '../fields.tsx';
import { say, texts } from '../language.ts';
import { Choice, Fault } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { useWrite } from '../write.ts';
import { instantIn } from '../zoned-time.ts';
import { DistrictsField } from './cycles-districts.tsx';
import { bodyOf, type CycleDraft, type CycleField, draftFaults, isSound, refusedFields } from './cycles-draft.ts';

interface NewCycleProps {
  /** Those that there are, latest first. */
  readonly cycles: readonly Cycle[];
  readonly schemes: Reply<'listSchemes'>['items'];
  readonly opened: (id: string) => void;
}

/** A draft begins with what the latest cycle has. */
function firstDraft({ cycles, schemes }: NewCycleProps): CycleDraft {
  const latest = cycles[0];
  return {
    id: '',
    scheme: latest?.scheme ?? schemes[0]?.id ?? '',
    year: String((latest?.year ?? new Date().getFullYear() - 1) + 1),
    timeZone: latest?.timeZone ?? 'Asia/Shanghai',
    closes: '',
    finalizes: '',
    onBlockers: 'hold',
    isEvidenceRequired: true,
    districts: '',
    coefficients: [],
  };
}

/** The draft, what is wrong with it, and how it is sent; what is typed stays whatever comes of it. */
function useOpening(props: NewCycleProps) {
  const { cycles: words } = texts.value;
  const [typed, setDraft] = useState(() => firstDraft(props));
  const scheme = useResource((signal) => readScheme(typed.scheme, signal), ['scheme-to-open', typed.scheme]);
  const draft = useMemo(() => ({ ...typed, coefficients: coefficientsOf(scheme.value ?? {}) }), [typed, scheme.value]);
  const [isChecked, setChecked] = useState(false);
  const write = useWrite();
  const faults = draftFaults(draft, words);
  const submit = async (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (!isSound(draft, words)) return showFirstWrong(event.currentTarget as HTMLFormElement);
    const body = bodyOf(draft);
    const isDone = await write.send(body, async (header) => {
      await tell(api.POST('/v1/cycles', { params: { header }, body }));
    });
    if (isDone) props.opened(body.id);
  };
  const errors = (field: CycleField) => [...(isChecked ? faults[field] : []), ...refusedFields(write.fault, field)];
  const change = (part: Partial<CycleDraft>) => {
    write.forget();
    setDraft((before) => ({ ...before, ...part }));
  };
  return { draft, change, errors, submit, write };
}

/** The method that is chosen; `null` where there is none. */
async function readScheme(scheme: string, signal: AbortSignal) {
  if (scheme === '') return null;
  return tell(api.GET('/v1/schemes/{scheme}', { params: { path: { scheme } }, signal }));
}

/** Goes to the first field that something is wrong with, once it is marked. */
function showFirstWrong(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
}

/** What the fields of the form have in common. */
export type Opening = ReturnType<typeof useOpening>;

/** The form that opens a cycle. */
export function NewCycle(props: NewCycleProps) {
  const { cycles: words } = texts.value;
  const opening = useOpening(props);
  const { draft, change, errors, submit, write } = opening;
  const { fields } = words;
  return (
    <form class="new-cycle" noValidate onSubmit={(event) => void submit(event)}>
      <h2>{words.open}</h2>
      <TextField {...{ opening }} name="id" label={fields.id} hint={fields.idHint} />
      <TextField {...{ opening }} name="year" label={fields.year} inputMode="numeric" />
      <Field label={fields.scheme} errors={errors('scheme')}>
        {(attributes) => (
          <select
            {...attributes}
            value={draft.scheme}
            onChange={({ currentTarget }) => change({ scheme: currentTarget.value })}
          >
            {props.schemes.map(({ id, title }) => (
              <option key={id} value={id} selected={id === draft.scheme}>
                {id} · {say(title)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextField {...{ opening }} name="timeZone" label={fields.timeZone} hint={fields.timeZoneHint} list="zones" />
      <datalist id="zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <TimeField {...{ opening }} name="closes" label={fields.closes} hint={fields.closesHint} />
      <TimeField {...{ opening }} name="finalizes" label={fields.finalizes} hint={fields.finalizesHint} />
      <div class="form-field">
        <Choice
          label={fields.onBlockers}
          value={draft.onBlockers}
          options={(['hold', 'verified-only'] as const).map((policy) => [policy, words.policies[policy]])}
          choose={(chosen) => change({ onBlockers: chosen as CycleDraft['onBlockers'] })}
        />
      </div>
      <label class="form-field tick">
        <input
          type="checkbox"
          checked={draft.isEvidenceRequired}
          onChange={({ currentTarget }) => change({ isEvidenceRequired: currentTarget.checked })}
        />
        {fields.evidenceRequired}
      </label>
      <DistrictsField {...{ draft, change }} errors={errors('districts')} cycles={props.cycles} />
      <Fault fault={write.fault} />
      <p class="actions">
        <button type="submit" class="primary" disabled={write.isSending}>
          {write.isSending ? words.sending : words.submit}
        </button>
      </p>
    </form>
  );
}

interface TextFieldProps {
  readonly opening: Opening;
  readonly name: 'id' | 'year' | 'timeZone';
  readonly label: string;
  readonly hint?: string;
  readonly inputMode?: 'numeric';
  readonly list?: string;
}

function TextField({ opening, name, label, hint, ...rest }: TextFieldProps) {
  const { draft, change, errors } = opening;
  return (
    <Field label={label} hint={hint} errors={errors(name)}>
      {(attributes) => (
        <input
          {...attributes}
          {...rest}
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={draft[name]}
          onInput={({ currentTarget }) => change({ [name]: currentTarget.value.trim() })}
        />
      )}
    </Field>
  );
}

interface TimeFieldProps {
  readonly opening: Opening;
  readonly name: 'closes' | 'finalizes';
  readonly label: string;
  readonly hint: string;
}

/** A local date-time of the cycle's zone, with the instant that it is. */
function TimeField({ opening, name, label, hint }: TimeFieldProps) {
  const { cycles: words } = texts.value;
  const { draft, change, errors } = opening;
  const instant = instantIn(draft[name], draft.timeZone);
  const shown = instant === null ? hint : `${hint} ${words.instant(instant)}`;
  return (
    <Field label={`${label} · ${draft.timeZone}`} hint={shown} errors={errors(name)}>
      {(attributes) => (
        <input
          {...attributes}
          type="datetime-local"
          value={draft[name]}
          onInput={({ currentTarget }) => change({ [name]: currentTarget.value })}
        />
      )}
    </Field>
  );
}
