import { useState } from 'preact/hooks';
import { ConnectionLost, Problem, tell } from '../client/index.ts';
import { api } from './api.ts';
import type { Component, CycleContext } from './cycle.ts';
import { sizeText } from './file-types.ts';
import { say, texts } from './language.ts';
import { Fault } from './parts.tsx';
import type { BookPlace, EvidenceFile } from './upload.ts';

/** The kind of whatever the method does not name. */
export const otherKind = 'other';

/** The name of a kind of evidence, as the method has it; one that it does not name is what the file says. */
export function kindName(components: CycleContext['components'], kind: string): string {
  if (kind === otherKind) return texts.value.book.files.other;
  const named = components.flatMap(({ evidence }) => evidence).find(({ id }) => id === kind);
  return named ? say(named.name) : kind;
}

/** The kinds that may be chosen for a component's files, each with its name. */
export function kindsOf({ evidence }: Component): readonly (readonly [id: string, name: string])[] {
  return [...evidence.map(({ id, name }) => [id, say(name)] as const), [otherKind, texts.value.book.files.other]];
}

interface FileFactsProps {
  readonly file: EvidenceFile;
  readonly components: CycleContext['components'];
}

/** A file by its name, kind, size and state, and what it holds besides what is seen of it. */
export function FileFactsOf({ file, components }: FileFactsProps) {
  const words = texts.value.book.files;
  return (
    <>
      <bdi class="file-name">{file.fileName}</bdi>{' '}
      <small>
        {kindName(components, file.kind)} · {sizeText(file.sizeBytes)}
        {file.state !== 'stored' && ` · ${words.states[file.state]}`}
      </small>
      {file.reason && <p class="warning">{words.reasons[file.reason]}</p>}
      {file.warnings.map(({ code, text }) => (
        <p key={code} class="warning">
          ⚠ {say(text)}
        </p>
      ))}
    </>
  );
}

interface DownloadProps {
  readonly place: BookPlace;
  readonly file: EvidenceFile;
}

/** Fetches an address for a file, which holds for some minutes, and saves what lies there. */
export function Download({ place, file }: DownloadProps) {
  const words = texts.value.book.files;
  const [fault, setFault] = useState<Problem | ConnectionLost | null>(null);
  const download = async () => {
    setFault(null);
    try {
      const params = { path: { ...place, id: file.id } };
      const read = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/evidence/{id}', { params }));
      if (read.download) Object.assign(document.createElement('a'), { href: read.download.url }).click();
    } catch (thrown) {
      if (!(thrown instanceof Problem || thrown instanceof ConnectionLost)) throw thrown;
      setFault(thrown);
    }
  };
  return (
    <>
      <button
        type="button"
        class="small"
        onClick={() => void download()}
        aria-label={words.downloadNamed(file.fileName)}
      >
        {words.download}
      </button>
      <Fault fault={fault} />
    </>
  );
}
