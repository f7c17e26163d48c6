import { useEffect, useRef } from 'preact/hooks';
import { type Reply, tell } from '../../client/index.ts';
import { fromAddress, goTo } from '../address.ts';
import { api } from '../api.ts';
import { type Book, readFiles, readReturns, readScoreOf } from '../book-data.ts';
import { useCalm } from '../calm.ts';
import type { CycleContext } from '../cycle.ts';
import { ImportPanel } from '../import-panel.tsx';
import { say, texts } from '../language.ts';
import { latest, version } from '../live.ts';
import { setClock } from '../now.ts';
import { Choice, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { person } from '../session.ts';
import type { BookPlace } from '../upload.ts';
import { Closing } from './book-closing.tsx';
import { ComponentForm, type FormContext } from './book-component.tsx';
import { draftsOf, isChanged } from './book-drafts.ts';
import { HandIn, useHandIn } from './book-hand-in.tsx';
import { arrivals, isUploading } from './book-uploads.ts';

/** What the district itself must do; the rest is with the assessors. */
const ownMissing: ReadonlySet<string> = new Set(['claim', 'new-claim', 'evidence']);

/** Others' claims move points where places count; the score follows them at this pace. */
const scoreMilliseconds = 2_000;

type Completeness = Reply<'getCompleteness'>;
type Own = Awaited<ReturnType<typeof readOwn>>;

/** The book as its district fills it in: what is owed, what was returned and why, and a form for each component. */
export default function BookScreen(context: CycleContext) {
  const { book: words } = texts.value;
  const { cycle, nameOf } = context;
  const { district, subject } = person.value!;
  const place = { cycle: cycle.id, district: district! };
  const own = useResource(
    (signal) => readOwn(place, signal),
    [cycle.id, district],
    `${useOwnMoves(district!)} ${arrivals.value} ${cycle.state}`,
  );
  const revision = own.value?.book.revision;
  const score = useResource(
    async (signal) => (revision === undefined ? null : readScoreOf(place, 'claimed', revision, signal)),
    [cycle.id, district],
    `${revision} ${useCalm(version.value, scoreMilliseconds)}`,
  );
  const drafts = draftsOf(cycle.id, district!, subject);
  return (
    <section class="book">
      <h1>
        {words.heading} · <bdi>{words.ofDistrict(say(nameOf(district!)))}</bdi>
      </h1>
      <Read from={own}>
        {(value) => <OwnBook {...value} {...{ context, place, drafts }} score={score.value} reload={own.reload} />}
      </Read>
    </section>
  );
}

/**
 * What changes whenever the feed says that this book has moved, so that a busy evening of all the others does not have it
 * read again and again. A version that the feed did not tell of may have moved anything.
 */
function useOwnMoves(district: string): string {
  const seen = useRef(0);
  for (const { causes } of latest.value)
    for (const cause of causes) if (cause.district === district) seen.current = Math.max(seen.current, cause.revision);
  const isTold = latest.value.at(-1)?.version === version.value;
  return `${seen.current} ${isTold ? '' : version.value}`;
}

/** Book, completeness and files, and why anything was returned. */
async function readOwn(place: BookPlace, signal: AbortSignal) {
  const params = { path: place };
  const asked = await api.GET('/v1/cycles/{cycle}/districts/{district}/book', { params, signal });
  setClock(asked.response);
  const book = await tell(Promise.resolve(asked));
  const returned = book.components.filter(({ claim }) => claim?.returned).map(({ component }) => component);
  const [completeness, files, returns] = await Promise.all([
    tell(api.GET('/v1/cycles/{cycle}/districts/{district}/completeness', { params, signal })),
    readFiles(place, signal),
    readReturns(place, returned, signal),
  ]);
  return { book, completeness, files, returns };
}

interface OwnBookProps extends Own {
  readonly context: CycleContext;
  readonly place: BookPlace;
  readonly drafts: ReturnType<typeof draftsOf>;
  readonly score: Reply<'getScore'> | null;
  readonly reload: () => void;
}

function OwnBook({ book, completeness, files, returns, context, place, drafts, score, reload }: OwnBookProps) {
  const { cycle, scheme } = context;
  const items = new Map(book.components.map((item) => [item.component, item]));
  const changed = Object.keys(drafts.value).filter((id) => isChanged(drafts.value[id]!, items.get(id)!));
  const isClosed = book.gate === 'closed' || cycle.state !== 'open';
  const readAgain = () => {
    context.reload();
    reload();
  };
  useLeaveWarning(changed.length > 0 || isUploading(place));
  const handIn = useHandIn({ place, drafts, changed, readAgain });
  const form: FormContext = { place, context, drafts, files, score, isClosed, readAgain, faultsOf: handIn.faultsOf };
  const states = new Map(completeness.components.map((item) => [item.component, item]));
  const isOwed = (id: string) => states.get(id)!.missing.some((kind) => ownMissing.has(kind));
  const isShown = (id: string) => fromAddress('show') !== 'own' || isOwed(id) || changed.includes(id);
  const formOf = (id: string) => (
    <ComponentForm
      key={id}
      {...form}
      item={items.get(id)!}
      completeness={states.get(id)!}
      returned={returns.get(id) ?? null}
    />
  );
  return (
    <>
      <Closing {...{ cycle, isClosed, readAgain }} unsent={changed.length} />
      <Owed {...{ completeness, isOwed }} />
      {!isClosed && <ImportPanel cycle={cycle.id} kind="claims" done={readAgain} />}
      <ReturnedFirst {...{ book, formOf }} />
      {scheme.categories.map(({ id, name, indicators }) => {
        const shown = indicators
          .flatMap(({ components }) => components)
          .filter((component) => !items.get(component.id)!.claim?.returned && isShown(component.id));
        return shown.length === 0 ? null : (
          <section key={id}>
            <h2>{say(name)}</h2>
            {shown.map((component) => formOf(component.id))}
          </section>
        );
      })}
      {!isClosed && <HandIn {...handIn} {...{ changed, drafts, place }} />}
    </>
  );
}

/** Returned claims stand before all others. */
function ReturnedFirst({ book, formOf }: { readonly book: Book; readonly formOf: (id: string) => unknown }) {
  const returned = book.components.filter(({ claim }) => claim?.returned);
  if (returned.length === 0) return null;
  return (
    <section>
      <h2>{texts.value.book.returnedFirst}</h2>
      {returned.map(({ component }) => formOf(component) as preact.JSX.Element)}
    </section>
  );
}

interface OwedProps {
  readonly completeness: Completeness;
  readonly isOwed: (component: string) => boolean;
}

/** What is still owed, as counts, and whether only that is shown. */
function Owed({ completeness: { complete, components }, isOwed }: OwedProps) {
  const { book: words, words: common } = texts.value;
  const yours = components.filter(({ component }) => isOwed(component)).length;
  const theirs = components.length - complete - yours;
  const show = fromAddress('show') ?? '';
  return (
    <div class="controls owed">
      <p>
        <strong>{words.progress(complete, components.length)}</strong> · {words.yours(yours)} · {words.theirs(theirs)}
      </p>
      <Choice
        label={words.show}
        value={show}
        options={[
          ['', common.all],
          ['own', words.onlyYours],
        ]}
        choose={(chosen) => goTo({ show: chosen || null })}
      />
      {show === 'own' && yours === 0 && <p>{words.nothingToDo}</p>}
    </div>
  );
}

/** Asks before the page is left while something would be lost; a file dropped beside its place must not replace the page. */
function useLeaveWarning(isLost: boolean): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (isLost) event.preventDefault();
    };
    const ignore = (event: DragEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    addEventListener('dragover', ignore);
    addEventListener('drop', ignore);
    return () => {
      removeEventListener('beforeunload', warn);
      removeEventListener('dragover', ignore);
      removeEventListener('drop', ignore);
    };
  }, [isLost]);
}
