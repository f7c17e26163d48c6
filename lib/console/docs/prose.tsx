import type { ComponentChildren } from 'preact';

/** The little Markdown that the document uses: lines, items of a list, code. */
export function Prose({ text }: { readonly text: string }) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const items = lines.filter((line) => line.startsWith('* '));
  return (
    <>
      {lines
        .filter((line) => !line.startsWith('* '))
        .map((line) => (
          <p key={line}>{withCode(line)}</p>
        ))}
      {items.length > 0 && (
        <ul>
          {items.map((line) => (
            <li key={line}>{withCode(line.slice(2))}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** A sentence, with what stands in backticks as code. */
export function withCode(line: string): ComponentChildren {
  return line.split('`').map((part, index) => (index % 2 === 1 ? <code key={`${index}${part}`}>{part}</code> : part));
}

interface CodeProps {
  readonly label: string;
  readonly text: string;
}

/** A block of code, which scrolls by itself, also by keys. */
export function Code({ label, text }: CodeProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="code" tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}
