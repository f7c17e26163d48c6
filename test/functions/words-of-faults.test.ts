import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Route } from '../../functions/contract/route.ts';
import { validateBody } from '../../functions/http/body-faults.ts';
import { routes } from '../../functions/routes.ts';
import {
  admin,
  assessor,
  auditor,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
});

const callers = { district: portal(), assessor, auditor, admin };
const address = { cycle: '2019', district: 'east', component: '5', scheme: 'tiny', id: 'e-1' };

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

/** What nobody means, and what somebody may mean and can't have. */
const nonsense: readonly Json[] = [
  ...['', ' ', '%%^&*', '２０', 'x'.repeat(5000), '99999.9999999', '0', '2020-02-30', '\u0007', 'east@', 'https://a b'],
  ...[-1, 1.5, 1e30, 12, true, null, [], {}, ['a', 'a'], [{}], { kind: 'none' }],
];

interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly $defs?: Readonly<Record<string, Shape>>;
}

/** Bodies in which every property that a schema knows has something of the right kind, one for each choice at the top. */
function filled(shape: Shape, defs: Shape['$defs'] = shape.$defs): Json {
  if (shape.$ref) return filled(defs![shape.$ref.split('/').at(-1)!]!, defs);
  const choice = (shape.anyOf ?? shape.oneOf)?.[0];
  if (choice) return filled(choice, defs);
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0]!;
  const { properties, items, additionalProperties } = shape;
  if (items) return [filled(items, defs)];
  if (properties)
    return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, filled(property, defs)]));
  if (typeof additionalProperties === 'object') return { 5: filled(additionalProperties, defs) };
  if (shape.type === 'boolean') return true;
  return shape.type === 'integer' || shape.type === 'number' ? 1 : '1';
}

const name = { zh: '名称', en: 'Name' };
const part = (id: string, rule: Json, target: Json) => {
  return { id, name, fullPoints: '1', unit: name, target, rule, evidence: [{ id: 'minutes', name }], onSite: false };
};
const assigned = { kind: 'assigned' };
const top = { kind: 'top', places: 2, placePoints: '1', targetPoints: '0.5', otherPoints: '0', ties: 'competition' };
const parts = [
  part('1.1', { kind: 'proportional', zeroTarget: 'any' }, { kind: 'fixed', value: '1' }),
  part('1.2', { kind: 'completion', zeroTarget: 'any' }, assigned),
  part('1.3', { ...top, placeNeedsTarget: false, zeroTarget: 'any' }, assigned),
  part('1.4', { kind: 'discretionary' }, { kind: 'none' }),
  part(
    '1.5',
    {
      kind: 'bands',
      of: 'rate',
      bands: [
        { from: '1', points: '1' },
        { from: null, points: '0' },
      ],
    },
    assigned,
  ),
];
const indicators = [{ id: '1', name, clause: '条款', maxPoints: '5', components: parts }];
const scheme = {
  ...{ id: 'tiny', title: name, source: '办法', maxPoints: '5', rounding: { places: 2, mode: 'half-up' } },
  categories: [{ id: 'first', name, maxPoints: '5', indicators }],
};

/** Bodies that would be taken, where the schema alone does not say what fits together. */
const wellFormed: Readonly<Record<string, Json>> = { openCycle: cycleBody, loadScheme: scheme };

function bodyOf(route: Route): Json {
  const shape = z.toJSONSchema(route.body!(), { io: 'input', unrepresentable: 'any' }) as Shape;
  return wellFormed[route.name] ?? filled(shape);
}

/** Every place in a body. */
function placesOf(value: Json, at: Path = []): Path[] {
  const below = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [at, ...below.flatMap(([key, item]) => placesOf(item, [...at, Array.isArray(value) ? Number(key) : key]))];
}

function replaced(value: Json, [first, ...rest]: Path, by: Json): Json {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? replaced(item, rest, by) : item));
  const object = value as Readonly<Record<string, Json>>;
  return { ...object, [first]: replaced(object[first]!, rest, by) };
}

const languages = ['zh', 'en'] as const;
/** Of a library, a pattern, or a program. */
const machineWords =
  /\/\^|\\[dpu]|\[0-9|\[a-z|pattern|regex|invalid input|too (?:big|small)|expected \w+,? (?:to|received)|unrecognized|undefined|NaN|\bzod\b/i;
const englishSentence = /[A-Za-z]{2,}(?:,? [A-Za-z]{2,}){2,}/;

/** Sentences that are not for the reader of the language. */
function oddWords(told: readonly string[], language: (typeof languages)[number]): string[] {
  const isOdd = (text: string) =>
    machineWords.test(text) || (language === 'zh' && (englishSentence.test(text) || !/\p{Script=Han}/u.test(text)));
  return told.filter(isOdd);
}

async function wordsFor(route: Route, query: string): Promise<string[]> {
  const caller = route.roles === 'public' ? null : callers[route.roles[0]!];
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => address[name as keyof typeof address]);
  const answers = languages.map(async (language) => {
    const headers = { 'accept-language': language };
    const request = { caller, headers, ...(route.body && { body: {} }) };
    const { status, body } = await service.send(`${route.method} ${path}${query}`, request);
    if (status < 400) return [];
    const faults: readonly { readonly message: string }[] = body.errors ?? [];
    return oddWords([body.title, body.detail, ...faults.map(({ message }) => message)], language);
  });
  return (await Promise.all(answers)).flat();
}

describe('what people are told of a fault', () => {
  it.each(routes.filter(({ query }) => query).map((route) => [route.name, route] as const))(
    'is a sentence in their language, whatever stands in a parameter of %s',
    async (_, route) => {
      const found: string[] = [];
      for (const name of [...Object.keys(route.query!().shape), 'unheardOf'])
        for (const value of nonsense.filter((one) => typeof one === 'string'))
          found.push(...(await wordsFor(route, `?${name}=${encodeURIComponent(value)}`)));
      expect([...new Set(found)]).toEqual([]);
    },
  );

  it.each(routes.filter(({ body }) => body).map((route) => [route.name, route] as const))(
    'is a sentence in their language, whatever stands in a field of the body of %s',
    async (_, route) => {
      const whole = bodyOf(route);
      const schema = route.body!();
      const found: string[] = [];
      for (const at of placesOf(whole))
        for (const value of nonsense) {
          const read = validateBody(schema, { value: replaced(whole, at, value), forbiddenKeys: [] });
          const told = read.ok ? [] : read.errors.map(({ message }) => message);
          for (const language of languages)
            found.push(
              ...oddWords(
                told.map((text) => text[language]),
                language,
              ),
            );
        }
      expect([...new Set(found)]).toEqual([]);
    },
  );
});
