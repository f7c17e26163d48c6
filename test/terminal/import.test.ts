import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { widthOf } from '../../lib/terminal/shown-text.ts';
import { assessor, portal, sampleService } from '../support/sample-service.ts';
import { ServiceLine } from '../support/service-line.ts';
import { TerminalWorld } from '../support/terminal-world.ts';

let line: ServiceLine;
let world: TerminalWorld;
let directory: string;

beforeEach(async () => {
  line = new ServiceLine(await sampleService());
  world = new TerminalWorld(line);
  directory = mkdtempSync(join(tmpdir(), 'kaohe-import-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const nothing = { accepted: [], unchanged: [], changedOnReading: [], refused: [] };
const report = (isDryRun: boolean, more: object) => Response.json({ dryRun: isDryRun, ...nothing, ...more });
const accepted = [{ row: 2, district: 'east', component: '5', value: '16' }];
const refused = [
  {
    row: 3,
    column: '申报值',
    code: 'value-syntax',
    message: '须为数字：最多 15 位整数、6 位小数，不带单位、空格和千分位以外的符号，请改正后重新导入。',
  },
  { row: 12, column: '\x1b[2J', code: 'unknown-component', message: '没有这个考核内容编号。' },
];

function file(name: string, content: string | Buffer = '序号,申报值\n5,16\n'): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const importing = (path: string, more = '', environment = {}) =>
  world.type(`import ${path} -c 2019 ${more}`, { caller: portal(), environment });
const targets = () => line.asked.map(({ target }) => target);

describe('kaohe import', () => {
  it('tries the file, and writes it where nothing is wrong, byte by byte as it is', async () => {
    line.mishaps.push(report(true, { accepted }), report(false, { accepted }));
    expect(await importing(file('claims.csv'))).toBe(0);
    expect(targets()).toEqual([
      'POST /v1/cycles/2019/imports?dryRun=true',
      'POST /v1/cycles/2019/imports?dryRun=false',
    ]);
    expect(line.asked.map(({ body }) => body)).toEqual(Array(2).fill('序号,申报值\n5,16\n'));
    expect(line.asked[0]!.headers.get('content-type')).toBe('text/csv');
    expect(world.output).toBe('Took in 1 rows; 0 more changed nothing.\n');
  });

  it('is understood by the API: what is written, what is refused, and in the reader’s language', async () => {
    expect(await importing(file('claims.csv', '序号,申报值\n2,1\n12,1\n'))).toBe(0);
    expect(world.output).toBe('Took in 2 rows; 0 more changed nothing.\n');
    expect(await importing(file('again.csv', '序号,申报值\n2,1\n12,x\n'), '', { LANG: 'zh_CN.UTF-8' })).toBe(1);
    expect(world.output).toMatch(/^ 3 +申报值 +\p{Script=Han}/mu);
    expect(world.output).toMatch(/^1 处被拒绝，未写入任何内容；0 行可导入，1 行与现有相同。$/m);
  });

  it('knows a workbook by its name', async () => {
    line.mishaps.push(report(true, { accepted }));
    await importing(file('claims.XLSX'), '--dry-run');
    expect(line.asked[0]!.headers.get('content-type')).toMatch(/spreadsheetml\.sheet$/);
  });

  it('writes nothing where a row is refused, lists which and why within 80 columns, and ends with 1', async () => {
    line.mishaps.push(report(true, { accepted, refused }));
    expect(await importing(file('claims.csv'), '', { LANG: 'zh_CN.UTF-8' })).toBe(1);
    expect(targets()).toHaveLength(1);
    const lines = world.output.trimEnd().split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
    expect(world.output).toMatch(/^ 3 {2}申报值 {2}须为数字/m);
    expect(world.output.replaceAll(/\s/g, '')).toContain('请改正后重新导入。');
    expect(world.output).toContain('�[2J');
    expect(lines.at(-1)).toBe('2 处被拒绝，未写入任何内容；1 行可导入，0 行与现有相同。');
  });

  it('tells what was read otherwise than it is written', async () => {
    const changedOnReading = [{ row: 2, column: '申报值', from: '１，０００', to: '1000' }];
    line.mishaps.push(report(true, { accepted, changedOnReading }));
    expect(await importing(file('claims.csv'), '--dry-run')).toBe(0);
    expect(targets()).toHaveLength(1);
    expect(world.output).toMatch(/１，０００ +1000/);
    expect(world.output).toMatch(/^Nothing is wrong; not written yet: 1 rows/m);
  });

  it('gives the report as JSON where that is asked for', async () => {
    line.mishaps.push(report(true, { accepted, refused }));
    expect(await importing(file('claims.csv'), '--json')).toBe(1);
    expect(JSON.parse(world.output).refused).toEqual(refused);
  });

  it('takes no file that is too large, and asks nothing', async () => {
    expect(await importing(file('claims.csv', Buffer.alloc(8 * 1024 * 1024 + 1)))).toBe(2);
    expect(world.complaints).toContain('8 MB');
    expect(line.asked).toEqual([]);
  });

  it('uploads a file that no request holds once, and imports it by its id', async () => {
    const large = file('targets.csv', `区县,序号,任务数\n${',,\n'.repeat(100_000)}`);
    const put = vi.fn(async (_url: string, _sent: RequestInit) => new Response(''));
    vi.stubGlobal('fetch', put);
    const upload = { method: 'PUT', url: 'https://files.test/t-1', headers: { 'if-none-match': '*' } };
    line.mishaps.push(Response.json({ id: 't-1', upload }, { status: 201 }));
    line.mishaps.push(report(true, { accepted }), report(false, { accepted }));
    expect(await world.type(`import ${large} -c 2019`, { caller: assessor })).toBe(0);
    vi.unstubAllGlobals();
    expect(targets()).toEqual([
      'POST /v1/cycles/2019/import-tickets',
      'POST /v1/cycles/2019/imports?dryRun=true',
      'POST /v1/cycles/2019/imports?dryRun=false',
    ]);
    expect(put.mock.calls).toMatchObject([['https://files.test/t-1', { method: 'PUT', headers: upload.headers }]]);
    expect(JSON.parse(line.asked[0]!.body)).toMatchObject({ contentType: 'text/csv', sizeBytes: 300_024 });
    expect(line.asked.slice(1).map(({ body }) => JSON.parse(body))).toEqual(Array(2).fill({ evidence: 't-1' }));
  });

  it('waits for an import that goes on after its request, and tells how far it is', async () => {
    const books = { of: 900, checked: 900, written: 0 };
    const working = { id: 'i-1', state: 'working', dryRun: false, books, report: null };
    const ended = { ...working, state: 'done', report: { dryRun: false, ...nothing, accepted } };
    line.mishaps.push(report(true, { accepted }), Response.json(working, { status: 202 }));
    line.mishaps.push(Response.json({ ...working, books: { ...books, written: 300 } }), Response.json(ended));
    const path = file('targets.csv');
    expect(await world.type(`import ${path} -c 2019`, { caller: assessor, isTTY: true })).toBe(0);
    expect(targets().slice(2)).toEqual(Array(2).fill('GET /v1/cycles/2019/imports/i-1'));
    expect(world.complaints).toContain('writing: 300 of 900 districts');
    expect(world.output).toBe('Took in 1 rows; 0 more changed nothing.\n');
  });

  it('ends with 1 where rows were refused while others were written', async () => {
    line.mishaps.push(report(true, { accepted }), report(false, { accepted, refused }));
    expect(await importing(file('claims.csv'))).toBe(1);
    expect(world.output).toMatch(/Took in 1 rows, 0 changed nothing; 2 refused and not taken in\.$/m);
  });
});
