import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { linesIn } from '../../infra/methods/places-in-file.ts';
import { digestOf } from '../../lib/domain/digest.ts';
import { widthOf } from '../../lib/terminal/shown-text.ts';
import { passingFile } from '../support/passing-file.ts';
import { admin, type SampleService, sampleService } from '../support/sample-service.ts';
import { ServiceLine } from '../support/service-line.ts';
import { TerminalWorld } from '../support/terminal-world.ts';

const examples = join(import.meta.dirname, '../../lib/schemes/examples');
const chinese = { environment: { LANG: 'zh_CN.UTF-8' } };

let service: SampleService;
let line: ServiceLine;
let world: TerminalWorld;

beforeEach(async () => {
  service = await sampleService();
  line = new ServiceLine(service);
  world = new TerminalWorld(line);
});

/** The text of an example with something of it replaced. */
function changed(example: string, ...changes: readonly [string, string][]): string {
  return changes.reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    },
    readFileSync(join(examples, example), 'utf8'),
  );
}

describe('kaohe scheme check', () => {
  it.each([...readdirSync(examples).map((name) => `examples/${name}`), 'east-west-70.json'])(
    'prints %s as a table, within 80 columns, in both languages, and asks nobody',
    async (name) => {
      const file = join(examples, '..', name);
      const { id, title } = JSON.parse(readFileSync(file, 'utf8'));
      for (const reader of [{}, chinese]) {
        expect(await world.type(`scheme check ${file}`, reader)).toBe(0);
        expect(world.output.startsWith(reader === chinese ? title.zh : title.en)).toBe(true);
        expect(world.output).toContain(id);
        expect(Math.max(...world.output.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
      }
      expect(line.asked).toEqual([]);
    },
  );

  it('tells of a component who fills it, its target and points, its measure, exemption and silences, in words', async () => {
    await world.type(`scheme check ${join(examples, 'staffing-efficiency.json')}`, chinese);
    expect(world.output).toContain(`
6     编外人员控制                                             8
  条款：编外人员不超过实有人数10%的得8分；超过的，得分＝8×10%÷实际占比。实有
        人数20人及以下的单位不作考核，得满分。
6.1   编外人员数                      人    区县      —        0
  佐证：合同、工资发放册
  · 只作数据，不计分。
6.2   编外人员占比                    %     测算      10       8
  · 不由区县填报，测算值 = 100 × (“6.1”数值 ÷ “4.2”数值)。
  · 不高于任务的得 8 分；高于任务的，得分 = 8 × 任务 ÷ 完成数。
  · 按精确商四舍五入到 2 位小数，只舍入一次。
  · 20 不低于 “4.2”数值 的，免予扣分，得满分 8 分。
  条款未言明之处：
  · 数值越低越好：不高于任务的视为完成。
`);
    expect(world.output).toContain('\n  · 不适用于某区县的，取适用的各区县得分的平均。\n');
  });

  it('tells the lowest points, what is on top, grades, vetoes, coefficients and sums', async () => {
    await world.type(`scheme check ${join(examples, 'village-assessment.json')}`);
    expect(world.output).toMatch(/^no\. +component +unit +by +target +full +lowest$/m);
    expect(world.output).toMatch(/^7 +Accidents at work +accidents +assessor +— +7 +-5$/m);
    expect(world.output).toMatch(/^Grades: Excellent from 95, Good from 85, Pass from 70, Fail below$/m);
    expect(world.output).toMatch(/^Maximum: 30 \+ 25 \+ 25 \+ 20 = 100$/m);
    expect(world.output).toMatch(/^On top: .+ 8; .+ 0; .+ 0$/m);
    expect(world.output).toMatch(/^Vetoes: 16 → at best “Pass”; 17 → at best “Fail”$/m);
    await world.type(`scheme check ${join(examples, 'development-index.json')}`);
    expect(world.output).toMatch(/^Numbers: difficulty: of each district, given when a cycle is opened$/m);
  });

  async function jsonOf(example: string): Promise<string> {
    expect(await world.type(`scheme check ${join(examples, example)} --json`)).toBe(0);
    return world.output;
  }

  it('gives the same as JSON', async () => {
    const document = JSON.parse(readFileSync(join(examples, 'gap-penalty.json'), 'utf8'));
    const { valid, method } = JSON.parse(await jsonOf('gap-penalty.json'));
    expect([valid, method.id, method.hash]).toEqual([true, 'gap-penalty', digestOf(document)]);
    expect(method.categories.map(({ id, maxPoints, onTop }: never) => [id, maxPoints, onTop])).toEqual([
      ['waste', '400', false],
      ['toilets', '200', false],
      ['public', '400', false],
      ['penalties', '0', true],
      ['bonus', '100', true],
      ['veto', '0', true],
    ]);
    const [gap] = method.categories[3].indicators[0].components;
    expect(gap).toMatchObject({ id: '8.1', filledBy: 'nobody', fullPoints: '0', lowestPoints: '-60' });
    expect(gap.rule[0].en).toBe(
      'Nobody fills it in; measured: 100 × ((claimed value of 1 − verified value of 1) ÷ claimed value of 1).',
    );
  });

  it('lists what is wrong with its line, and otherwise as the API would', async () => {
    const text = changed(
      'gap-penalty.json',
      ['"maxPoints": "1000"', '"maxPoints": "900"'],
      ['"zeroTarget": "any"', '"zero": 1'],
    );
    const file = passingFile(text);
    for (const [reader, language] of [
      [{}, 'en'],
      [chinese, 'zh-CN'],
    ] as const) {
      const refused = await service.send('PUT /v1/schemes/gap-penalty', {
        caller: admin,
        headers: { 'accept-language': language },
        body: JSON.parse(text),
      });
      expect(refused.status).toBe(422);
      expect(await world.type(`scheme check ${file} --json`, reader)).toBe(1);
      const { valid, faults } = JSON.parse(world.output);
      expect(valid).toBe(false);
      expect(faults.map(({ line: _, ...fault }: { line: number }) => fault)).toEqual(refused.body.errors);
      const lines = text.split('\n');
      for (const { pointer, line } of faults)
        expect(lines[line - 1]).toContain(pointer.endsWith('/zero') ? '"zero": 1' : '"rule"');
    }
    expect(await world.type(`scheme check ${file}`, chinese)).toBe(1);
    expect(world.output).toMatch(/^行 +位置 +说明$/m);
    expect(world.output).toMatch(/^\d+ +\/categories\/0\/indicators\/0\/components\//m);
    expect(world.output).toMatch(/\n\n共 \d+ 处有误，不能载入。\n$/);
    expect(Math.max(...world.output.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
  });

  it('names the line of a sum that does not add up', async () => {
    const file = passingFile(changed('gap-penalty.json', ['"maxPoints": "1000"', '"maxPoints": "900"']));
    expect(await world.type(`scheme check ${file}`)).toBe(1);
    expect(world.output).toMatch(/^ +8 +\/maxPoints +is 900, but its categories add up to 1000$/m);
    expect(world.output).toMatch(/\n\n1 fault; it can't be loaded\.\n$/);
  });

  it.each([
    ['no JSON', '{\n  "id": "x",\n}', '文件不是合法的 JSON：第 3 行第 1 列应为属性名。'],
    ['more behind its end', '{}\n{}', '文件不是合法的 JSON：第 2 行第 1 列应为文件的结尾。'],
    ['a property twice', '{"id": "x", "id": "y"}', '属性重复：/id（第 1 行第 13 列）。'],
    ['41 levels', `${'['.repeat(41)}${']'.repeat(41)}`, '文件嵌套超过 40 层（第 1 行第 41 列）。'],
    ['a byte order mark', '\ufeff{}', '文件必须采用不带字节顺序标记（BOM）的 UTF-8 编码。'],
    ['more than can be sent', `"${'x'.repeat(256 * 1024)}"`, '文件超过 256 KB，不能载入。'],
  ])('refuses what the API would not read: %s', async (_, text, message) => {
    expect(await world.type(`scheme check ${passingFile(text)}`, chinese)).toBe(1);
    expect(world.output).toContain(message);
  });

  it('refuses names that the API takes nowhere', async () => {
    const text = changed('gap-penalty.json', ['{\n', '{\n  "constructor": 1,\n']);
    expect(await world.type(`scheme check ${passingFile(text)} --json`)).toBe(1);
    expect(JSON.parse(world.output).faults).toMatchObject([
      { pointer: '/constructor', line: 2, code: 'unknown-property' },
    ]);
  });

  it('is not disturbed by hostile names', async () => {
    const file = passingFile(changed('gap-penalty.json', ['"生活垃圾收运覆盖率"', '"\\u001b[2J\\u202e覆盖率"']));
    expect(await world.type(`scheme check ${file}`, chinese)).toBe(0);
    expect(world.output).toContain('�[2J�覆盖率');
    expect(world.output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('the lines of places in a file', () => {
  const text = `{
  "a": "}],{\\"b\\":",
  "b": [1, {
      "c\\u0064": [],
      "e": null}, [
    2]],
  "f/g": true
}`;

  it.each([
    [[], 1],
    [['a'], 2],
    [['b'], 3],
    [['b', 0], 3],
    [['b', 1], 3],
    [['b', 1, 'cd'], 4],
    [['b', 1, 'e'], 5],
    [['b', 2], 5],
    [['b', 2, 0], 6],
    [['f/g'], 7],
  ])('are those of the property’s name, or of the item’s beginning: %j', (path, line) => {
    expect(linesIn(text)(path)).toBe(line);
  });

  it('are those of what a place is missing from', () => {
    expect(linesIn(text)(['b', 1, 'x'])).toBe(3);
    expect(linesIn(text)(['b', 2, 9, 'x'])).toBe(5);
    expect(linesIn(text)(['x', 'y'])).toBe(1);
  });
});
