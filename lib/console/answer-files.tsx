import { useState } from 'preact/hooks';
import type { ConnectionLost, Problem } from '../client/index.ts';
import { saveAnswer } from './answer-file.ts';
import { Fault } from './parts.tsx';

/** A format of a file that the API gives. */
export type AnswerFormat = 'xlsx' | 'csv';

interface AnswerFilesProps {
  /** What the files are: stands before the format on the buttons. */
  readonly label: string;
  /** Asks the API, the answer to be read as a blob. */
  readonly ask: (format: AnswerFormat) => Parameters<typeof saveAnswer>[0];
}

/** Buttons that save an answer as a file for Excel and WPS, as the API makes it. */
export function AnswerFiles({ label, ask }: AnswerFilesProps) {
  const [fault, setFault] = useState<Problem | ConnectionLost | null>(null);
  const save = (format: AnswerFormat) => {
    setFault(null);
    saveAnswer(ask(format)).catch(setFault);
  };
  return (
    <>
      {(['xlsx', 'csv'] as const).map((format) => (
        <button key={format} type="button" onClick={() => save(format)}>
          {label} {format.toUpperCase()}
        </button>
      ))}
      <Fault fault={fault} />
    </>
  );
}
