import { useRef, useState } from 'preact/hooks';
import { Download, FileFactsOf, kindsOf } from '../evidence.tsx';
import { acceptedEndings } from '../file-types.ts';
import { texts } from '../language.ts';
import { Choice } from '../parts.tsx';
import type { EvidenceFile } from '../upload.ts';
import type { DraftProps } from './book-component.tsx';
import { type } from './book-drafts.ts';
import { UploadLine } from './book-upload-line.tsx';
import { begin, uploads } from './book-uploads.ts';
import { Withdraw } from './book-withdraw.tsx';

/** The files that a claim cites, those on their way, and how more are chosen. */
export function ComponentFiles(props: DraftProps) {
  const { item, drafts, isClosed, place, component } = props;
  const words = texts.value.book.files;
  const kinds = kindsOf(component);
  const [kind, setKind] = useState(kinds[0]![0]);
  // What a file is added to when it gets there is the claim as it stands then.
  const latest = useRef(item);
  latest.current = item;
  const cite = (id: string) =>
    type(drafts, latest.current, ({ evidence }) => ({ evidence: [...new Set([...evidence, id])] }));
  const send = (files: FileList | null | undefined) => {
    for (const file of files ?? []) begin(file, place, item.component, kind, cite);
  };
  const onTheWay = uploads.value.filter(
    (upload) =>
      upload.component === item.component &&
      upload.place.cycle === place.cycle &&
      upload.place.district === place.district,
  );
  return (
    <fieldset class="cited">
      <legend>{words.heading}</legend>
      <CitedFiles {...props} />
      {onTheWay.map((upload) => (
        <UploadLine key={upload.id} {...{ upload, cite }} />
      ))}
      {!isClosed && (
        <>
          {kinds.length > 1 && <Choice label={words.kind} value={kind} options={kinds} choose={setKind} />}
          <DropPlace {...{ send }} name={item.component} />
          <StoredFiles {...props} cite={cite} />
        </>
      )}
    </fieldset>
  );
}

function CitedFiles({ item, draft, drafts, files, isClosed, context, place, readAgain }: DraftProps) {
  const words = texts.value.book.files;
  const remove = (id: string) =>
    type(drafts, item, ({ evidence }) => ({ evidence: evidence.filter((other) => other !== id) }));
  if (draft.evidence.length === 0) return <p class="soft">{words.none}</p>;
  return (
    <ul class="file-list">
      {draft.evidence.map((id) => {
        const file = files.find((other) => other.id === id);
        return (
          <li class="file-item" key={id}>
            {file ? <FileFactsOf file={file} components={context.components} /> : words.gone}
            {file && <Download {...{ place, file }} />}
            {!isClosed && (
              <button
                type="button"
                class="small"
                onClick={() => remove(id)}
                aria-label={words.removeNamed(file?.fileName ?? id)}
              >
                {words.remove}
              </button>
            )}
            {!isClosed && file?.state === 'stored' && <Withdraw {...{ place, file, drafts, readAgain }} />}
          </li>
        );
      })}
    </ul>
  );
}

interface DropPlaceProps {
  readonly send: (files: FileList | null | undefined) => void;
  readonly name: string;
}

/** Takes files that are dropped, or chosen in the browser's own dialog. */
function DropPlace({ send, name }: DropPlaceProps) {
  const words = texts.value.book.files;
  const [isOver, setOver] = useState(false);
  const id = `files-${name}`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way beside the button in it
    <div
      class={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        send(event.dataTransfer?.files);
      }}
    >
      <label for={id}>
        {words.drop} <span class="button">{words.choose}</span>
      </label>
      <input
        id={id}
        type="file"
        multiple
        accept={acceptedEndings}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => {
          send(currentTarget.files);
          // So that the same file can be chosen again.
          currentTarget.value = '';
        }}
      />
      <small class="hint" id={`${id}-hint`}>
        {words.hint}
      </small>
    </div>
  );
}

interface StoredProps extends DraftProps {
  readonly cite: (id: string) => void;
}

/** The book's stored files that the claim does not cite. */
function StoredFiles({ draft, files, context, place, cite, drafts, readAgain }: StoredProps) {
  const words = texts.value.book.files;
  const [isOpen, setOpen] = useState(false);
  const others = files.filter(({ id, state }) => state === 'stored' && !draft.evidence.includes(id));
  if (others.length === 0) return null;
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.fromStored(others.length)}</summary>
      <ul class="file-list">
        {(isOpen ? others : []).map((file: EvidenceFile) => (
          <li class="file-item" key={file.id}>
            <button type="button" class="small" onClick={() => cite(file.id)} aria-label={words.cite(file.fileName)}>
              ＋
            </button>{' '}
            <FileFactsOf file={file} components={context.components} />
            {file.citedBy.length > 0 && <small> · {words.citedBy(file.citedBy)}</small>}
            <Download {...{ place, file }} />
            <Withdraw {...{ place, file, drafts, readAgain }} />
          </li>
        ))}
      </ul>
    </details>
  );
}
