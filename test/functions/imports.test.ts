import { parse } from 'csv-parse/sync';
import { type Cell, type MergeRange, writeXlsx } from 'hucre/xlsx';
import { beforeEach, describe, expect, it } from 'vitest';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import { readXlsx } from '../support/read-xlsx.ts';
import { pdfFile } from '../support/sample-files.ts';
import {
  admin,
  assessor,
  book,
  brief,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { hashOf, Uploads } from '../support/uploads.ts';
import { writeZip } from '../support/zip-writer.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const imports = '/v1/cycles/2019/imports';
interface Sent {
  readonly caller?: object;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}
const send = (
  body: string | Uint8Array,
  { caller = portal(), type = fileMediaTypes.csv, headers = {} }: Sent = {},
  query = '',
) => service.send(`POST ${imports}${query}`, { caller, body, headers: { 'content-type': type, ...headers } });
const dry = (body: string | Uint8Array, sent: Sent = {}) => send(body, sent, '?dryRun=true');
const claimed = async (component: string, district = 'east') =>
  (await service.needs.books.load('2019', district))!.components.get(component)?.claim?.value;
const revision = async (district = 'east') => (await service.needs.books.load('2019', district))!.head.revision;
const refusals = (body: { refused: { row: number; column: string; code: string }[] }) =>
  body.refused.map(({ row, column, code }) => `${row} ${column} ${code}`);

/** A workbook of one sheet: values by cell, `B2` and so on by place. */
async function workbook(
  rows: readonly (readonly (string | number | boolean | Date | null | Partial<Cell>)[])[],
  merges: MergeRange[] = [],
  name = '申报',
): Promise<Uint8Array> {
  const cells = new Map(
    rows.flatMap((row, at) =>
      row.map((given, on): [string, Partial<Cell>] => [
        `${at},${on}`,
        typeof given === 'object' && given !== null && !(given instanceof Date) ? given : { value: given },
      ]),
    ),
  );
  return writeXlsx({ sheets: [{ name, cells, merges }] });
}
const xlsx: Sent = { type: fileMediaTypes.xlsx };

describe('claims by file', () => {
  it('are written in one revision, and what was so already is told', async () => {
    await service.claim('6', '7.0');
    const { status, body } = await send('component,value,note\n5,16,the first\n6,7,\n8,1500.5,\n');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      dryRun: false,
      accepted: [
        { row: 2, district: 'east', component: '5', value: '16' },
        { row: 4, district: 'east', component: '8', value: '1500.5' },
      ],
      unchanged: [{ row: 3, district: 'east', component: '6', value: '7' }],
      changedOnReading: [],
      refused: [],
      receipt: { revision: 2, auditHead: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect([await claimed('5'), await claimed('6'), await claimed('8'), await revision()]).toEqual([
      '16',
      '7.0',
      '1500.5',
      2,
    ]);
  });

  it('of a dry run are told and not written', async () => {
    const { body } = await dry('序号,申报值\n5,16\n99,1\n');
    expect(body).toMatchObject({ dryRun: true, accepted: [{ row: 2, component: '5', value: '16' }] });
    expect(refusals(body)).toEqual(['3 序号 unknown-component']);
    expect(await revision()).toBe(0);
  });

  it('are all or nothing: every faulty cell is told at once by row and heading, and nothing is written', async () => {
    const sent = ['序号,申报值,佐证材料', '5,16,', '99,1,', '6,十二,', '12,7,', '5,17,', '8,,gone', '9,1e5,'].join(
      '\n',
    );
    const { status, body } = await send(sent, { headers: { 'accept-language': 'zh' } });
    expect([status, body.type]).toEqual([422, '/problems/import-invalid']);
    expect(body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)).toEqual([
      '/rows/3/序号 unknown-component',
      '/rows/4/申报值 value-syntax',
      '/rows/5/申报值 value-out-of-range',
      '/rows/6/序号 duplicate-item',
      '/rows/7/申报值 required',
      '/rows/8/申报值 value-syntax',
    ]);
    expect(body.detail).toContain('6 处');
    expect(await revision()).toBe(0);
    const cited = await dry('component,value,evidence\n5,1,nowhere\n');
    expect(refusals(cited.body)).toEqual(['2 evidence evidence-unusable']);
  });

  it('happen once under a key, and other bytes under it are another request', async () => {
    const headers = { 'idempotency-key': 'import-1' };
    const first = await send('component,value\n5,16\n', { headers });
    const again = await send('component,value\n5,16\n', { headers });
    expect(again).toMatchObject({ status: 200, body: first.body, headers: { 'idempotent-replayed': 'true' } });
    expect(brief(await send('component,value\n5,17\n', { headers }))).toBe('422 idempotency-key-reused');
    expect(await revision()).toBe(1);
  });

  it('are for the own district only, through an open gate', async () => {
    const foreign = 'district,component,value\n west区 ,5,16\neast,6,7\neast区,8,1\n';
    expect(refusals((await dry(foreign)).body)).toEqual(['2 district wrong-district']);
    expect((await dry(foreign)).body.accepted).toHaveLength(2);
    expect(brief(await send('component,value\n5,1\n', { caller: admin }))).toBe('403 forbidden');
    service.clock.time = Date.parse('2020-01-01T00:00:00+08:00');
    for (const query of ['', '?dryRun=true'])
      expect(brief(await send('component,value\n5,1\n', {}, query))).toBe('409 cycle-closed');
  });
});

describe('targets by file', () => {
  const table = 'district,component,target\neast,5,20\nwest区,5,30\n东,5,1\n';

  it('are written district by district, by id or Chinese name, each book whole', async () => {
    const { status, body } = await send(table.replace('东,5,1\n', 'east,8,1500.5\n'), { caller: assessor });
    expect(status).toBe(200);
    expect(body.accepted.map(({ row, district }: { row: number; district: string }) => [row, district])).toEqual([
      [2, 'east'],
      [3, 'west'],
      [4, 'east'],
    ]);
    expect(body.receipts).toMatchObject([
      { district: 'east', revision: 1 },
      { district: 'west', revision: 1 },
    ]);
    const east = (await service.needs.books.load('2019', 'east'))!;
    expect([east.components.get('5')!.target, east.components.get('8')!.target]).toEqual(['20', '1500.5']);
  });

  it('are not written anywhere if a row of one district is wrong', async () => {
    const { body } = await send(table, { caller: assessor });
    expect(body.errors).toMatchObject([{ pointer: '/rows/4/district', code: 'value-out-of-range' }]);
    const fixed = await send('区县,序号,任务数\neast,5,20\nwest,2,9\n', { caller: assessor });
    expect(fixed.body.errors).toMatchObject([{ pointer: '/rows/3/任务数', code: 'target-not-assignable' }]);
    expect([await revision('east'), await revision('west')]).toEqual([0, 0]);
  });

  it('are refused where a row names a target that another row has named', async () => {
    const { body } = await send('district,component,target\neast,5,20\nwest,5,30\neast,5,21\n', { caller: assessor });
    expect(body.errors).toMatchObject([{ pointer: '/rows/4/component', code: 'duplicate-item' }]);
    expect([await revision('east'), await revision('west')]).toEqual([0, 0]);
  });

  it('sent again after a break write what is missing, under the same key too', async () => {
    const { append } = service.needs.books;
    let writes = 0;
    service.needs.books.append = async (...given) => {
      if (++writes === 2) throw new Error('the machine stops here');
      return append.apply(service.needs.books, given);
    };
    const good = 'district,component,target\neast,5,20\nwest,5,30\n';
    const headers = { 'idempotency-key': 'import-2' };
    const sent = { caller: assessor, headers };
    expect(
      (
        await service
          .send(`POST ${imports}`, { ...sent, body: good, headers: { ...headers, 'content-type': 'text/csv' } })
          .catch(() => ({ status: 500 }))
      ).status,
    ).toBe(500);
    const again = await send(good, sent);
    expect(again.status).toBe(200);
    expect([...again.body.accepted, ...again.body.unchanged]).toHaveLength(2);
    expect([await revision('east'), await revision('west')]).toEqual([1, 1]);
    expect((await send(good, sent)).headers['idempotent-replayed']).toBe('true');
  });
});

describe('what a table may look like', () => {
  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFF序号,申报值\n5,16\n')],
    ['UTF-8 with CR LF and empty lines below', Buffer.from('序号,申报值\r\n5,16\r\n,\r\n')],
    [
      'GB18030',
      Buffer.from([
        0xd0, 0xf2, 0xba, 0xc5, 0x2c, 0xc9, 0xea, 0xb1, 0xa8, 0xd6, 0xb5, 0x0a, 0x35, 0x2c, 0x31, 0x36, 0x0a,
      ]),
    ],
  ])('%s', async (_, bytes) => {
    expect((await dry(bytes)).body).toMatchObject({ accepted: [{ row: 2, component: '5', value: '16' }], refused: [] });
  });

  it('with digits of full width and thousands in groups, which are told as changed', async () => {
    const { body } = await dry('序号,申报值\n５,"１，２３４．５"\n6,"1,234,567"\n8, 7 \n');
    expect(body.accepted.map(({ value }: { value: string }) => value)).toEqual(['1234.5', '1234567', '7']);
    expect(body.changedOnReading).toEqual([
      { row: 2, column: '序号', from: '５', to: '5' },
      { row: 2, column: '申报值', from: '１，２３４．５', to: '1234.5' },
      { row: 3, column: '申报值', from: '1,234,567', to: '1234567' },
      { row: 4, column: '申报值', from: ' 7 ', to: '7' },
    ]);
  });

  it.each(['"1,5"', '"1,2345"', '"1.234,5"', '12%', '12万', '=1+1', '-1', '1e2', '007', '"1,234,"', '٣'])(
    'but never with a number that could be another: %s',
    async (value) => {
      const { body } = await dry(`序号,申报值\n5,${value}\n`);
      expect(refusals(body)).toEqual([expect.stringMatching(/^2 申报值 value-(?:syntax|out-of-range)$/)]);
    },
  );

  it('of a workbook with numbers as numbers, without a binary fraction more', async () => {
    const bytes = await workbook([
      ['序号', '申报值'],
      [5, 0.1 + 0.2 - 0.01],
      [20.1, 1e6],
      ['6', '12.50'],
    ]);
    const { body } = await dry(
      await workbook([
        ['序号', '申报值'],
        [5, 0.29],
        [20.1, 1e6],
        ['6', '12.50'],
      ]),
      xlsx,
    );
    expect(
      body.accepted.map(({ component, value }: { component: string; value: string }) => [component, value]),
    ).toEqual([
      ['5', '0.29'],
      ['20.1', '1000000'],
      ['6', '12.50'],
    ]);
    expect(refusals((await dry(bytes, xlsx)).body)).toEqual(['2 申报值 value-syntax']);
  });
});

describe('a broken table is refused by row and heading', () => {
  const header = ['序号', '申报值'];
  const merge = { startRow: 1, startCol: 1, endRow: 2, endCol: 1 };
  const cases: [string, () => Promise<Uint8Array>, string[]][] = [
    ['a formula', () => workbook([header, ['5', { formula: '8*2', formulaResult: 16 }]]), ['2 申报值 value-syntax']],
    ['a formula for the component', () => workbook([header, [{ formula: '"5"' }, 16]]), ['2 序号 value-syntax']],
    ['merged cells', () => workbook([header, ['5', 16], ['6', null]], [merge]), ['2 申报值 value-syntax']],
    ['a date', () => workbook([header, ['5', new Date('2019-05-01')]]), ['2 申报值 value-syntax']],
    [
      'a component that became a date',
      () => workbook([header, [{ value: 43586, style: { numFmt: 'm"月"d"日"' } }, 16]]),
      ['2 序号 value-syntax'],
    ],
    [
      'a percentage',
      () => workbook([header, ['5', { value: 0.16, style: { numFmt: '0%' } }]]),
      ['2 申报值 value-syntax'],
    ],
    ['a truth value', () => workbook([header, ['5', true]]), ['2 申报值 type']],
    [
      'another sheet',
      () =>
        workbook([
          ['姓名', '电话'],
          ['张三', 1],
        ]),
      ['1 序号 required', '1 申报值 required', '1 姓名 unknown-property', '1 电话 unknown-property'],
    ],
    [
      'a heading that nobody knows',
      () =>
        workbook([
          [...header, '申报指'],
          ['5', 16, 17],
        ]),
      ['1 申报指 unknown-property'],
    ],
    [
      'a heading without an end',
      () =>
        workbook([
          [...header, '长'.repeat(5000)],
          ['5', 16, { formula: '1' }],
        ]),
      [`1 ${'长'.repeat(64)} unknown-property`, `2 ${'长'.repeat(64)} value-syntax`],
    ],
    [
      'a heading twice',
      () =>
        workbook([
          [...header, 'value'],
          ['5', 16, 17],
        ]),
      ['1 value duplicate-item'],
    ],
    [
      'a title above the headings',
      () => workbook([['2019 年度申报表'], header, ['5', 16]]),
      ['1 序号 required', '1 申报值 required', '1 2019 年度申报表 unknown-property'],
    ],
    ['a row twice', () => workbook([header, ['5', 16], [5, 16]]), ['3 序号 duplicate-item']],
    ['a number too large', () => workbook([header, ['5', 1e21]]), ['2 申报值 value-out-of-range']],
    ['a negative number', () => workbook([header, ['5', -1]]), ['2 申报值 value-out-of-range']],
    ['no workbook at all', async () => Buffer.from('序号,申报值\n5,16\n'), ['1 A value-syntax']],
    ['an empty file', async () => Buffer.alloc(0), ['1 A value-syntax']],
    ['an archive that is no workbook', async () => writeZip([{ name: 'a.txt', bytes: 'hello' }]), ['1 A value-syntax']],
  ];
  it.each(cases)('%s', async (_, make, expected) => {
    const bytes = await make();
    const told = await dry(bytes, xlsx);
    expect(refusals(told.body).sort()).toEqual([...expected].sort());
    expect(told.body.refused.every(({ message }: { message: string }) => message.length > 10)).toBe(true);
    expect(brief(await send(bytes, xlsx))).toBe('422 import-invalid');
    expect(await revision()).toBe(0);
  });

  it('an archive that inflates to far too much is not opened', async () => {
    const bytes = writeZip([{ name: 'xl/worksheets/sheet1.xml', bytes: Buffer.alloc(40 * 1024 * 1024) }]);
    expect(bytes.length).toBeLessThan(256 * 1024);
    const { body } = await dry(bytes, xlsx);
    expect(refusals(body)).toEqual(['1 A value-syntax']);
    expect(body.refused[0].message).toMatch(/unsafe/);
  });

  it('more rows than a table may have', async () => {
    const bytes = Buffer.from(`序号,申报值\n${'5,1\n'.repeat(60_000)}`);
    expect(bytes.length).toBeLessThan(256 * 1024);
    expect(refusals((await dry(bytes)).body)).toEqual(['50001 序号 too-many-items']);
  });

  it('bytes that are no text, quotes without an end, and text that a gateway has damaged', async () => {
    expect(refusals((await dry(Buffer.from([0xff, 0xfe, 0x35, 0x00]))).body)).toEqual(['1 A value-syntax']);
    expect(refusals((await dry('序号,申报值,备注\n5,16,\uFFFD\uFFFD\n')).body)).toEqual(['2 备注 value-syntax']);
    expect(refusals((await dry('序号,申报值\n5,"16\n')).body)).toEqual([expect.stringMatching(/^\d+ A value-syntax$/)]);
  });

  it('other types and larger bodies are no imports', async () => {
    expect(brief(await send('x', { type: 'text/plain' }))).toBe('415 unsupported-media-type');
    expect(brief(await send('x', { headers: { 'content-encoding': 'gzip' } }))).toBe('415 unsupported-media-type');
    expect(brief(await send('x'.repeat(256 * 1024 + 1)))).toBe('413 body-too-large');
    expect(brief(await service.send(`POST ${imports}`, { caller: portal(), body: { evidence: 'x-1' } }))).toBe(
      '422 evidence-unusable',
    );
    expect(
      brief(
        await service.send(`PUT ${book()}/components/5/claim`, {
          caller: portal(),
          body: 'component,value',
          headers: { 'content-type': 'text/csv' },
        }),
      ),
    ).toBe('415 unsupported-media-type');
  });
});

describe('a table that was uploaded as evidence', () => {
  it('is imported by its id: a district’s own, an assessor’s from whichever book has it', async () => {
    const uploads = new Uploads(service);
    const of = (name: string) => ({ fileName: name, contentType: 'text/csv', kind: 'table' });
    const claims = await uploads.store(Buffer.from('component,value\n5,16\n'), of('claims.csv'));
    const targets = await uploads.store(
      Buffer.from('district,component,target\nwest,5,20\n'),
      of('targets.csv'),
      'south',
    );
    const cite = (evidence: string, caller: object) => service.send(`POST ${imports}`, { caller, body: { evidence } });
    expect((await cite(claims, portal())).body).toMatchObject({ accepted: [{ row: 2, component: '5', value: '16' }] });
    expect((await cite(targets, assessor)).body).toMatchObject({ accepted: [{ row: 2, district: 'west' }] });
    expect(brief(await cite(targets, portal()))).toBe('422 evidence-unusable');
    const paper = await uploads.store(pdfFile);
    expect(brief(await cite(paper, portal()))).toBe('422 evidence-unusable');
  });
});

describe('a table that was uploaded by an import ticket', () => {
  const targets = Buffer.from('district,component,target\nwest,5,20\n');
  const announced = { contentType: 'text/csv', sizeBytes: targets.length, sha256: hashOf(targets) };
  const announce = (more: object = {}, caller: object = assessor) =>
    service.send('POST /v1/cycles/2019/import-tickets', { caller, body: { ...announced, ...more } });
  const importIt = (evidence: string, caller: object = assessor) =>
    service.send(`POST ${imports}`, { caller, body: { evidence } });

  it('is imported by its id, once it is there, by whoever asked for the address', async () => {
    const { status, body } = await announce();
    expect(status).toBe(201);
    expect(brief(await importIt(body.id))).toBe('422 evidence-unusable');
    const [[key, ticket]] = [...service.needs.files.tickets] as [[string, object]];
    expect(body.upload.url).toContain(key);
    expect(key).toMatch(/^imports\/2019\/[0-9a-f]{64}\/[0-9a-f]+$/);
    expect(ticket).toMatchObject(announced);
    service.needs.files.upload(key, targets);
    for (const other of [portal(), { ...assessor, subject: 'another' }])
      expect(brief(await importIt(body.id, other))).toBe('422 evidence-unusable');
    expect((await importIt(body.id)).body).toMatchObject({ accepted: [{ row: 2, district: 'west', value: '20' }] });
  });

  it('is a district’s, too, and changes no book', async () => {
    const held = async () => (await service.send(`GET ${book()}/book`, { caller: portal() })).body;
    const before = await held();
    expect(before.revision).toBe(0);
    expect((await announce({}, portal())).status).toBe(201);
    expect(await held()).toEqual(before);
  });

  it('is a CSV or XLSX file of 8 MB at most, and for a cycle that there is', async () => {
    expect(brief(await announce({ sizeBytes: 8 * 1024 * 1024 }))).toBe('201');
    expect(brief(await announce({ sizeBytes: 8 * 1024 * 1024 + 1 }))).toBe('422 value-out-of-range');
    expect(brief(await announce({ contentType: 'application/pdf' }))).toMatch(/^422 /);
    const body = announced;
    expect(brief(await service.send('POST /v1/cycles/1999/import-tickets', { caller: assessor, body }))).toBe(
      '404 not-found',
    );
  });
});

describe('the template', () => {
  const template = (kind: string, format: string, caller: object) =>
    service.send(`GET /v1/cycles/2019/import-template?kind=${kind}&format=${format}`, { caller });

  it.each(['xlsx', 'csv'] as const)('as %s changes nothing as it is, and imports what is filled in', async (format) => {
    await service.send(`PUT ${book()}/targets`, { caller: assessor, body: { targets: { 5: '20' } } });
    await service.send(`PUT ${book()}/components/5/claim`, {
      caller: portal(),
      body: { value: '16.50', note: '=1+1' },
    });
    const type = fileMediaTypes[format];
    for (const [kind, caller] of [
      ['claims', portal()],
      ['targets', assessor],
    ] as const) {
      const { bytes, headers } = await template(kind, format, caller);
      expect(decodeURIComponent(headers['content-disposition']!)).toContain('导入模板');
      const { body } = await send(bytes, { caller, type });
      expect(body).toMatchObject({ accepted: [], refused: [] });
      expect(body.unchanged).toHaveLength(1);
    }
  });

  it('has Chinese headings, units and what is there, for every component or every target that is assigned', async () => {
    await service.send(`PUT ${book()}/targets`, { caller: assessor, body: { targets: { 5: '20' } } });
    const claims = parse((await template('claims', 'csv', portal())).bytes, { bom: true }) as string[][];
    expect(claims[0]).toEqual(['区县', '序号', '考核内容', '单位', '现任务', '申报值', '佐证材料', '备注']);
    expect(claims).toHaveLength(26);
    expect(claims[5]).toEqual(['east区', '5', '选派专业技术人才', '人', '20', '', '', '']);
    const targets = parse((await template('targets', 'csv', assessor)).bytes, { bom: true }) as string[][];
    expect(targets[0]).toEqual(['区县', '序号', '考核内容', '单位', '任务数']);
    expect(new Set(targets.slice(1).map(([district]) => district)).size).toBe(cycleBody.districts.length);
    expect(targets.some(([, component]) => component === '2')).toBe(false);
  });

  it('is printed across one page', async () => {
    const { sheets } = await readXlsx((await template('claims', 'xlsx', portal())).bytes);
    expect(sheets[0]!.xml).toMatch(/<pageSetup [^>]*orientation="landscape"[^>]*fitToHeight="0"/);
    expect(sheets[0]!.xml).toContain('fitToPage="1"');
  });

  it('is of claims for districts and of targets for assessors', async () => {
    expect(brief(await template('targets', 'csv', portal()))).toBe('403 forbidden');
    expect(brief(await template('claims', 'csv', assessor))).toBe('403 forbidden');
    expect(brief(await template('claims', 'json', portal()))).toBe('422 value-out-of-range');
  });
});
