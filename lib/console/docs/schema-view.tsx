import { useState } from 'preact/hooks';
import { say, texts } from './language.ts';
import { type JsonSchema, type OpenApi, referredName, resolved } from './open-api.ts';
import { Prose } from './prose.tsx';
import { limitWords, typeWords } from './schema-words.ts';

interface SchemaProps {
  readonly document: OpenApi;
  readonly schema: JsonSchema;
  /** Whether it is of an answer, in which what is required is always there. */
  readonly isTold: boolean;
}

/** What a body holds: its fields, each with what it may be; what is within a field opens below it. */
export function SchemaView({ document, schema: given, isTold }: SchemaProps) {
  const schema = resolved(document, given);
  const sure = isTold ? texts.value.always : texts.value.required;
  const { properties, required = [] } = schema;
  if (!properties) return <Inner document={document} schema={given} isTold={isTold} />;
  return (
    <ul class="fields-of">
      {Object.entries(properties).map(([name, property]) => (
        <li key={name}>
          <code class="name">{name}</code>{' '}
          {required.includes(name) && <b class={isTold ? 'always' : 'required'}>{sure}</b>}{' '}
          <Words document={document} schema={property} />
          <Within document={document} schema={property} isTold={isTold} />
        </li>
      ))}
    </ul>
  );
}

/** Type, limits and meaning of a value. */
function Words({ document, schema }: Omit<SchemaProps, 'isTold'>) {
  const limits = limitWords(document, schema, texts.value);
  const { description } = resolved(document, schema) as { readonly description?: string };
  return (
    <>
      <span class="type">
        {typeWords(document, schema, texts.value)}
        {limits && `${texts.value.semicolon}${limits}`}
      </span>
      {description && (
        <div class="meaning">
          <Prose text={say(description)} />
        </div>
      )}
    </>
  );
}

/** What is no object itself: its words, and what is within it. */
function Inner({ document, schema, isTold }: SchemaProps) {
  return (
    <div class="fields-of">
      <Words document={document} schema={schema} />
      <Within document={document} schema={schema} isTold={isTold} isOpen />
    </div>
  );
}

/** The objects within a value, with the words that lead to them. */
function innerOf(
  document: OpenApi,
  given: JsonSchema,
  lead = '',
): { readonly lead: string; readonly schema: JsonSchema }[] {
  const schema = resolved(document, given);
  const { anyOf, oneOf = anyOf, items, additionalProperties, properties } = schema;
  if (properties) return [{ lead, schema: given }];
  if (oneOf) return oneOf.flatMap((option) => innerOf(document, option, lead || texts.value.oneOf));
  if (items) return innerOf(document, items, texts.value.eachItem);
  if (typeof additionalProperties === 'object') return innerOf(document, additionalProperties, texts.value.eachValue);
  return [];
}

/** Opened when somebody wants it: a schema may contain itself. */
function Within({ document, schema, isTold, isOpen = false }: SchemaProps & { readonly isOpen?: boolean }) {
  return innerOf(document, schema).map((inner, index) => (
    <Opened key={`${index} ${inner.lead}`} document={document} {...inner} isTold={isTold} isOpen={isOpen} />
  ));
}

function Opened({
  document,
  schema,
  isTold,
  lead,
  isOpen: isOpenFirst,
}: SchemaProps & { lead: string; isOpen: boolean }) {
  const [isOpen, setOpen] = useState(isOpenFirst);
  const name = referredName(schema);
  return (
    <details class="within" open={isOpenFirst} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {lead || texts.value.structure} {name && <code>{name}</code>}
      </summary>
      {isOpen && <SchemaView document={document} schema={schema} isTold={isTold} />}
    </details>
  );
}
