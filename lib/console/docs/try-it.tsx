import { useState } from 'preact/hooks';
import { type Answered, AnswerView, sendRequest } from './answer-view.tsx';
import { language, say, texts } from './language.ts';
import { type Listed, needsToken, type OpenApi, type Parameter, resolved } from './open-api.ts';
import { examplesOf } from './operation-view.tsx';
import { Code } from './prose.tsx';
import { curlOf, type Filled, fieldOf, missingIn, requestOf } from './request.ts';
import { token, tried } from './token.ts';

/** What was filled in last for parameters of a name: the next operation begins with it. */
const filledLast = new Map<string, string>();

interface TryItProps {
  readonly document: OpenApi;
  readonly operation: Listed;
}

function firstOf(parameter: Parameter): string {
  if (parameter.in !== 'path') return '';
  const { cycles, districts } = tried.value;
  const there = { cycle: cycles[0], district: districts[0] }[parameter.name];
  const example = parameter.example ?? parameter.schema.example;
  return filledLast.get(parameter.name) ?? there ?? (example === undefined ? '' : String(example));
}

function bodyText(document: OpenApi, operation: Listed, contentType: string | null, index = 0): string | null {
  const media = contentType === 'application/json' ? operation.requestBody?.content[contentType] : undefined;
  return media ? JSON.stringify(examplesOf(document, media)[index]?.value, null, 2) : null;
}

/** A form for an operation, its answer, and the same request by curl. */
export function TryIt({ document, operation }: TryItProps) {
  const { parameters = [], requestBody } = operation;
  const types = Object.keys(requestBody?.content ?? {});
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [contentType, setContentType] = useState(types[0] ?? null);
  const [body, setBody] = useState<string | File | null>(bodyText(document, operation, types[0] ?? null));
  const [answer, setAnswer] = useState<Answered | 'waiting' | null>(null);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const first = parameters.map((parameter) => [fieldOf(parameter), firstOf(parameter)] as const);
  const filled: Filled = { parameters: { ...Object.fromEntries(first), ...given }, contentType, body };
  const request = requestOf(operation, filled, language.value);
  const send = async (event: Event) => {
    event.preventDefault();
    setMissing(missingIn(operation, filled));
    if (missingIn(operation, filled).length > 0) return;
    setAnswer('waiting');
    setAnswer(await sendRequest(operation, request));
  };
  const fill = (parameter: Parameter, value: string) => {
    if (parameter.in === 'path') filledLast.set(parameter.name, value);
    setGiven((before) => ({ ...before, [fieldOf(parameter)]: value }));
  };
  return (
    <>
      <form class="try" noValidate onSubmit={(event) => void send(event)}>
        {parameters.map((parameter) => (
          <ParameterField
            key={fieldOf(parameter)}
            document={document}
            parameter={parameter}
            value={filled.parameters[fieldOf(parameter)]!}
            isMissing={missing.includes(parameter.name)}
            fill={(value) => fill(parameter, value)}
          />
        ))}
        {contentType && (
          <BodyField
            {...{ document, operation, types, contentType, body }}
            chooseType={(type) => {
              setContentType(type);
              setBody(bodyText(document, operation, type));
            }}
            fill={setBody}
          />
        )}
        <Notes operation={operation} missing={missing} />
        <button type="submit" class="primary" disabled={answer === 'waiting'}>
          {texts.value.send}
        </button>
      </form>
      <AnswerView answer={answer} />
      <h3>{texts.value.asCurl}</h3>
      {needsToken(operation) && <p class="soft">{texts.value.curlHint}</p>}
      <Code label={texts.value.asCurl} text={curlOf(operation, request, location.origin)} />
    </>
  );
}

interface NotesProps {
  readonly operation: Listed;
  readonly missing: readonly string[];
}

/** What stands in the way of sending, or need not be there. */
function Notes({ operation, missing }: NotesProps) {
  const { tokenPublic, tokenMissing, missing: fillFirst } = texts.value;
  return (
    <>
      {!needsToken(operation) && <p class="soft">{tokenPublic}</p>}
      {needsToken(operation) && !token.value && <p class="warning">{tokenMissing}</p>}
      {missing.length > 0 && (
        <p class="warning" role="alert">
          {fillFirst(missing)}
        </p>
      )}
    </>
  );
}

interface ParameterFieldProps {
  readonly document: OpenApi;
  readonly parameter: Parameter;
  readonly value: string;
  readonly isMissing: boolean;
  readonly fill: (value: string) => void;
}

function ParameterField({ document, parameter, value, isMissing, fill }: ParameterFieldProps) {
  const { name, required, schema } = parameter;
  const id = `try-${fieldOf(parameter).replace(':', '-')}`;
  const choices = resolved(document, schema).enum as readonly string[] | undefined;
  const known = { cycle: tried.value.cycles, district: tried.value.districts }[name] ?? [];
  return (
    <div class="form-field">
      <label for={id}>
        <code>{name}</code> {required && <span class="required">{texts.value.required}</span>}
      </label>
      {choices ? (
        <select id={id} value={value} onChange={({ currentTarget }) => fill(currentTarget.value)}>
          {['', ...choices].map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          list={known.length > 0 ? `${id}-known` : undefined}
          autocomplete="off"
          aria-invalid={isMissing || undefined}
          onInput={({ currentTarget }) => fill(currentTarget.value)}
        />
      )}
      {known.length > 0 && (
        <datalist id={`${id}-known`}>
          {known.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </div>
  );
}

interface BodyFieldProps extends TryItProps {
  readonly types: readonly string[];
  readonly contentType: string;
  readonly body: string | File | null;
  readonly chooseType: (type: string) => void;
  readonly fill: (body: string | File | null) => void;
}

function BodyField({ document, operation, types, contentType, body, chooseType, fill }: BodyFieldProps) {
  const { mediaType, examples: choose, body: title, file } = texts.value;
  const isJson = contentType === 'application/json';
  const examples = isJson ? examplesOf(document, operation.requestBody!.content[contentType]!) : [];
  return (
    <>
      {types.length > 1 && (
        <label class="form-field">
          <span>{mediaType}</span>
          <select value={contentType} onChange={({ currentTarget }) => chooseType(currentTarget.value)}>
            {types.map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        </label>
      )}
      {examples.length > 1 && (
        <label class="form-field">
          <span>{choose}</span>
          <select
            onChange={({ currentTarget }) =>
              fill(bodyText(document, operation, contentType, currentTarget.selectedIndex))
            }
          >
            {examples.map((example) => (
              <option key={example.title}>{say(example.title)}</option>
            ))}
          </select>
        </label>
      )}
      {isJson ? (
        <label class="form-field">
          <span>{title}</span>
          <textarea
            rows={Math.min(24, String(body).split('\n').length + 1)}
            spellcheck={false}
            value={String(body ?? '')}
            onInput={({ currentTarget }) => fill(currentTarget.value)}
          />
        </label>
      ) : (
        <label class="form-field">
          <span>{file}</span>
          <input type="file" onChange={({ currentTarget }) => fill(currentTarget.files?.[0] ?? null)} />
        </label>
      )}
    </>
  );
}
