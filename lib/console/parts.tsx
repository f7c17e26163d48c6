import type { ComponentChildren } from 'preact';
import { ConnectionLost, type Problem } from '../client/index.ts';
import { texts } from './language.ts';
import type { Resource } from './resource.ts';
import { saveTable, type TableFile } from './table-file.ts';

/** Why something was refused, where it belongs: title, sentence, and every fault of what was sent. */
export function Fault({ fault }: { readonly fault: Problem | ConnectionLost | null }) {
  if (!fault) return null;
  const { problems } = texts.value;
  if (fault instanceof ConnectionLost) return <FaultBox title={problems.lost} />;
  const { title, detail, errors = [] } = fault.details;
  const sentence = fault.details.status >= 500 ? `${problems.fault} ${detail}` : detail;
  return (
    <FaultBox title={title}>
      <p>{sentence}</p>
      {errors.length > 0 && (
        <ul>
          {errors.map(({ pointer, message }) => (
            <li key={pointer + message}>
              {pointer && <code>{pointer}</code>} {message}
            </li>
          ))}
        </ul>
      )}
    </FaultBox>
  );
}

function FaultBox({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="fault" role="alert">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

interface ReadProps<T> {
  readonly from: Resource<T>;
  readonly children: (value: NonNullable<T>) => ComponentChildren;
}

/** Shows what was read, what stands in the way of it, or that it is on its way. */
export function Read<T>({ from: { value, problem, reload }, children }: ReadProps<T>) {
  const { shell } = texts.value;
  return (
    <>
      {problem && (
        <>
          <Fault fault={problem} />
          <button type="button" onClick={reload}>
            {shell.tryAgain}
          </button>
        </>
      )}
      {value != null ? children(value) : !problem && <p class="loading">{shell.loading}</p>}
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly choose: (value: string) => void;
}

/** A choice out of a few, with its label. */
export function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ScrolledProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** What is wider than a small screen scrolls by itself, also by keys. */
export function Scrolled({ label, children }: ScrolledProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

/** Saves what is shown as a table for Excel and WPS; it is made when it is asked for. */
export function Downloads({ table }: { readonly table: () => TableFile }) {
  return (['xlsx', 'csv'] as const).map((format) => (
    <button key={format} type="button" onClick={() => void saveTable(table(), format)}>
      {texts.value.words.tables} {format.toUpperCase()}
    </button>
  ));
}
