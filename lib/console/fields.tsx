import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { type ConnectionLost, Problem } from '../client/index.ts';

/** What a control must carry to be known by its label, its hint and what is wrong with it. */
export interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  /** What is wrong with what stands in it. */
  readonly errors?: readonly string[];
  readonly children: (attributes: ControlAttributes) => ComponentChildren;
}

/** A control of a form with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, errors = [], children }: FieldProps) {
  const id = useId();
  const isWrong = errors.length > 0;
  const told = [hint ? `${id}-hint` : '', isWrong ? `${id}-errors` : ''].filter(Boolean).join(' ');
  return (
    <div class={isWrong ? 'form-field wrong' : 'form-field'}>
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': told || undefined, 'aria-invalid': isWrong || undefined })}
      {hint && (
        <small id={`${id}-hint`} class="field-hint">
          {hint}
        </small>
      )}
      {isWrong && <Errors id={`${id}-errors`} errors={errors} />}
    </div>
  );
}

interface ErrorsProps {
  readonly id?: string;
  readonly errors: readonly string[];
}

/** What is wrong, where it is. */
export function Errors({ id, errors }: ErrorsProps) {
  if (errors.length === 0) return null;
  return (
    <ul id={id} class="errors">
      {errors.map((error) => (
        <li key={error}>{error}</li>
      ))}
    </ul>
  );
}

/** What the API found wrong at a place of the body that was sent, or below it. */
export function errorsAt(fault: Problem | ConnectionLost | null, pointer: string): string[] {
  if (!(fault instanceof Problem)) return [];
  const found = (fault.details.errors ?? []).filter((error) => `${error.pointer}/`.startsWith(`${pointer}/`));
  return [...new Set(found.map(({ message }) => message))];
}
