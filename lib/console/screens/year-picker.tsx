import { useId, useState } from 'preact/hooks';
import { Errors } from '../fields.tsx';
import { texts } from '../language.ts';

/** From how many on a filter helps. */
const filteredFrom = 12;

interface PickerProps {
  readonly legend: string;
  readonly options: readonly (readonly [id: string, text: string])[];
  readonly chosen: readonly string[];
  /** Takes the ids chosen, in the order of the options. */
  readonly choose: (chosen: readonly string[]) => void;
  readonly errors?: readonly string[];
}

/** Several out of many, by their check boxes; a filter shows those whose name holds a text. */
export function Picker({ legend, options, chosen, choose, errors = [] }: PickerProps) {
  const { reopening: words } = texts.value.year;
  const [sought, setSought] = useState('');
  const id = useId();
  const ticked = new Set(chosen);
  const toggle = (option: string) =>
    choose(options.flatMap(([name]) => (ticked.has(name) !== (name === option) ? [name] : [])));
  const text = sought.trim().toLowerCase();
  return (
    <fieldset class="picker" aria-describedby={errors.length > 0 ? id : undefined}>
      <legend>
        {legend} <small>{words.chosen(chosen.length)}</small>
      </legend>
      {options.length > filteredFrom && (
        <input
          type="search"
          aria-label={`${legend} ${words.filter}`}
          placeholder={words.filter}
          value={sought}
          onInput={({ currentTarget }) => setSought(currentTarget.value)}
        />
      )}
      <div class="options">
        {options
          .filter(([name, shown]) => `${name} ${shown}`.toLowerCase().includes(text))
          .map(([name, shown]) => (
            <label key={name}>
              <input type="checkbox" checked={ticked.has(name)} onChange={() => toggle(name)} />
              <bdi>{shown}</bdi>
            </label>
          ))}
      </div>
      <Errors id={id} errors={errors} />
    </fieldset>
  );
}
