import { beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../lib/stores/table.ts';
import { sampleScheme } from '../support/sample-cycle.ts';
import {
  admin,
  assessor,
  auditor,
  book,
  brief,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const auditHead = expect.stringMatching(/^[0-9a-f]{64}$/);
const closesAt = Date.parse('2020-01-01T00:00:00+08:00');
const claimOf = (component: string) => `PUT ${book()}/components/${component}/claim`;
const claims = (list: unknown, headers = {}) =>
  service.send(`POST ${book()}/claims`, { caller: portal(), headers, body: { claims: list } });
const targets = (wanted: unknown) =>
  service.send(`PUT ${book()}/targets`, { caller: assessor, body: { targets: wanted } });
const assess = (component: string, body: object, headers = {}) =>
  service.send(`POST ${book()}/components/${component}/assessments`, {
    caller: assessor,
    headers,
    body: { reason: '核对会议纪要', ...body },
  });

async function stored(component: string) {
  const { body } = await service.send(`GET ${book()}/book`, { caller: auditor });
  return {
    revision: body.revision,
    ...body.components.find((item: { component: string }) => item.component === component),
  };
}

describe('a claim', () => {
  it('is answered with the book’s new revision, and shown with what came along', async () => {
    const body = { value: '16.50', note: '见附件\n第二行', evidence: [] };
    const reply = await service.send(claimOf('5'), { caller: portal(), body });
    expect(reply).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    const receipt = { revision: 1, auditHead };
    expect(reply.body).toEqual({ district: 'east', component: '5', revision: 1, state: 'claimed', receipt });
    const claim = {
      value: '16.50',
      revision: 1,
      returned: false,
      evidence: [],
      warnings: [],
      note: '见附件\n第二行',
      at: '2019-12-31T15:00:00.000Z',
      by: 'portal-east',
    };
    expect(await stored('5')).toEqual({
      revision: 1,
      component: '5',
      target: null,
      state: 'target-missing',
      claim,
      verification: null,
    });
  });

  it('equal to the one in force makes no revision, however the number is written; any difference does', async () => {
    for (const [value, revision] of [
      ['16', 1],
      ['16', 1],
      ['16.0', 1],
      ['16.1', 2],
      ['16', 3],
      ['16.000', 3],
    ] as const)
      expect((await service.claim('5', value)).body.revision).toBe(revision);
  });

  it('is kept in NFC, so that the same name in other letters is the same', async () => {
    const [composed, decomposed] = ['Ă', 'Ă'];
    expect(
      (await service.send(claimOf('5'), { caller: portal(), body: { value: '1', note: decomposed } })).body.revision,
    ).toBe(1);
    expect(
      (await service.send(claimOf('5'), { caller: portal(), body: { value: '1', note: composed } })).body.revision,
    ).toBe(1);
    expect((await stored('5')).claim.note).toBe(composed);
  });

  it.each([
    ['one millisecond before the closing instant', closesAt - 1, '200'],
    ['at the closing instant', closesAt, '409 cycle-closed'],
    ['long after it', closesAt + 9_000_000, '409 cycle-closed'],
  ])('received %s → %#, whenever it is processed', async (_, receivedAt, expected) => {
    service.clock.time = closesAt + 20_000;
    expect(brief(await service.send(claimOf('5'), { caller: portal(), receivedAt, body: { value: '1' } }))).toBe(
      expected,
    );
    expect((await stored('5')).revision).toBe(expected === '200' ? 1 : 0);
  });

  it.each([
    ['1', '200'],
    ['0', '200'],
    ['2', '422 value-out-of-range'],
    ['0.5', '422 value-out-of-range'],
    ['1.0', '200'],
    ['0.00', '200'],
    ['1.1', '422 value-out-of-range'],
  ])('of a discretionary component is 1 or 0: %s → %s [C 12]', async (value, expected) => {
    expect(brief(await service.claim('12', value))).toBe(expected);
  });

  it.each([
    ['an unknown component', claimOf('99')],
    ['a component in other letters', claimOf('5%20')],
    ['a component with a zero-width space', claimOf('5%E2%80%8B')],
    ['a component of the prototype', claimOf('constructor')],
    ['a component that is too long', claimOf('5'.repeat(3000))],
    ['an unknown district', claimOf('5').replace('east', 'nowhere')],
    ['an unknown cycle', claimOf('5').replace('2019', '2018')],
    ['a cycle that is too long', claimOf('5').replace('2019', 'c'.repeat(3000))],
    ['a cycle with a mark of keys', claimOf('5').replace('2019', '2019%23east')],
  ])('for %s is 404', async (_, target) => {
    const district = target.includes('nowhere') ? 'nowhere' : 'east';
    expect(brief(await service.send(target, { caller: portal(district), body: { value: '1' } }))).toBe('404 not-found');
  });
});

describe('If-Match', () => {
  it.each([
    ['"1"', '200'],
    ['*', '200'],
    ['"0", "1"', '200'],
    ['"0"', '412 revision-conflict'],
    ['"2"', '412 revision-conflict'],
    ['W/"1"', '412 revision-conflict'],
    ['1', '412 revision-conflict'],
    ['"1', '412 revision-conflict'],
    ['', '412 revision-conflict'],
    ['"01"', '412 revision-conflict'],
  ])('%s on revision 1 → %s, with the current ETag', async (header, expected) => {
    await service.claim('5', '1');
    const reply = await service.send(claimOf('5'), {
      caller: portal(),
      headers: { 'if-match': header },
      body: { value: '2' },
    });
    expect(brief(reply)).toBe(expected);
    expect(reply.headers.etag).toBe(expected === '200' ? '"2"' : '"1"');
    expect((await stored('5')).revision).toBe(expected === '200' ? 2 : 1);
  });
});

describe('a refusal that only the book as it stands gives', () => {
  const told = async (language: string, headers = {}) =>
    service.send(claimOf('5'), {
      caller: portal(),
      headers: { 'accept-language': language, ...headers },
      body: { value: '2' },
    });

  it('of a revision that has moved on names the one that it is at', async () => {
    await service.claim('5', '1');
    const stale = { 'if-match': '"0"' };
    expect((await told('zh', stale)).body.detail).toMatch(/^台账修订号已到 1。请重新读取/);
    expect((await told('en', stale)).body.detail).toMatch(/^The book has moved on to revision 1\. Read it again/);
  });

  it('of a finalized cycle says how it could be corrected', async () => {
    service.needs.table.alter(keys.head('2019', 'east'), { portalGate: 'closed' });
    service.needs.table.alter(keys.cycle('2019'), { state: 'finalized' });
    expect((await told('zh')).body.detail).toMatch(/^本周期已定稿.*第二人批准重新开放/);
    expect((await told('en')).body.detail).toMatch(/^The cycle is finalized .* a correction needs a reopening/);
  });
});

describe('many claims at once', () => {
  it('make one revision and one entry', async () => {
    const reply = await claims([
      { component: '5', value: '16' },
      { component: '20.1', value: 3, note: 'n' },
      { component: '12', value: '1' },
    ]);
    const expected = { district: 'east', revision: 1, receipt: { revision: 1, auditHead } };
    expect([reply.status, reply.body, reply.headers.etag]).toEqual([200, expected, '"1"']);
    const { body } = await service.send(`GET ${book()}/history`, { caller: portal() });
    expect(body.items[0].changes.map(({ component }: { component: string }) => component)).toEqual(['5', '20.1', '12']);
  });

  it('name only what changes', async () => {
    await service.claim('5', '16');
    await claims([
      { component: '5', value: '16' },
      { component: '6', value: '1' },
    ]);
    expect((await stored('5')).claim.revision).toBe(1);
    expect((await stored('6')).claim.revision).toBe(2);
  });

  it.each([
    ['nothing', [], '422 required', '/claims'],
    ['no list', {}, '422 type', '/claims'],
    [
      'an unknown component',
      [
        { component: '5', value: '1' },
        { component: '99', value: '1' },
      ],
      '422 unknown-component',
      '/claims/1/component',
    ],
    [
      'a component twice',
      [
        { component: '5', value: '1' },
        { component: '6', value: '1' },
        { component: '5', value: '2' },
      ],
      '422 duplicate-item',
      '/claims/2/component',
    ],
    [
      'a component in look-alike letters',
      [{ component: '５', value: '1' }],
      '422 unknown-component',
      '/claims/0/component',
    ],
    [
      'a bad value among good ones',
      [
        { component: '5', value: '1' },
        { component: '6', value: '-1' },
      ],
      '422 value-out-of-range',
      '/claims/1/value',
    ],
    ['a value that is not there', [{ component: '5' }], '422 required', '/claims/0/value'],
    [
      'more claims than components',
      Array.from({ length: 26 }, (_, index) => ({ component: String(index), value: '1' })),
      '422 too-many-items',
      '/claims',
    ],
    [
      '501 claims',
      Array.from({ length: 501 }, () => ({ component: '5', value: '1' })),
      '422 too-many-items',
      '/claims',
    ],
    [
      'a discretionary value that is neither 1 nor 0',
      [{ component: '12', value: '5' }],
      '422 value-out-of-range',
      '/claims/0/value',
    ],
  ])('with %s are refused as a whole', async (_, list, expected, pointer) => {
    const reply = await claims(list);
    expect([brief(reply), reply.body.errors[0].pointer]).toEqual([expected, pointer]);
    expect((await stored('5')).revision).toBe(0);
  });

  it('of every component of the widest scheme are taken with a key, with more files than a transaction reads they are not', async () => {
    const widest = wideScheme(30);
    expect(brief(await service.send('PUT /v1/schemes/wide', { caller: admin, body: wideScheme(31) }))).toBe(
      '422 value-out-of-range',
    );
    expect(brief(await service.send('PUT /v1/schemes/wide', { caller: admin, body: widest }))).toBe('201');
    await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: 'wide', scheme: 'wide' } });
    const ids = widest.categories[0]!.indicators.flatMap(({ components }) => components.map(({ id }) => id));
    const claims = ids.map((component) => ({ component, value: '1', evidence: [] as string[] }));
    const send = (list: typeof claims) =>
      service.send(`POST ${book('east', 'wide')}/claims`, {
        caller: portal(),
        headers: { 'idempotency-key': 'wide-1' },
        body: { claims: list },
      });
    const files = Array.from({ length: 8 }, (_, nth) => `file-${nth}`);
    const citing = (many: number) => [{ ...claims[0]!, evidence: files.slice(0, many) }, ...claims.slice(1)];
    expect(brief(await send(citing(8)))).toBe('422 too-many-items');
    // Read as a whole, and refused for the files that the book does not have.
    expect(brief(await send(citing(7)))).toBe('422 evidence-unusable');
    expect(brief(await send(claims))).toBe('200');
  });

  it('with more text than an audit entry holds are refused, in parts they are not', async () => {
    const components = service.needs.schemes
      .load('east-west-70')
      .then((scheme) =>
        scheme!.categories.flatMap(({ indicators }) =>
          indicators.flatMap((indicator) => indicator.components.map(({ id }) => id)),
        ),
      );
    const list = (await components).map((component) => ({ component, value: '1', note: '注'.repeat(1900) }));
    expect(brief(await claims(list))).toBe('200');
    for (const { component } of list)
      await assess(component, { decision: 'verify', claimRevision: 1, reason: '由'.repeat(2000) });
    const again = list.map((one) => ({ ...one, note: `${one.note}改` }));
    expect(brief(await claims(again))).toBe('422 too-many-items');
    for (let at = 0; at < again.length; at += 5) expect(brief(await claims(again.slice(at, at + 5)))).toBe('200');
  });
});

describe('targets', () => {
  it('are set where they are named and left elsewhere', async () => {
    const receipt = { revision: 1, auditHead };
    expect((await targets({ 5: '20', '20.1': 10, 8: '1500.5' })).body).toEqual({
      district: 'east',
      revision: 1,
      receipt,
    });
    expect((await targets({ 5: '21' })).body.revision).toBe(2);
    expect([(await stored('5')).target, (await stored('20.1')).target, (await stored('8')).target]).toEqual([
      '21',
      '10',
      '1500.5',
    ]);
    expect((await targets({ 5: '21', 8: '1500.5' })).body.revision).toBe(2);
  });

  it.each([
    ['the fixed one [C 2]', { 2: '1' }, '422 target-not-assignable', '/targets/2'],
    ['one where there is none [C 12]', { 12: '1' }, '422 target-not-assignable', '/targets/12'],
    ['an unknown component', { 99: '1' }, '422 unknown-component', '/targets/99'],
    ['a component with a slash', { 'a/b': '1' }, '422 unknown-component', '/targets/a~1b'],
    ['a negative value', { 5: '-1' }, '422 value-out-of-range', '/targets/5'],
    ['no value', { 5: null }, '422 type', '/targets/5'],
    ['nothing', {}, null, '/targets'],
    ['a list', ['1'], '422 type', '/targets'],
  ])('are refused for %s: %j', async (_, wanted, expected, pointer) => {
    const reply = await targets(wanted);
    expect(reply.status).toBe(422);
    if (expected) expect(brief(reply)).toBe(expected);
    expect(reply.body.errors[0].pointer).toBe(pointer);
    expect((await stored('5')).revision).toBe(0);
  });

  it('may still be set after submissions have closed', async () => {
    service.clock.time = closesAt + 1;
    expect(brief(await targets({ 5: '20' }))).toBe('200');
  });
});

describe('an assessment', () => {
  beforeEach(async () => {
    await targets({ 5: '20' });
    await service.claim('5', '16');
    await service.claim('12', '1');
  });

  it.each([
    [{ decision: 'verify' }, 'verified', { value: '16', deduction: null }],
    [{ decision: 'correct', value: '15' }, 'verified', { value: '15', deduction: null }],
  ])('%j records its judgement beside the claim', async (decision, state, found) => {
    const reply = await assess('5', { ...decision, claimRevision: 2 });
    expect([reply.status, reply.body, reply.headers.etag]).toEqual([
      201,
      { district: 'east', component: '5', revision: 4, state, receipt: { revision: 4, auditHead } },
      '"4"',
    ]);
    const now = await stored('5');
    expect(now).toMatchObject({ state, claim: { value: '16', revision: 2, returned: false } });
    expect(now.verification).toMatchObject({ ...found, claimRevision: 2, by: 'assessor-1', reason: '核对会议纪要' });
  });

  it('that returns withdraws the claim, and with it the verification of that very claim', async () => {
    await assess('5', { decision: 'verify', claimRevision: 2 });
    expect((await assess('5', { decision: 'return', claimRevision: 2 })).body).toMatchObject({
      state: 'returned',
      revision: 5,
    });
    expect(await stored('5')).toMatchObject({ state: 'returned', claim: { returned: true }, verification: null });
  });

  it('that returns a later claim leaves the verification of the earlier one in force', async () => {
    await assess('5', { decision: 'verify', claimRevision: 2 });
    await service.claim('5', '30');
    expect(await stored('5')).toMatchObject({ state: 'claimed', verification: { value: '16', claimRevision: 2 } });
    await assess('5', { decision: 'return', claimRevision: 5 });
    expect(await stored('5')).toMatchObject({ state: 'returned', verification: { value: '16', claimRevision: 2 } });
  });

  it('stands until the next one; an identical one makes no revision', async () => {
    for (const [value, revision] of [
      ['15', 4],
      ['15', 4],
      ['14', 5],
    ] as const)
      expect((await assess('5', { decision: 'correct', value, claimRevision: 2 })).body.revision).toBe(revision);
  });

  it('of a claim that was replaced meanwhile is refused with the current ETag', async () => {
    await service.claim('5', '17');
    const reply = await assess('5', { decision: 'verify', claimRevision: 2 });
    expect([brief(reply), reply.headers.etag]).toEqual(['412 revision-conflict', '"4"']);
  });

  it('decides a deduction on a discretionary component only, within its full points', async () => {
    await service.claim('12', '0');
    expect((await stored('12')).state).toBe('pending');
    expect(brief(await assess('12', { decision: 'deduct', deduction: '3.01', claimRevision: 4 }))).toBe(
      '422 value-out-of-range',
    );
    expect(brief(await assess('12', { decision: 'deduct', deduction: '1.234', claimRevision: 4 }))).toBe(
      '422 value-syntax',
    );
    expect(brief(await assess('12', { decision: 'deduct', deduction: '1.5', claimRevision: 4 }))).toBe('201');
    expect(await stored('12')).toMatchObject({ state: 'verified', verification: { value: '0', deduction: '1.5' } });
  });

  it.each([
    ['12', { decision: 'correct', value: '1', claimRevision: 3 }, '409 state-conflict'],
    ['5', { decision: 'deduct', deduction: '1', claimRevision: 2 }, '409 state-conflict'],
    ['6', { decision: 'verify', claimRevision: 1 }, '409 state-conflict'],
    ['99', { decision: 'verify', claimRevision: 1 }, '404 not-found'],
    ['5', { decision: 'approve', claimRevision: 2 }, '422 value-out-of-range'],
    ['5', { claimRevision: 2 }, '422 required'],
    ['5', { decision: 'verify', claimRevision: 2, value: '3' }, '422 unknown-property'],
    ['5', { decision: 'correct', claimRevision: 2 }, '422 required'],
    ['5', { decision: 'verify' }, '422 required'],
    ['5', { decision: 'verify', claimRevision: 0 }, '422 value-out-of-range'],
    ['5', { decision: 'verify', claimRevision: '2' }, '422 type'],
    ['5', { decision: 'verify', claimRevision: 2.5 }, '422 type'],
    ['5', { decision: 'verify', claimRevision: 2, reason: '' }, '422 required'],
    ['5', { decision: 'verify', claimRevision: 2, reason: undefined }, '422 required'],
    ['5', { decision: 'verify', claimRevision: 2, reason: 'a\u0007' }, '422 text-invalid'],
  ])('of %s as %j is refused: %s', async (component, body, expected) => {
    expect(brief(await assess(component, body))).toBe(expected);
    expect((await stored('5')).revision).toBe(3);
  });

  it('with a visit that is to come, or with a participant twice, however it is written, is refused at its place', async () => {
    const { revision: claimRevision } = (await service.claim('20.1', '1')).body;
    const visit = (more: object) =>
      assess('20.1', {
        decision: 'verify',
        claimRevision,
        onSite: { visitedOn: '2019-12-31', participants: ['甲'], ...more },
      });
    const refused = [
      [await visit({ visitedOn: '2020-01-01' }), '422 value-out-of-range', '/onSite/visitedOn'],
      [
        await visit({ participants: ['甲', 'Zoe\u0308', ' Zo\u00eb '] }),
        '422 duplicate-item',
        '/onSite/participants/2',
      ],
    ] as const;
    for (const [reply, expected, pointer] of refused)
      expect([brief(reply), reply.body.errors[0].pointer]).toEqual([expected, pointer]);
    expect((await visit({ participants: ['甲', '乙'] })).status).toBe(201);
  });

  it('of a claim of 0 cannot verify it: that takes a deduction', async () => {
    await service.claim('12', '0');
    expect(brief(await assess('12', { decision: 'verify', claimRevision: 4 }))).toBe('409 state-conflict');
  });

  it('goes on after submissions have closed, until the assessors’ gate closes', async () => {
    service.clock.time = closesAt + 1;
    expect(brief(await assess('5', { decision: 'verify', claimRevision: 2 }))).toBe('201');
  });
});

/** A scheme of one category with three indicators of as many components as asked for. */
function wideScheme(components: number) {
  const indicator = sampleScheme.document.categories[1]!.indicators[1]!;
  const component = { ...indicator.components[0]!, fullPoints: '1' };
  const indicators = [1, 2, 3].map((index) => ({
    ...indicator,
    id: `i${index}`,
    maxPoints: String(components),
    components: Array.from({ length: components }, (_, nth) => ({ ...component, id: `i${index}.${nth}` })),
  }));
  const maxPoints = String(3 * components);
  const category = { ...sampleScheme.document.categories[0]!, maxPoints, indicators };
  return { ...sampleScheme.document, id: 'wide', maxPoints, categories: [category] };
}
