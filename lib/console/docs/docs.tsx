import { useEffect, useState } from 'preact/hooks';
import { language, say, speak, texts } from './language.ts';
import { found, type Listed, type OpenApi, operationsOf } from './open-api.ts';
import { Method, OperationView } from './operation-view.tsx';
import { place } from './place.ts';
import { Prose } from './prose.tsx';
import { TokenField } from './token-field.tsx';
import { WalkView } from './walk-view.tsx';

interface DocsProps {
  /** `null` where it could not be read. */
  readonly document: OpenApi | null;
}

/** The whole page: who asks, what there is, and what of it is read and tried. */
export function Docs({ document: read }: DocsProps) {
  const { title, other, skip, notRead } = texts.value;
  useEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    document.title = title;
  });
  return (
    <>
      <a class="skip" href="#content">
        {skip}
      </a>
      <header>
        <strong class="title">{title}</strong>
        <TokenField />
        <button type="button" class="language" onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
          {other}
        </button>
      </header>
      {read ? (
        <Body document={read} />
      ) : (
        <main id="content">
          <h1>{title}</h1>
          <p>{notRead}</p>
        </main>
      )}
    </>
  );
}

function Body({ document: read }: { readonly document: OpenApi }) {
  const operations = operationsOf(read);
  const operation = operations.find(({ operationId }) => operationId === place.value);
  const [isFirst, setFirst] = useState(true);
  // Who follows a link begins to read at its heading.
  useEffect(() => {
    if (isFirst) return setFirst(false);
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }, [place.value]);
  return (
    <div class="docs">
      <Contents document={read} operations={operations} />
      <main id="content">
        {operation && <OperationView document={read} operation={operation} />}
        {place.value === 'walk' && <WalkView operations={operations} />}
        {!operation && !['overview', 'walk'].includes(place.value) && <h1 tabIndex={-1}>{texts.value.unknown}</h1>}
        {!operation && place.value === 'overview' && <Overview document={read} operations={operations} />}
      </main>
    </div>
  );
}

interface ListProps {
  readonly document: OpenApi;
  readonly operations: readonly Listed[];
}

function Contents({ document: read, operations }: ListProps) {
  const [search, setSearch] = useState('');
  const { search: label, searchHint, count, operations: name, overview, walk } = texts.value;
  const shown = found(operations, search);
  const isWide = matchMedia('(min-width: 900px)').matches;
  return (
    <nav class="contents" aria-label={name}>
      <label class="form-field">
        <span>{label}</span>
        <input
          type="search"
          placeholder={searchHint}
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      </label>
      <p class="soft" role="status">
        {count(shown.length, operations.length)}
      </p>
      <details open={isWide || search !== ''}>
        <summary class="contents-list">{name}</summary>
        <a class="entry" href="#overview" aria-current={place.value === 'overview' ? 'page' : undefined}>
          {overview}
        </a>
        <a class="entry" href="#walk" aria-current={place.value === 'walk' ? 'page' : undefined}>
          {walk}
        </a>
        {byTag(read, shown).map(([tag, own]) => (
          <section key={tag.name} aria-label={tagName(tag)}>
            <p class="tag">{tagName(tag)}</p>
            <ul>
              {own.map((operation) => (
                <li key={operation.operationId}>
                  <OperationLink operation={operation} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </details>
    </nav>
  );
}

function OperationLink({ operation: { operationId, method, summary } }: { readonly operation: Listed }) {
  return (
    <a class="entry" href={`#${operationId}`} aria-current={place.value === operationId ? 'page' : undefined}>
      <Method method={method} /> {say(summary)}
    </a>
  );
}

type Tag = OpenApi['tags'][number];

/** Tags are named in English and described in Chinese. */
function tagName({ name, description }: Tag): string {
  return language.value === 'zh' ? description : name;
}

function byTag({ tags }: OpenApi, operations: readonly Listed[]): (readonly [Tag, Listed[]])[] {
  return tags
    .map((tag) => [tag, operations.filter((operation) => operation.tags.includes(tag.name))] as const)
    .filter(([, own]) => own.length > 0);
}

function Overview({ document: read, operations }: ListProps) {
  const { title, walk, documents, documentNames } = texts.value;
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      <Prose text={say(read.info.description)} />
      <p>
        <a href="#walk">{walk}</a>
      </p>
      <h2>{documents}</h2>
      <ul>
        {Object.entries(documentNames).map(([address, meaning]) => (
          <li key={address}>
            <a href={address}>{address}</a> {meaning}
          </li>
        ))}
      </ul>
      {byTag(read, operations).map(([tag, own]) => (
        <section key={tag.name} class="tagged">
          <h2>{tagName(tag)}</h2>
          <ul class="listed">
            {own.map((operation) => (
              <li key={operation.operationId}>
                <OperationLink operation={operation} /> <code>{operation.path}</code>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
