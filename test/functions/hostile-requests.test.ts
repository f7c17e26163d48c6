import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import { endpoints } from '../../functions/routes.ts';
import type { TestRequest } from '../support/api-client.ts';
import { contractFaults } from '../support/contract-faults.ts';
import { sampleScheme } from '../support/sample-cycle.ts';
import {
  admin,
  assessor,
  auditor,
  book,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
  await service.send(`PUT ${book()}/targets`, { caller: assessor, body: { targets: { 5: '20' } } });
  await service.claim('5', '16');
  await service.settle();
});

const known: Record<string, string> = {
  cycle: '2019',
  district: 'east',
  component: '5',
  scheme: 'east-west-70',
  id: 'e-1',
};
const words = [
  '__proto__',
  'constructor',
  'toString',
  '../..',
  '%2e%2e',
  '%00',
  '%ZZ',
  'a%23b',
  '%F0%9F%92%A9',
  '%ED%A0%80',
  'a'.repeat(2100),
  '[a b]',
  "'; DROP TABLE x;--",
  '{{7*7}}',
];
const strange = fc.oneof(
  fc.constantFrom(...words),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const inPath = strange.map((text) => encodeURIComponent(text.toWellFormed()) || 'x');
const parameter = (name: string) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(known[name] ?? 'x') },
    { weight: 1, arbitrary: inPath },
    { weight: 1, arbitrary: fc.constantFrom(...words) },
  );

const names = [
  'value',
  'note',
  'evidence',
  'claims',
  'component',
  'targets',
  'decision',
  'claimRevision',
  'reason',
  'deduction',
  'id',
  'scheme',
  'districts',
  'name',
  'rounding',
  'categories',
  'timeZone',
  'submissionsCloseAt',
  '__proto__',
  'constructor',
];
const leaf = fc.oneof(
  fc.constantFrom(
    '1',
    '16',
    '-1',
    '1e400',
    '5',
    '12',
    '99',
    'verify',
    'deduct',
    'x',
    '',
    ' ',
    '\u0000',
    '\ud800',
    '2020-01-01T00:00:00Z',
    'Asia/Shanghai',
  ),
  fc.constantFrom(null, true, 0, -0, 1, 2, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER),
  strange,
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...names), strange), tie('tree'), { maxKeys: 6 }),
  ),
}));
/** A body that each route takes, to be spoiled in one place. */
const accepted: Record<string, unknown> = {
  loadScheme: { ...sampleScheme.document, id: 'hostile' },
  openCycle: { ...cycleBody, id: 'hostile' },
  setTargets: { targets: { 5: '20', 13: '7.5' } },
  submitClaim: { value: '16', note: 'n', evidence: [] },
  submitClaims: {
    claims: [
      { component: '5', value: '16', note: 'n' },
      { component: '12', value: '1' },
    ],
  },
  assessClaim: { decision: 'correct', claimRevision: 2, value: '15', reason: 'r' },
};

/** The value with its nth node replaced, counted from the root. */
function spoiled(value: unknown, nth: number, by: unknown): unknown {
  let left = nth;
  const visit = (node: unknown): unknown => {
    left -= 1;
    if (left === -1) return by;
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, visit(inner)]));
  };
  return visit(value);
}

function bodyFor(route: string) {
  const spoiling = fc
    .tuple(fc.nat(20), tree)
    .map(([nth, by]) => JSON.stringify(spoiled(accepted[route], nth, by)) ?? '');
  return fc.oneof(
    { weight: 6, arbitrary: spoiling },
    { weight: 2, arbitrary: tree.map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 1, arbitrary: strange },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

const query = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          'limit',
          'cursor',
          'basis',
          'min',
          'minRevision',
          'after',
          'group',
          'category',
          'component',
          '__proto__',
        ),
        strange,
      ),
      strange,
    ),
    { maxLength: 3 },
  )
  .map((pairs) =>
    new URLSearchParams(
      pairs.map(([name, value]): [string, string] => [name.toWellFormed(), value.toWellFormed()]),
    ).toString(),
  );
const headerNames = [
  'accept-language',
  'content-type',
  'content-encoding',
  'if-match',
  'if-none-match',
  'idempotency-key',
  'authorization',
  'x-forwarded-for',
  'content-length',
];
const headers = fc.dictionary(
  fc.constantFrom(...headerNames),
  fc.oneof(strange, fc.constantFrom('application/json', '*', 'W/"1"', '"1"', 'zh', 'kk')),
  { maxKeys: 3 },
);
const claims = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(portal('east'), assessor, admin, auditor) },
  {
    weight: 1,
    arbitrary: fc.record(
      { role: fc.oneof(strange, tree), district: fc.oneof(strange, tree), subject: tree },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** A request to a route: where each part is sometimes as it should be, and sometimes anything. */
function requestTo({ route }: Pick<Endpoint, 'route'>) {
  const parts = route.path
    .split('/')
    .map((part) => (part.startsWith('{') ? parameter(part.slice(1, -1)) : fc.constant(part)));
  const path = fc.tuple(...parts).map((given) => given.join('/'));
  return fc.record({
    target: fc
      .tuple(
        path,
        fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: query.map((text) => `?${text}`) }),
      )
      .map(([at, asked]) => `${route.method} ${at}${asked}`),
    request: fc.record({
      caller: claims,
      body: bodyFor(route.name),
      headers,
      isBase64: fc.boolean(),
    }) as fc.Arbitrary<TestRequest>,
  });
}

/** What the routes answered, so that a run that never got past the first check is noticed. */
const met = new Set<string>();
const runs = Number(process.env.KAOHE_FUZZ_RUNS ?? 150);

describe('no input ends in a fault, and what is refused writes nothing', () => {
  it.each(endpoints.map((endpoint) => [endpoint.route.name, endpoint] as const))(
    '%s',
    async (_, endpoint) => {
      const plain = (await import('../support/api-client.ts')).apiClient(service.needs);
      await fc.assert(
        fc.asyncProperty(requestTo(endpoint), async ({ target, request }) => {
          const before = service.needs.table.commits;
          const reply = await plain(target, request);
          met.add(reply.body.type ?? String(reply.status));
          expect(reply.status, reply.text).toBeLessThan(500);
          expect(contractFaults(reply)).toEqual([]);
          if (reply.status >= 400 || endpoint.route.method === 'GET') expect(service.needs.table.commits).toBe(before);
        }),
        { numRuns: runs },
      );
    },
    60_000,
  );

  it('and the input got as far as every kind of check', () => {
    const slugs = [
      'unauthenticated',
      'forbidden',
      'wrong-district',
      'not-found',
      'malformed-json',
      'unsupported-media-type',
      'unknown-property',
      'required',
      'type',
      'value-syntax',
    ];
    expect(slugs.filter((slug) => !met.has(`/problems/${slug}`))).toEqual([]);
    expect(met.has('200')).toBe(true);
  });

  it('nor does an address that nobody serves', async () => {
    for (const target of [
      'GET /',
      'GET /v2/health',
      'DELETE /v1/cycles/2019',
      'PATCH /v1/cycles',
      `HEAD ${book()}/book`,
      'GET //v1/health',
      'GET /v1/health/',
    ]) {
      const reply = await service.send(target, { caller: admin });
      expect([target, reply.status, reply.body.type]).toEqual([target, 404, '/problems/not-found']);
    }
  });
});
