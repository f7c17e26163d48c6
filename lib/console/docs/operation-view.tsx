import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { language, say, texts } from './language.ts';
import { type Content, examplesIn, type Listed, type OpenApi, type Reply, resolved } from './open-api.ts';
import { Code, Prose, withCode } from './prose.tsx';
import { SchemaView } from './schema-view.tsx';
import { exampleOf, limitWords, typeWords } from './schema-words.ts';
import { TryIt } from './try-it.tsx';

interface OperationProps {
  readonly document: OpenApi;
  readonly operation: Listed;
}

/** An operation to read, and beside it to try. */
export function OperationView({ document, operation }: OperationProps) {
  const { method, path, operationId, summary, description, requestBody, responses } = operation;
  const panel = useRef<HTMLElement>(null);
  const replies = Object.entries(responses);
  const refusals = replies.filter(([status]) => status >= '400');
  return (
    <>
      <h1 tabIndex={-1}>{say(summary)}</h1>
      <p class="operation-address">
        <Method method={method} /> <code>{path}</code> <small>{operationId}</small>
      </p>
      <Prose text={say(description)} />
      <button type="button" class="jump" onClick={() => panel.current?.scrollIntoView({ behavior: 'instant' })}>
        {texts.value.tryIt}
      </button>
      <div class="reading-and-trying">
        <div class="reading">
          <Parameters document={document} operation={operation} />
          {requestBody && (
            <Part title={texts.value.body}>
              <Bodies document={document} content={requestBody.content} of={texts.value.body} isTold={false} />
            </Part>
          )}
          <Part title={texts.value.replies}>
            {replies
              .filter(([status]) => status < '400')
              .map(([status, reply]) => (
                <Answer key={status} document={document} status={status} reply={reply} />
              ))}
          </Part>
          <Refusals document={document} refusals={refusals} />
        </div>
        <section ref={panel} class="trying" aria-label={texts.value.tryIt}>
          <h2>{texts.value.tryIt}</h2>
          <TryIt key={operationId} document={document} operation={operation} />
        </section>
      </div>
    </>
  );
}

/** An HTTP method, in its colour. */
export function Method({ method }: { readonly method: string }) {
  return <b class={`method ${method.toLowerCase()}`}>{method}</b>;
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Parameters({ document, operation: { parameters = [] } }: OperationProps) {
  if (parameters.length === 0) return null;
  const { places, required, semicolon } = texts.value;
  return (
    <Part title={texts.value.parameters}>
      <ul class="fields-of panel">
        {parameters.map(({ in: place, name, required: isRequired, description, schema }) => {
          const limits = limitWords(document, schema, texts.value);
          const meaning = description ?? (resolved(document, schema) as { readonly description?: string }).description;
          return (
            <li key={place + name}>
              <code class="name">{name}</code> <small>{places[place]}</small>{' '}
              {isRequired && <b class="required">{required}</b>}{' '}
              <span class="type">
                {typeWords(document, schema, texts.value)}
                {limits && `${semicolon}${limits}`}
              </span>
              {meaning && <div class="meaning">{withCode(say(meaning))}</div>}
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function Answer({ document, status, reply }: { document: OpenApi; status: string; reply: Reply }) {
  const { description, headers = {}, content } = reply;
  return (
    <article class="reply">
      <h3>
        <b class="status">{status}</b> {withCode(say(description))}
      </h3>
      {content ? (
        <Bodies document={document} content={content} of={status} isTold />
      ) : (
        <p class="soft">{texts.value.nothing}</p>
      )}
      {Object.keys(headers).length > 0 && (
        <dl class="headers">
          {Object.entries(headers).map(([name, header]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{say(header.description)}</dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}

interface BodiesProps {
  readonly document: OpenApi;
  readonly content: Content;
  /** Whose bodies they are. */
  readonly of: string;
  readonly isTold: boolean;
}

/** A body by its media types: fields and an example of JSON, of a file its type. */
function Bodies({ document, content, of, isTold }: BodiesProps) {
  return Object.entries(content).map(([type, media]) =>
    type === 'application/json' ? (
      <div key={type}>
        <p class="media">
          <code>{type}</code>
        </p>
        <div class="panel">
          <SchemaView document={document} schema={media.schema} isTold={isTold} />
        </div>
        {examplesOf(document, media).map(({ title, value }) => (
          <ShownExample key={title} of={of} title={title} value={value} />
        ))}
      </div>
    ) : (
      <p key={type} class="media">
        <code>{type}</code> {texts.value.file}
      </p>
    ),
  );
}

function ShownExample({ of, title, value }: { readonly of: string; readonly title: string; readonly value: unknown }) {
  const { example } = texts.value;
  return (
    <details class="within">
      <summary>
        {example} {say(title)}
      </summary>
      <Code label={`${of} ${example} ${say(title)}`} text={JSON.stringify(value, null, 2)} />
    </details>
  );
}

/** Examples of a body: those of the document, or one made of its schema. */
export function examplesOf(
  document: OpenApi,
  media: Content[string],
): { readonly title: string; readonly value: unknown }[] {
  const given = examplesIn(document, media, language.value);
  if (given.length === 0) return [{ title: '', value: exampleOf(document, media.schema) }];
  return given.map(({ summary = '', value }) => ({ title: summary, value }));
}

interface RefusalsProps {
  readonly document: OpenApi;
  readonly refusals: readonly (readonly [status: string, reply: Reply])[];
}

function Refusals({ document, refusals }: RefusalsProps) {
  if (refusals.length === 0) return null;
  return (
    <Part title={texts.value.refusals}>
      <dl class="refusals">
        {refusals.map(([status, { description, content = {} }]) => (
          <div key={status}>
            <dt>
              <b class="status refused">{status}</b>
            </dt>
            <dd>
              <Prose text={say(description)} />
              {Object.values(content).flatMap((media) =>
                examplesIn(document, media, language.value).map(({ summary = '', value }) => (
                  <ShownExample key={summary} of={status} title={summary} value={value} />
                )),
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}
