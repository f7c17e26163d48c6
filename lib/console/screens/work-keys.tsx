import { useEffect } from 'preact/hooks';
import { texts } from '../language.ts';

interface KeysProps {
  readonly go: (step: 1 | -1) => void;
}

/** The form that decides; keys look for it. */
export const decisionForm = 'decision';

/**
 * Keys for whoever goes through many items, each with Alt or Ctrl: single letters belong to text fields and to screen
 * readers. In fields that use arrows themselves they are left alone.
 */
export function WorkKeys({ go }: KeysProps) {
  const { work: words } = texts.value;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.shiftKey || event.metaKey) return;
      const done =
        event.altKey && !event.ctrlKey ? withAlt(event, go) : event.ctrlKey && !event.altKey && submit(event);
      if (done) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
  return (
    <details class="keys">
      <summary>{words.keys}</summary>
      <dl>
        {words.keyList.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>{words.keysHint}</p>
    </details>
  );
}

function withAlt({ key, target }: KeyboardEvent, go: KeysProps['go']): boolean {
  if (key === 'Enter') {
    const form = formOf();
    form?.querySelector<HTMLElement>('input[type="radio"]:checked, input[type="radio"]')?.focus();
    return form !== null;
  }
  if ((key !== 'ArrowDown' && key !== 'ArrowUp') || usesArrows(target)) return false;
  go(key === 'ArrowDown' ? 1 : -1);
  return true;
}

function submit({ key }: KeyboardEvent): boolean {
  const form = key === 'Enter' ? formOf() : null;
  form?.requestSubmit();
  return form !== null;
}

function formOf(): HTMLFormElement | null {
  return document.getElementById(decisionForm) as HTMLFormElement | null;
}

function usesArrows(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('textarea, select, input:not([type="radio"])');
}
