import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../functions/contract/openapi-document.ts';
import { slugs } from '../../functions/contract/refusal-slugs.ts';
import { routes } from '../../functions/routes.ts';
import { committed, examplesText } from '../contract/contract-files.ts';

interface Media {
  readonly examples?: Readonly<
    Record<string, { readonly summary?: string; readonly value?: unknown; readonly $ref?: string }>
  >;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly example?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

const document = JSON.parse(JSON.stringify(openApiDocument(routes)));
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).addSchema(document, 'contract');
const operations: readonly (readonly [pointer: string, operation: Operation])[] = Object.entries<
  Record<string, Operation>
>(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [pointerOf('paths', path, method), operation] as const),
);

function pointerOf(...steps: readonly string[]): string {
  return steps.map((step) => `/${encodeURIComponent(step.replace(/~/g, '~0').replace(/\//g, '~1'))}`).join('');
}

/** What is sent and answered as JSON, by where it stands in the document. */
function jsonOf([pointer, { requestBody, responses }]: (typeof operations)[number], type = 'application/json') {
  const body = requestBody?.content[type];
  const answers = Object.entries(responses).flatMap(([status, { content }]) => {
    const media = content?.[type];
    return media ? [[pointer + pointerOf('responses', status, 'content', type), media] as const] : [];
  });
  return body ? [[pointer + pointerOf('requestBody', 'content', type), body] as const, ...answers] : answers;
}

function faultsOf(pointer: string, value: unknown): unknown {
  const validate = ajv.getSchema(`contract#${pointer}/schema`)!;
  return validate(value) ? [] : validate.errors;
}

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);
const isEnglish = (text: string) => /[a-z]{3}/i.test(text);

describe('examples', () => {
  it('are what the service answers: it takes each request, in a year of their own, and `npm run contract` writes it down', async () => {
    expect(committed('examples')).toBe(await examplesText());
  });

  it.each(operations.map((one) => [one[1].operationId, one] as const))(
    'of %s are there and of its shapes',
    (_, one) => {
      for (const [pointer, { examples = {} }] of jsonOf(one)) {
        expect(Object.keys(examples), pointer).not.toEqual([]);
        for (const { value } of Object.values(examples)) expect(faultsOf(pointer, value), pointer).toEqual([]);
      }
    },
  );

  it('would not be of just any shape', () => {
    const [pointer, { examples }] = jsonOf(
      operations.find(([, { operationId }]) => operationId === 'submitClaim')!,
    )[0]!;
    const [{ value }] = Object.values(examples!) as [{ value: object }];
    expect(faultsOf(pointer, value)).toEqual([]);
    expect(faultsOf(pointer, { ...value, unit: '人' })).not.toEqual([]);
  });

  it.each(operations.map((one) => [one[1].operationId, one] as const))(
    'of %s say what they are in both languages',
    (_, one) => {
      for (const [pointer, { examples = {} }] of jsonOf(one))
        for (const [name, { summary = '' }] of Object.entries(examples)) {
          const other = name.endsWith('-zh') ? `${name.slice(0, -3)}-en` : `${name.slice(0, -3)}-zh`;
          const isOfOne = /-(?:zh|en)$/.test(name);
          if (isOfOne) expect(examples, pointer).toHaveProperty([other]);
          expect([isChinese(summary), isEnglish(summary)], `${pointer} ${name}`).toEqual(
            isOfOne ? [name.endsWith('-zh'), name.endsWith('-en')] : [true, true],
          );
        }
    },
  );

  it('have two languages wherever a text is of one', () => {
    // Of what is there in both languages side by side, one example suffices.
    const texts = (value: unknown): string[] => {
      if (typeof value === 'string') return [value];
      if (typeof value !== 'object' || value === null || ('zh' in value && 'en' in value)) return [];
      return Object.entries(value).flatMap(([key, inner]) => (published.has(key) ? [] : texts(inner)));
    };
    for (const one of operations)
      for (const [pointer, { examples = {} }] of jsonOf(one))
        for (const [name, { value }] of Object.entries(examples))
          if (!name.endsWith('-zh')) expect(texts(value).filter(isChinese), `${pointer} ${name}`).toEqual([]);
  });

  it('are there for every parameter of path and query but a cursor, which is good for who got it and a day', () => {
    const without = operations.flatMap(([, { operationId, parameters = [] }]) =>
      parameters
        .filter((one) => one.in !== 'header' && one.example === undefined)
        .map(({ name }) => `${operationId} ${name}`),
    );
    expect(without.filter((one) => !one.endsWith(' cursor'))).toEqual([]);
    expect(without.length).toBeGreaterThan(0);
  });
});

/** Clauses and columns of the method are quoted as they were published. */
const published = new Set(['source', 'clause', 'checkedOn', 'openapi', 'info']);

const neverShown = ['method-not-allowed', 'too-early', 'stale-epoch', 'busy'];

describe('refusals', () => {
  it('have an example in each language, all but those that take a fault or a race', () => {
    const shown = Object.keys(document.components.examples);
    const wanted = slugs.filter((slug) => !neverShown.includes(slug));
    expect(shown.sort()).toEqual(wanted.flatMap((slug) => [`${slug}-zh`, `${slug}-en`]).sort());
    for (const [name, { value }] of Object.entries<{ value: { detail: string } }>(document.components.examples))
      expect([isChinese(value.detail), isEnglish(value.detail)][name.endsWith('-zh') ? 0 : 1], name).toBe(true);
  });

  it('are shown where they may be met, and fit there', () => {
    for (const one of operations)
      for (const [pointer, { examples = {} }] of jsonOf(one, 'application/problem+json'))
        for (const { $ref = '' } of Object.values(examples)) {
          const { value } = document.components.examples[$ref.split('/').at(-1)!];
          expect(faultsOf(pointer, value), `${pointer} ${$ref}`).toEqual([]);
        }
    const getBook = operations.find(([, { operationId }]) => operationId === 'getBook')!;
    const [pointer] = jsonOf(getBook, 'application/problem+json')[0]!;
    const { value } = document.components.examples['state-conflict-en'];
    expect(faultsOf(pointer, value)).not.toEqual([]);
  });
});
