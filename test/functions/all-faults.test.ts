import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditor, book, portal, type SampleService, sampleService } from '../support/sample-service.ts';

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
  });
});
