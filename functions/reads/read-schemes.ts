import * as z from 'zod';
import { digestOf } from '../../lib/domain/digest.ts';
import { named } from '../../lib/domain/named.ts';
import { unknownScheme } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { bilingual, componentIdSchema, idSchema, pageQuery, pointsText } from '../contract/schemas.ts';
import { loadSchemeShape, schemeShape } from '../contract/scheme-shape.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const oneRoute = {
  name: 'getScheme',
  method: 'GET',
  path: '/v1/schemes/{scheme}',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取考核办法全文', en: 'Read a scheme document' },
  load: loadSchemeShape,
  reply: { status: 200, schema: schemeShape, tag: 'content' },
} as const satisfies Route;

/** A scheme document as it was loaded. */
async function getScheme({ schemes }: Dependencies, { path }: RequestOf<typeof oneRoute>) {
  return (await schemes.load(path.scheme)) ?? unknownScheme;
}

export const getSchemeEndpoint = endpoint(oneRoute, getScheme);

const componentRule = named('ComponentRule', () =>
  z.strictObject({
    component: componentIdSchema(),
    /** What earns how many points, a sentence or a band each. */
    rule: z.array(bilingual()),
    /** What the clause leaves open and the scheme document settles. */
    decisions: z.array(bilingual()),
  }),
);

const rulesRoute = {
  name: 'getSchemeRules',
  method: 'GET',
  path: '/v1/schemes/{scheme}/rules',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取考核办法的计分规则（文字）', en: 'Read in words how a scheme gives points' },
  reply: {
    status: 200,
    schema: named('SchemeRules', () => z.strictObject({ items: z.array(componentRule()) })),
    tag: 'content',
  },
} as const satisfies Route;

/** Every component's rule in words, in the order of the document. */
async function getSchemeRules({ schemes }: Dependencies, { path }: RequestOf<typeof rulesRoute>) {
  // What puts rules into words is for this request alone [T 73].
  const words = import('../../lib/domain/rules/component-words.ts');
  const [document, { describeComponent }] = await Promise.all([schemes.load(path.scheme), words]);
  if (!document) return unknownScheme;
  const components = document.categories.flatMap(({ indicators }) => indicators.flatMap((each) => each.components));
  return { items: components.map((each) => ({ component: each.id, ...describeComponent(each, document) })) };
}

export const getSchemeRulesEndpoint = endpoint(rulesRoute, getSchemeRules);

const listedScheme = named('SchemeSummary', () =>
  z.strictObject({ id: idSchema(), title: bilingual(), maxPoints: pointsText(), hash: z.string() }),
);

const listRoute = {
  name: 'listSchemes',
  method: 'GET',
  path: '/v1/schemes',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '列出考核办法', en: 'List the schemes' },
  needs: ['page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: named('SchemePage', () =>
      z.strictObject({
        items: z.array(listedScheme()),
        nextCursor: z.string().optional(),
      }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Schemes by id, without their clauses. */
async function listSchemes({ schemes }: Dependencies, { page: { after, limit } }: RequestOf<typeof listRoute>) {
  const documents = (await schemes.list()).filter(({ id }) => after === null || id > after);
  const items = documents.slice(0, limit).map((document) => {
    const { id, title, maxPoints } = document;
    return { id, title, maxPoints, hash: digestOf(document) };
  });
  return { items, next: documents.length <= limit ? null : items.at(-1)!.id };
}

export const listSchemesEndpoint = endpoint(listRoute, listSchemes);
