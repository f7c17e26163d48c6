import { beforeEach, describe, expect, it } from 'vitest';
import { protectEvidence } from '../../functions/protect-evidence/protect-evidence.ts';
import { registerEvidence } from '../../functions/register-evidence/register-evidence.ts';
import { objectKeyOf } from '../../lib/domain/evidence.ts';
import { eventsOfEntry } from '../../lib/domain/published-events.ts';
import { makeResultFiles } from '../../lib/exports/make-result-files.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { mixedDocument } from '../support/mixed-scheme.ts';
import {
  admin,
  assessor,
  auditor,
  brief,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { announcementOf, arrivalEvent, pdfNumber } from '../support/uploads.ts';

let service: SampleService;
const districts = ['east', 'west', 'north'].map((id, at) => ({
  ...{ id, name: { zh: `${id}区`, en: id }, group: null },
  coefficients: { difficulty: ['1', '0.5', '2'][at]! },
}));
const opening = { ...cycleBody, id: 'mixed', scheme: 'mixed', districts };
const of = (district = 'east') => `/v1/cycles/mixed/districts/${district}`;

beforeEach(async () => {
  service = await sampleService();
  await service.send('PUT /v1/schemes/mixed', { caller: admin, body: mixedDocument() });
  expect((await service.send('POST /v1/cycles', { caller: admin, body: opening })).status).toBe(201);
});

const record = (component: string, value: string, more: object = {}, district = 'east') =>
  service.send(`POST ${of(district)}/components/${component}/assessments`, {
    caller: assessor,
    body: { decision: 'record', value, reason: '据通报', ...more },
  });
const targets = (wanted: object, district = 'east') =>
  service.send(`PUT ${of(district)}/targets`, { caller: assessor, body: { targets: wanted } });
const claim = (component: string, value: string, district = 'east') =>
  service.send(`PUT ${of(district)}/components/${component}/claim`, { caller: portal(district), body: { value } });
const read = async (address: string) => (await service.send(`GET ${address}`, { caller: auditor })).body;
// biome-ignore lint/suspicious/noExplicitAny: what is shown of a component, whichever answer it stands in.
const find = ({ components }: any, id: string) => components.find((one: any) => one.component === id);

/** A paper that the book of `east` holds stored. */
async function storedFile(): Promise<string> {
  const { needs, send } = service;
  const { body } = await send(`POST ${of()}/evidence`, { caller: portal(), body: announcementOf(pdfNumber(1)) });
  const version = needs.files.upload(objectKeyOf('mixed', 'east', body.id), pdfNumber(1));
  await registerEvidence(needs, arrivalEvent(body.id, version, { cycle: 'mixed' }));
  return body.id;
}

describe('the opening of a cycle', () => {
  it('keeps the coefficients of districts and shows them where they were given', async () => {
    expect((await read('/v1/cycles/mixed')).districts).toEqual([...districts].sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(Object.keys((await read('/v1/cycles/2019')).districts[0])).not.toContain('coefficients');
  });

  it('is refused at each coefficient that is missing, and at what is no quantity', async () => {
    const refused = async (given: object | undefined) => {
      const body = { ...opening, id: 'other', districts: [districts[0], { ...districts[1], coefficients: given }] };
      const reply = await service.send('POST /v1/cycles', { caller: admin, body });
      return [brief(reply), reply.body.errors?.map(({ pointer }: { pointer: string }) => pointer)];
    };
    const at = '/districts/1/coefficients/difficulty';
    expect(await refused(undefined)).toEqual(['422 required', [at]]);
    expect(await refused({ population: '3' })).toEqual(['422 required', [at]]);
    expect(await refused({ difficulty: '-1' })).toEqual(['422 value-out-of-range', [at]]);
    expect(await refused({ difficulty: 'hard' })).toEqual(['422 value-syntax', [at]]);
  });
});

describe('recording a value', () => {
  it('is answered as any assessment, shown in the book, and again makes no revision', async () => {
    const evidence = [await storedFile()];
    const reply = await record('cases', '2', { evidence });
    expect(reply).toMatchObject({ status: 201, headers: { etag: '"3"' }, body: { revision: 3, state: 'verified' } });
    expect((await record('cases', '2.0', { evidence })).body.revision).toBe(reply.body.revision);
    expect(find(await read(`${of()}/book`), 'cases')).toMatchObject({
      ...{ target: null, state: 'verified', claim: null },
      verification: { value: '2', claimRevision: 0, stale: false, evidence: [{ id: evidence[0] }] },
    });
    const history = await read(`${of()}/history?action=record`);
    expect(history.items).toMatchObject([{ action: 'record', changes: [{ after: { verification: { value: '2' } } }] }]);
  });

  it('has the files locked that it rests on, by its event', async () => {
    const evidence = [await storedFile()];
    const { revision } = (await record('cases', '2', { evidence })).body;
    const [entry] = await service.needs.books.history('mixed', 'east', revision + 1, 1);
    for (const event of eventsOfEntry(entry!)) await protectEvidence(service.needs, event);
    expect((await service.needs.locks.ofBook('mixed', 'east')).map(({ id }) => id)).toEqual(evidence);
  });

  it('is refused with evidence that the book does not hold, at its place', async () => {
    const reply = await record('cases', '2', { evidence: ['lost'] });
    expect([brief(reply), reply.body.errors[0].pointer]).toEqual(['422 evidence-unusable', '/evidence/0']);
  });

  it('takes no claimRevision, and of other components and other decisions nothing', async () => {
    expect(brief(await record('cases', '2', { claimRevision: 1 }))).toBe('422 unknown-property');
    expect(brief(await record('claimed', '2'))).toBe('409 state-conflict');
    expect(brief(await record('measured', '2'))).toBe('409 state-conflict');
    for (const component of ['cases', 'measured'])
      expect(
        brief(
          await service.send(`POST ${of()}/components/${component}/assessments`, {
            caller: assessor,
            body: { decision: 'verify', claimRevision: 1, reason: '…' },
          }),
        ),
      ).toBe('409 state-conflict');
  });
});

describe('a claim of what no district claims', () => {
  it('is refused alone, in a list and in a table', async () => {
    const one = await claim('cases', '2');
    expect([brief(one), one.body.errors[0].pointer]).toEqual(['422 not-claimable', '']);
    const body = {
      claims: [
        { component: 'claimed', value: '1' },
        { component: 'measured', value: '1' },
      ],
    };
    const many = await service.send(`POST ${of()}/claims`, { caller: portal(), body });
    expect([brief(many), many.body.errors[0].pointer]).toEqual(['422 not-claimable', '/claims/1/component']);
    const table = await service.send('POST /v1/cycles/mixed/imports', {
      ...{ caller: portal(), headers: { 'content-type': 'text/csv' } },
      body: '序号,申报值\nclaimed,1\nveto,1\n',
    });
    expect(table.body.errors).toMatchObject([{ pointer: '/rows/3/序号', code: 'not-claimable' }]);
    expect((await read(`${of()}/book`)).revision).toBe(0);
  });
});

describe('not applicable', () => {
  it('is set, shown and taken back', async () => {
    expect((await targets({ claimed: 'not-applicable', fixed: 'not-applicable' })).status).toBe(200);
    const shown = await read(`${of()}/book`);
    for (const id of ['claimed', 'fixed'])
      expect(find(shown, id)).toMatchObject({ target: 'not-applicable', state: 'not-applicable' });
    expect((await targets({ claimed: 20, fixed: '1' })).status).toBe(200);
    const back = await read(`${of()}/book`);
    expect([find(back, 'claimed').target, find(back, 'fixed').target]).toEqual(['20', '3']);
  });

  it('is refused where the scheme does not know it, and any other word as no number', async () => {
    const refused = async (wanted: object) => {
      const reply = await targets(wanted);
      return [
        brief(reply),
        ...reply.body.errors.map((one: { pointer: string; code: string }) => `${one.pointer} ${one.code}`),
      ];
    };
    expect(await refused({ found: 'not-applicable' })).toEqual([
      '422 target-not-assignable',
      '/targets/found target-not-assignable',
    ]);
    expect(await refused({ claimed: 'none' })).toEqual(['422 value-syntax', '/targets/claimed value-syntax']);
    expect(await refused({ claimed: -1 })).toEqual(['422 value-out-of-range', '/targets/claimed value-out-of-range']);
    expect(await refused({ claimed: true })).toEqual(['422 type', '/targets/claimed type']);
    // What is well written is looked at beside what is not.
    expect(await refused({ claimed: 'none', found: 'not-applicable' })).toEqual([
      '422 value-syntax',
      '/targets/claimed value-syntax',
      '/targets/found target-not-assignable',
    ]);
  });

  it('is imported in either language, and stands in the template', async () => {
    const reply = await service.send('POST /v1/cycles/mixed/imports', {
      ...{ caller: assessor, headers: { 'content-type': 'text/csv' } },
      body: '区县,序号,任务数\neast,claimed,不适用\nwest,claimed,not-applicable\nnorth,claimed,20\nnorth,found,3\n',
    });
    expect(reply.body.accepted.map(({ value }: { value: string }) => value)).toEqual([
      'not-applicable',
      'not-applicable',
      '20',
      '3',
    ]);
    expect(reply.body.changedOnReading).toEqual([]);
    const refused = await service.send('POST /v1/cycles/mixed/imports', {
      ...{ caller: assessor, headers: { 'content-type': 'text/csv' } },
      body: '区县,序号,任务数\neast,found,不适用\n',
    });
    expect(refused.body.errors).toMatchObject([{ pointer: '/rows/2/任务数', code: 'target-not-assignable' }]);
    const template = await service.send('GET /v1/cycles/mixed/import-template?kind=targets&format=csv', {
      caller: assessor,
    });
    const lines = template.bytes.toString().trim().split('\r\n');
    // Components whose target is assigned, and those that may not apply.
    expect(lines.slice(1).filter((line) => line.startsWith('east'))).toEqual([
      'east区,claimed,claimed,个,不适用,不适用于该区县的，填“不适用”；适用的填任务数。',
      'east区,fixed,fixed,个,,不适用于该区县的，填“不适用”；适用的留空（任务数统一为 3）。',
      'east区,free,free,个,,不适用于该区县的，填“不适用”；适用的留空（此项不设任务）。',
      'east区,found,found,个,,',
    ]);
    const again = await service.send('POST /v1/cycles/mixed/imports', {
      ...{ caller: assessor, headers: { 'content-type': 'text/csv' } },
      body: template.bytes,
    });
    expect([again.status, again.body.accepted]).toEqual([200, []]);
    const claims = await service.send('GET /v1/cycles/mixed/import-template?kind=claims&format=csv', {
      caller: portal(),
    });
    expect(
      claims.bytes
        .toString()
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ).toEqual(['claimed', 'fixed', 'free', 'stated']);
  });
});

describe('points by such a method', () => {
  beforeEach(async () => {
    await targets({ claimed: 'not-applicable' });
    await targets({ claimed: '10', found: '3' }, 'west');
    await claim('claimed', '12', 'west');
    await claim('free', '12', 'west');
    await record('cases', '1', {}, 'west');
    await record('found', '3', {}, 'west');
    await record('veto', '1', {}, 'west');
    await record('cases', '1', {}, 'north');
    await service.settle();
  });

  it('have a state, the measured number exactly, and a grade with the vetoes that lowered it', async () => {
    // 5 + 3 as claimed; 4 found; 6 − 1 × 0.5 measured.
    const west = await read(`${of('west')}/score?basis=claimed`);
    expect(west).toMatchObject({ score: '17.50', grade: 'good', vetoes: ['veto'] });
    expect(find(west, 'measured')).toMatchObject({
      ...{ value: null, measured: { value: '0.5', exact: true }, points: '5.50', state: 'verified' },
    });
    expect(find(west, 'cases')).toMatchObject({ value: '1', measured: null, points: '0.00' });
    const east = await read(`${of()}/score?basis=claimed`);
    // 5 for what does not apply; nothing recorded, so nothing measured.
    expect(east).toMatchObject({ score: '5.00', grade: 'good', vetoes: [] });
    expect(find(east, 'claimed')).toMatchObject({ state: 'not-applicable', target: null, points: '5.00' });
    expect(find(east, 'measured')).toMatchObject({ measured: null, state: 'missing', points: '0.00' });
  });

  it('have grades in the ranking and the summary, in whatever order and by whatever points', async () => {
    const graded = (rows: { district: string; grade: string; vetoes: string[] }[]) =>
      rows.map(({ district, grade, vetoes }) => [district, grade, vetoes]);
    const claimed = [
      ['west', 'good', ['veto']],
      ['east', 'good', []],
      // 6 − 1 × 2.
      ['north', 'poor', []],
    ];
    expect(graded((await read('/v1/cycles/mixed/ranking?basis=claimed')).rows)).toEqual(claimed);
    expect(graded((await read('/v1/cycles/mixed/ranking?basis=claimed&component=measured')).rows)).toEqual([
      claimed[0],
      claimed[2],
      claimed[1],
    ]);
    const { items } = await read('/v1/cycles/mixed/summary?basis=claimed');
    expect(graded(items)).toEqual([claimed[1], claimed[2], claimed[0]]);
    expect(find(items[2], 'measured').measured).toEqual({ value: '0.5', exact: true });
    // By what is verified nothing is claimed: 4 + 5.50 points.
    expect(graded((await read('/v1/cycles/mixed/ranking?basis=verified')).rows)[0]).toEqual(['west', 'good', []]);
  });

  it('come as files with the grades by their names, and what was measured', async () => {
    const file = async (address: string, language: string) => {
      const headers = { 'accept-language': language };
      const { bytes } = await service.send(`GET ${address}`, { caller: auditor, headers });
      return bytes.toString().replace('\ufeff', '').trim().split('\r\n');
    };
    const ranking = '/v1/cycles/mixed/ranking?basis=claimed&format=csv';
    expect((await file(ranking, 'zh'))[0]).toContain('等次,否决项,');
    expect((await file(ranking, 'en'))[1]).toContain(',17.50,17.50,良好,veto veto,');
    expect((await file('/v1/cycles/mixed/summary?basis=claimed&format=csv', 'zh'))[1]).toContain(',5.00,良好,,');
    expect((await file('/v1/cycles/2019/ranking?format=csv', 'zh'))[0]).not.toContain('等次');
    const score = await file(`${of('west')}/score?basis=claimed&format=csv`, 'zh');
    expect(score.find((line) => line.startsWith('measured'))).toContain(',0.5,已核定,6.00,5.50,');
  });

  it('of a scheme without grades have none', async () => {
    const { rows } = await read('/v1/cycles/2019/ranking');
    expect(rows[0]).toMatchObject({ grade: null, vetoes: [] });
  });

  it('leave to assessors what is to be recorded, component by component, behind what is to be judged', async () => {
    await claim('stated', '1', 'west');
    const list = await read('/v1/cycles/mixed/completeness');
    expect(list).toMatchObject({ open: 3, unrecorded: 5 });
    expect(list.work.map(({ component }: { component: string }) => component).sort()).toEqual([
      'claimed',
      'free',
      'stated',
    ]);
    const toRecord = list.toRecord.map(
      (one: { district: string; component: string }) => `${one.component} ${one.district}`,
    );
    expect(toRecord).toEqual(['found east', 'found north', 'cases east', 'veto east', 'veto north']);
    const paged: string[] = [];
    for (let query = '?limit=4'; query; ) {
      const page = await read(`/v1/cycles/mixed/completeness${query}`);
      expect([page.open, page.unrecorded]).toEqual([3, 5]);
      paged.push(...[...page.work, ...page.toRecord].map((one) => `${one.component} ${one.district}`));
      query = page.nextCursor ? `?limit=4&cursor=${page.nextCursor}` : '';
    }
    expect(paged).toEqual([...list.work.map((one: { component: string }) => `${one.component} west`), ...toRecord]);
    const one = await read('/v1/cycles/mixed/completeness?component=veto');
    expect([one.open, one.unrecorded, one.toRecord.length]).toEqual([0, 2, 2]);
    const file = await service.send('GET /v1/cycles/mixed/completeness?format=csv', {
      caller: auditor,
      headers: { 'accept-language': 'zh' },
    });
    expect(file.bytes.toString().match(/待录入/g)).toHaveLength(5);
  });
});

describe('a sealed result of such a method', () => {
  it('carries grades, vetoes and coefficients, is shown with them, and verified', async () => {
    await targets({ claimed: 'not-applicable', fixed: 'not-applicable', free: 'not-applicable', found: '3' });
    await targets({ claimed: 'not-applicable', found: '3' }, 'west');
    await targets({ claimed: '10', found: '3' }, 'north');
    for (const [component, value] of [
      ['found', '3'],
      ['cases', '1'],
      ['veto', '1'],
    ] as const)
      await record(component, value, {}, 'west');
    await record('cases', '2');
    const { revision } = (await claim('free', '12', 'west')).body;
    await service.send(`POST ${of('west')}/components/free/assessments`, {
      caller: assessor,
      body: { decision: 'verify', claimRevision: revision, reason: '属实' },
    });
    await service.settle();
    const { body: preview } = await service.send('GET /v1/cycles/mixed/finalization', { caller: auditor });
    expect(preview.blockers).toEqual([]);
    service.clock.time = Date.parse(opening.submissionsCloseAt);
    await service.settle();
    const sealed = await service.send('POST /v1/cycles/mixed/finalization', { caller: admin, body: {} });
    expect(brief(sealed)).toBe('200');
    const { rows } = await read('/v1/cycles/mixed/final');
    // 5 for what does not apply, 3 verified, 4 found, 6 − 1 × 0.5 measured: excellent but for the veto.
    expect(rows[0]).toMatchObject({
      ...{ district: 'west', score: '17.50', grade: 'good', vetoes: ['veto'] },
      coefficients: { difficulty: '0.5' },
    });
    // 5, 0 and 1.50, the mean of 3 and 0, for what does not apply; 6 − 2 × 1 measured.
    expect(rows[1]).toMatchObject({ district: 'east', score: '10.50', grade: 'good', vetoes: [] });
    expect(find(rows[1], 'fixed')).toMatchObject({ target: 'not-applicable', state: 'not-applicable', points: '0.00' });
    expect(rows[2]).toMatchObject({ district: 'north', score: '0.00', grade: 'poor', vetoes: [] });
    const final = await service.needs.seals.load('mixed', 1);
    const text = await service.needs.seals.read(final!);
    expect(verifySnapshot(text, {}).differences).toEqual([]);
    const papers = await makeResultFiles(JSON.parse(text));
    const textOf = (wanted: string) => Buffer.from(papers.find(({ name }) => name === wanted)!.bytes).toString();
    expect(textOf('ranking.csv').split('\r\n')[1]).toContain(',17.50,17.50,良好（因否决项降等：veto veto）,');
    expect(textOf('certificates/west.html')).toContain('<dd>良好<small>（因否决项降等：veto veto）</small></dd>');
    expect(textOf('certificates/east.html')).toContain('<td class="n">不适用</td>');
    expect(JSON.parse(text).rows[0]).toMatchObject({
      grade: 'good',
      vetoes: ['veto'],
      coefficients: { difficulty: '0.5' },
    });
  });
});

describe('a scheme document', () => {
  const deep = (levels: number): object => {
    let measure: unknown = { value: 'cases' };
    for (let level = 1; level < levels; level++) measure = { add: [measure] };
    const document = { ...mixedDocument(), id: 'deep' };
    Object.assign(document.categories[0]!.indicators[0]!.components[5]!, { measure });
    return document;
  };

  it('may hold formulas of 12 levels; one of 13 is refused at its place', async () => {
    const load = (body: object) => service.send('PUT /v1/schemes/deep', { caller: admin, body });
    const refused = await load(deep(13));
    expect(brief(refused)).toBe('422 value-out-of-range');
    const at = `/categories/0/indicators/0/components/5/measure${'/add/0'.repeat(12)}`;
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([at]);
    expect((await load(deep(12))).status).toBe(201);
  });
});
