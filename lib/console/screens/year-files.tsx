import type { CycleContext } from '../cycle.ts';
import { sizeText } from '../file-types.ts';
import { say, texts } from '../language.ts';
import { areLapsed, type ReadFinal, readFinal } from './year-final.ts';

type File = ReadFinal['files'][number];

const paperPattern = /^certificates\/(.+)\.html$/;

interface FilesProps extends Pick<CycleContext, 'nameOf'> {
  readonly final: ReadFinal;
}

/** The files of a result that the caller may have, to be saved. */
export function Files({ final, nameOf }: FilesProps) {
  const { files: words } = texts.value.year;
  const papers = final.files.filter(({ name }) => paperPattern.test(name));
  const others = final.files.filter(({ name }) => !paperPattern.test(name));
  const lines = papers.length === 1 ? [...papers, ...others] : others;
  return (
    <>
      <h3>{words.heading}</h3>
      {final.exported ? (
        <>
          <ul class="result-files">
            {lines.map((file) => (
              <FileLine key={file.name} {...{ final, file, nameOf }} />
            ))}
          </ul>
          {papers.length > 1 && (
            <details>
              <summary>{words.papers(papers.length)}</summary>
              <ul class="result-files">
                {papers.map((file) => (
                  <FileLine key={file.name} {...{ final, file, nameOf }} />
                ))}
              </ul>
            </details>
          )}
          <p class="field-hint">{words.lapse}</p>
        </>
      ) : (
        <p role="status">{words.preparing}</p>
      )}
    </>
  );
}

function FileLine({ final, file, nameOf }: FilesProps & { readonly file: File }) {
  const { files: words } = texts.value.year;
  const district = paperPattern.exec(file.name)?.[1];
  const about = district === undefined ? words.names[file.name as keyof typeof words.names] : undefined;
  return (
    <li>
      <a href={file.url} onClick={(event) => void followFresh(event, final, file)}>
        {district === undefined ? file.name : words.paper(say(nameOf(district)))}
      </a>
      {file.sizeBytes !== undefined && <small> {sizeText(file.sizeBytes)}</small>}
      {about && <span class="file-about"> {about}</span>}
    </li>
  );
}

/** Links lapse while a page is open: then a new one is fetched, and followed. */
async function followFresh(event: MouseEvent, final: ReadFinal, { name }: File): Promise<void> {
  if (!areLapsed(final)) return;
  event.preventDefault();
  const { files } = await readFinal(final.cycle, final.revision);
  location.assign(files.find((file) => file.name === name)!.url);
}
