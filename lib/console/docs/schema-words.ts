import { type JsonSchema, type OpenApi, resolved } from './open-api.ts';
import type { DocsTexts } from './texts-zh.ts';

/** The type of a value in words: `文本`, `list of whole number`, `"a" 或 "b"`. */
export function typeWords(document: OpenApi, given: JsonSchema, texts: DocsTexts): string {
  const schema = resolved(document, given);
  const { enum: choices, anyOf, oneOf = anyOf, items, additionalProperties, type } = schema;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (choices) return texts.or(choices.map((choice) => JSON.stringify(choice)));
  if (oneOf) return texts.or([...new Set(oneOf.map((option) => typeWords(document, option, texts)))]);
  if (items) return texts.listOf(typeWords(document, items, texts));
  if (typeof additionalProperties === 'object') return texts.mapOf(typeWords(document, additionalProperties, texts));
  return texts.or([type ?? 'any'].flat().map((name) => texts.types[name as keyof typeof texts.types] ?? name));
}

/**
 * What limits a value besides its type, in words; empty where nothing does. What may be null is limited as it else is. What a
 * pattern asks for, the description says.
 */
export function limitWords(document: OpenApi, given: JsonSchema, texts: DocsTexts): string {
  const schema = resolved(document, given);
  const { anyOf, oneOf = anyOf, items } = schema;
  const [only, ...others] = (oneOf ?? []).filter(({ type }) => type !== 'null');
  if (only && others.length === 0) return limitWords(document, only, texts);
  const ofItems = items ? limitWords(document, items, texts) : '';
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema as Record<string, number | undefined>;
  const between = (least: number | undefined, most: number | undefined, words: DocsTexts['limits']['value']) => {
    const [from, to] = [least, most].map((bound) => (bound === undefined || isNoBound(bound) ? undefined : bound));
    if (from === undefined) return to === undefined ? '' : words.most(to);
    return to === undefined ? words.least(from) : words.between(from, to);
  };
  return [
    texts.formats[schema.format as keyof typeof texts.formats] ?? '',
    between(minimum, maximum, texts.limits.value),
    between(minLength, maxLength, texts.limits.length),
    between(minItems, maxItems, texts.limits.items),
    ofItems && texts.limits.ofEach(ofItems),
    'default' in schema ? texts.limits.unlessGiven(JSON.stringify(schema.default)) : '',
  ]
    .filter(Boolean)
    .join(texts.semicolon);
}

/** Every whole number is within these. */
function isNoBound(bound: number): boolean {
  return Math.abs(bound) === Number.MAX_SAFE_INTEGER;
}

/** A value that a schema takes, as an example: what it must hold, and of lists one item. */
export function exampleOf(document: OpenApi, given: JsonSchema, depth = 0): unknown {
  const schema = resolved(document, given);
  const { example, examples, enum: choices, anyOf, oneOf = anyOf, items, properties, required = [], type } = schema;
  if (example !== undefined) return example;
  if (Array.isArray(examples)) return examples[0];
  if ('default' in schema) return schema.default;
  if ('const' in schema) return schema.const;
  if (choices) return choices[0];
  if (oneOf) return exampleOf(document, oneOf[0]!, depth);
  // A schema may contain itself.
  if (items) return depth > 12 ? [] : [exampleOf(document, items, depth + 1)];
  if (properties) {
    const shown = Object.entries(properties).filter(([name]) => required.includes(name) && depth <= 12);
    return Object.fromEntries(shown.map(([name, property]) => [name, exampleOf(document, property, depth + 1)]));
  }
  const [only] = [type].flat();
  if (only === 'object') return {};
  if (only === 'integer' || only === 'number')
    return Math.max(1, isNoBound(Number(schema.minimum)) ? 1 : Number(schema.minimum ?? 1));
  if (only === 'boolean') return true;
  if (only === 'null') return null;
  return '…';
}
