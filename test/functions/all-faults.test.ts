import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { assessor, auditor, book, portal, type SampleService, sampleService } from '../support/sample-service.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const claims = (list: unknown, more: object = {}) =>
  service.send(`POST ${book()}/claims`, { caller: portal(), body: { claims: list, ...more } });

const revision = async () => (await service.send(`GET ${book()}/book`, { caller: auditor })).body.revision;

/** Rows that are wrong in one way each, and what is told of them: below the row, and how. */
const wrong: readonly (readonly [row: object, place: string, code: string])[] = [
  [{ component: '5', value: '1e2' }, '/value', 'value-syntax'],
  [{ component: '5', value: '-1' }, '/value', 'value-out-of-range'],
  [{ component: '5', value: true }, '/value', 'type'],
  [{ component: '5' }, '/value', 'required'],
  [{ component: '5', value: '1', vlaue: '1' }, '/vlaue', 'unknown-property'],
  [{ component: '5', value: '1', note: '\u0007' }, '/note', 'text-invalid'],
  [{ component: '5', value: '1', evidence: ['none'] }, '/evidence/0', 'evidence-unusable'],
  [{ component: '99', value: '1' }, '/component', 'unknown-component'],
  [{ component: '20', value: '1' }, '/component', 'unknown-component'],
];

describe('claims of which some are badly written', () => {
  it('are told all faults of all rows at once, in the order of the rows, and write nothing', async () => {
    const ways = fc.uniqueArray(fc.nat(wrong.length - 1), { minLength: 1, maxLength: 6 });
    const others = fc.array(fc.constantFrom('6', '20.1', '20.2'), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(ways, others, fc.boolean(), async (chosen, good, isMore) => {
        // A component of its own for each, as far as there are any; who names one twice is told that, too.
        const rows = [...chosen.map((way) => wrong[way]![0]), ...good.map((component) => ({ component, value: '1' }))];
        const { status, body } = await claims(rows, isMore ? { more: 1 } : {});
        expect(status).toBe(422);
        const told = body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
        const expected = chosen.map((way, index) => `/claims/${index}${wrong[way]![1]} ${wrong[way]![2]}`);
        if (isMore) expected.unshift('/more unknown-property');
        expect(told.filter((line: string) => !line.endsWith('duplicate-item'))).toEqual(expected);
        expect(body.type).toBe(`/problems/${body.errors[0].code}`);
        expect(await revision()).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('are told what is named twice among the rows that are well written', async () => {
    const row = { component: '6', value: '1' };
    const { body } = await claims([row, { component: '5', value: 'x' }, row]);
    expect(body.errors).toMatchObject([
      { pointer: '/claims/1/value', code: 'value-syntax' },
      { pointer: '/claims/2/component', code: 'duplicate-item' },
    ]);
  });

  it('are told their syntax alone where the book is closed', async () => {
    service.clock.time = Date.parse('2020-01-01T00:00:00+08:00');
    const { body } = await claims([
      { component: '99', value: '1' },
      { component: '5', value: 'x' },
    ]);
    expect(body.errors).toMatchObject([{ pointer: '/claims/1/value', code: 'value-syntax' }]);
  });
});

const targets = (named: unknown, more: object = {}) =>
  service.send(`PUT ${book()}/targets`, { caller: assessor, body: { targets: named, ...more } });

describe('targets of which some are badly written', () => {
  it('are told all faults at once, each by its component, and write nothing', async () => {
    const values = ['1e2', '-1', true, null, '', '20'];
    const ids = ['5', '6', '2', '20', '20.1', '99', 'x'.repeat(65)];
    /** What the rules say of a component whatever its target; what the schema says of a value goes before. */
    const ofRules: Record<string, string> = {
      2: 'target-not-assignable',
      20: 'unknown-component',
      99: 'unknown-component',
    };
    const ofValues = ['value-syntax', 'value-out-of-range', 'type', 'type', 'required', null];
    const named = fc.uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.nat(values.length - 1)), {
      selector: ([id]) => id,
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(named, fc.boolean(), async (chosen, isMore) => {
        const expected = chosen.flatMap(([id, at]) => {
          // A pointer does not repeat a name that is too long for one.
          if (id.length > 64) return ['/targets text-invalid'];
          const code = ofValues[at] ?? ofRules[id];
          return code ? [`/targets/${id} ${code}`] : [];
        });
        if (isMore) expected.push('/more unknown-property');
        fc.pre(expected.length > 0);
        const given = Object.fromEntries(chosen.map(([id, at]) => [id, values[at]]));
        const { status, body } = await targets(given, isMore ? { more: 1 } : {});
        expect(status).toBe(422);
        const told = body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
        expect(expected.filter((line) => !told.includes(line))).toEqual([]);
        expect(await revision()).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('are told in the order in which they are named, what is about none of them first', async () => {
    const { body } = await targets({ 99: '1', 20: '1', 5: 'x', 2: '1' }, { more: 1 });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/more',
      '/targets/2',
      '/targets/5',
      '/targets/20',
      '/targets/99',
    ]);
  });

  it.each([
    ['a number in other notation', 1.5e-7],
    ['a list', ['1']],
    ['nothing', null],
  ])('are %s, and then there is nothing more to tell', async (_, given) => {
    const { body } = await targets(given);
    expect(body.errors).toMatchObject([{ pointer: '/targets', code: 'type' }]);
    expect(body.errors).toHaveLength(1);
  });
});

it.each([
  ['zh', '考核办法没有这个考核内容编号。', '该考核周期中没有这个区县。'],
  ['en', 'The scheme has no such component.', 'The cycle has no such district.'],
])('a list is asked for components and districts that there are: %s', async (language, noComponent, noDistrict) => {
  const asked = async (query: string) => {
    const request = { caller: auditor, headers: { 'accept-language': language } };
    return (await service.send(`GET /v1/cycles/2019/completeness?${query}`, request)).body.errors[0].message;
  };
  expect([await asked('component=99'), await asked('district=nowhere')]).toEqual([noComponent, noDistrict]);
});

describe('an indicator that is scored in parts', () => {
  it.each([
    ['zh', '20 由 20.1、20.2、20.3 组成，请填写其中的编号。'],
    ['en', '20 has the parts 20.1, 20.2, 20.3; name one of these.'],
  ])('is told by its parts, in the body and in the path: %s', async (language, sentence) => {
    const headers = { 'accept-language': language };
    const list = [{ component: '20', value: '1' }];
    const inBody = await service.send(`POST ${book()}/claims`, { caller: portal(), headers, body: { claims: list } });
    expect(inBody.body.errors).toMatchObject([{ code: 'unknown-component', message: sentence }]);
    const inPath = await service.send(`PUT ${book()}/components/20/claim`, {
      caller: portal(),
      headers,
      body: { value: '1' },
    });
    expect(inPath).toMatchObject({ status: 404, body: { detail: sentence } });
    for (const list of [`${book()}/evidence`, '/v1/cycles/2019/completeness']) {
      const filtered = await service.send(`GET ${list}?component=20`, { caller: auditor, headers });
      expect(filtered.body.errors).toMatchObject([
        { pointer: '/component', code: 'unknown-component', message: sentence },
      ]);
    }
  });
});
