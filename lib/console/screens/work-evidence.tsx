import { useState } from 'preact/hooks';
import { type Reply, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { listText } from '../format.ts';
import { say, texts } from '../language.ts';
import { Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import type { Place } from './work-assess.ts';
import type { Shared } from './work-reading.ts';

/** A file with the addresses that lead to its bytes for a few minutes. */
type File = Reply<'getEvidence'>;

interface PaperProps {
  readonly place: Place;
  readonly context: CycleContext;
  readonly component: Component;
  readonly ids: readonly string[];
  readonly shared: Shared | null;
}

/** The files that a claim rests on, and one of them shown. */
export function EvidencePaper({ place, context, component, ids, shared }: PaperProps) {
  const { work: words } = texts.value;
  const files = useResource(
    (signal) => Promise.all(ids.map((id) => readFile(place, id, signal))),
    [place.cycle, place.district, ids],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <section class="paper" aria-labelledby="paper">
      <h2 id="paper">{words.evidence}</h2>
      {ids.length === 0 && <p>{words.noEvidence}</p>}
      <Read from={files}>
        {(value) => {
          const shown = value.find(({ id }) => id === chosen) ?? value.find(({ preview }) => preview) ?? value[0];
          return (
            <>
              <ul class="files">
                {value.map((file) => (
                  <FileLine
                    key={file.id}
                    {...{ file, place, context, component }}
                    isShown={file.id === shown?.id}
                    show={() => setChosen(file.id)}
                    others={shared?.others.get(`${place.district}/${file.id}`) ?? []}
                  />
                ))}
              </ul>
              {shown && <Preview key={shown.id} {...{ place }} file={shown} />}
            </>
          );
        }}
      </Read>
    </section>
  );
}

function readFile({ cycle, district }: Place, id: string, signal?: AbortSignal): Promise<File> {
  const params = { path: { cycle, district, id } };
  const path = '/v1/cycles/{cycle}/districts/{district}/evidence/{id}';
  return tell(api.GET(path, { params, ...(signal && { signal }) }));
}

interface LineProps extends Pick<PaperProps, 'place' | 'context' | 'component'> {
  readonly file: File;
  readonly isShown: boolean;
  readonly show: () => void;
  /** Other districts that hold the same bytes. */
  readonly others: readonly string[];
}

function FileLine({ file, place, context, component, isShown, show, others }: LineProps) {
  const { work: words } = texts.value;
  const kind = component.evidence.find(({ id }) => id === file.kind);
  const alsoFor = context.components
    .map(({ id }) => id)
    .filter((id) => id !== place.component && file.citedBy.includes(id));
  // A link to a file holds for minutes only, so it is asked for when it is needed.
  const save = async () => {
    const { download } = await readFile(place, file.id);
    if (download) location.assign(download.url);
  };
  return (
    <li class={isShown ? 'shown' : undefined}>
      <button type="button" class="file" aria-pressed={isShown} aria-label={words.show(file.fileName)} onClick={show}>
        <bdi>{file.fileName}</bdi>
      </button>{' '}
      <small>
        {kind ? say(kind.name) : <bdi>{file.kind}</bdi>} · {sizeText(file.sizeBytes)}
      </small>{' '}
      {file.download && (
        <button type="button" aria-label={words.saveNamed(file.fileName)} onClick={() => void save()}>
          {words.save}
        </button>
      )}
      {file.note !== null && <bdi class="written note">{file.note}</bdi>}
      {alsoFor.length > 0 && <span class="mark">{words.alsoFor(listText(alsoFor))}</span>}
      {others.length > 0 && (
        <span class="mark">{words.sameAs(listText(others.map((id) => say(context.nameOf(id)))))}</span>
      )}
      {file.warnings.map(({ code, text }) => (
        <span key={code} class="mark">
          {say(text)}
        </span>
      ))}
    </li>
  );
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** The viewer shows the page in its width, without a list of pages beside it. */
const viewerWishes = '#navpanes=0&view=FitH';

/**
 * A file as its store gives it, from its own origin: a picture as such, a PDF in the browser's viewer, which opens in no
 * sandboxed frame. It stays as it is while the page around it reads again.
 */
function Preview({ place, file }: { readonly place: Place; readonly file: File }) {
  const { work: words } = texts.value;
  const fresh = useResource((signal) => readFile(place, file.id, signal), [place.cycle, place.district, file.id]);
  const title = words.previewOf(file.fileName);
  return (
    <Read from={fresh}>
      {({ preview, contentType }) => {
        if (!preview) return <p class="no-preview">{words.noPreview}</p>;
        return contentType === 'application/pdf' ? (
          <iframe class="preview" title={title} src={`${preview.url}${viewerWishes}`} referrerpolicy="no-referrer" />
        ) : (
          <img class="preview" alt={title} src={preview.url} referrerpolicy="no-referrer" />
        );
      }}
    </Read>
  );
}
