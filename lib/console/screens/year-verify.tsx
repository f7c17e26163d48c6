import { useState } from 'preact/hooks';
import { texts } from '../language.ts';
import type { ReadFinal } from './year-final.ts';

/** How anybody verifies a sealed result, in words and commands, with the digest to compare. */
export function Verify({ final }: { readonly final: ReadFinal }) {
  const { verify: words } = texts.value.year;
  const { files, sha256, publicSha256 } = final;
  const hasFull = files.some(({ name }) => name === 'snapshot.json');
  return (
    <details class="verify">
      <summary>{words.heading}</summary>
      <p>{words.intro}</p>
      <ol>
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {hasFull && (
        <Command
          label={words.full}
          command={`npm run --silent verify -- snapshot.json --audit audit.ndjson --sha256 ${sha256}`}
        />
      )}
      <Command label={words.public} command={`npm run --silent verify -- public.json --sha256 ${publicSha256}`} />
    </details>
  );
}

interface CommandProps {
  readonly label: string;
  readonly command: string;
}

function Command({ label, command }: CommandProps) {
  const { verify: words } = texts.value.year;
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    setCopied(true);
  };
  return (
    <div class="command">
      <p>{label}</p>
      <pre>
        <code>{command}</code>
      </pre>
      <button type="button" onClick={() => void copy()}>
        {isCopied ? words.copied : words.copy}
      </button>
    </div>
  );
}
