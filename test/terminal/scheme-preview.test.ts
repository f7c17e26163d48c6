import { beforeEach, describe, expect, it } from 'vitest';
import { widthOf } from '../../lib/terminal/shown-text.ts';
import { type ExampleVector, examples } from '../support/example-vectors.ts';
import { plainInputs } from '../support/judge-example.ts';
import { passingFile } from '../support/passing-file.ts';
import {
  admin,
  assessor,
  auditor,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { ServiceLine } from '../support/service-line.ts';
import { TerminalWorld } from '../support/terminal-world.ts';

const chinese = { environment: { LANG: 'zh_CN.UTF-8' } };

let service: SampleService;
let line: ServiceLine;
let world: TerminalWorld;

beforeEach(async () => {
  service = await sampleService();
  line = new ServiceLine(service);
  world = new TerminalWorld(line);
});

const exampleOf = (id: string) => examples.find((each) => each.id === id)!;

/** An example with each of these texts replaced, and another id. */
function changed(id: string, ...changes: readonly [string, string][]): string {
  const text = changes.reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replaceAll(from, to);
    },
    JSON.stringify({ ...exampleOf(id).document, id: 'next-year' }),
  );
  return passingFile(JSON.parse(text));
}

const visit = { visitedOn: '2019-12-01', participants: ['甲'] };

async function done(...[target, request]: Parameters<SampleService['send']>) {
  const reply = await service.send(target, request);
  expect(reply.status, `${target} ${reply.text}`).toBeLessThan(300);
  return reply.body;
}

/** Opens the year of an example in a cycle `year`, by its first vector, and lets everybody do what it says. */
async function openYear(id: string): Promise<void> {
  const { document, vectors } = exampleOf(id);
  const vector = vectors[0]!;
  await done(`PUT /v1/schemes/${id}`, { caller: admin, body: document });
  const districts = vector.districts.map((district) => {
    const { [district]: group = null } = vector.groups ?? {};
    return { id: district, name: { zh: `${district}县`, en: `County ${district}` }, group };
  });
  await done('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: 'year', scheme: id, districts } });
  for (const [component, given] of Object.entries(vector.inputs))
    for (const [district, inputs] of Object.entries(given)) await enter(component, district, inputs);
  await service.settle();
}

type Given = ExampleVector['inputs'][string][string];

async function enter(component: string, district: string, given: Given): Promise<void> {
  const of = `/v1/cycles/year/districts/${district}`;
  const { target, claim, verification } = plainInputs(given);
  if (target) await done(`PUT ${of}/targets`, { caller: assessor, body: { targets: { [component]: target } } });
  const assess = (body: object) =>
    done(`POST ${of}/components/${component}/assessments`, {
      caller: assessor,
      body: { reason: '据核查', onSite: visit, ...body },
    });
  if (claim) {
    const body = { value: claim.value };
    const { revision } = await done(`PUT ${of}/components/${component}/claim`, { caller: portal(district), body });
    if (verification) await assess({ decision: 'correct', value: verification.value, claimRevision: revision });
  } else if (verification) await assess({ decision: 'record', value: verification.value });
}

/** Half the points for satisfaction, and another bonus in place of the one that is there. */
const otherGap = () =>
  changed(
    'gap-penalty',
    ['"above":{"points":"2","per":"1","units":"exact"}', '"above":{"points":"1","per":"1","units":"exact"}'],
    ['{"id":"9",', '{"id":"11",'],
  );

/** A whole point for each place, in place of a quarter. */
const steeperPlaces = () => changed('fund-deductions', ['"each":"-0.25"', '"each":"-1"']);

interface Moved {
  readonly district: string;
  readonly rank: readonly [number, number];
  readonly score: readonly [string, string];
  readonly grade: readonly [string | null, string | null];
  readonly components: readonly {
    readonly component: string;
    readonly points: readonly [string | null, string | null];
  }[];
}

const inBrief = ({ district, rank, score, components }: Moved) => [
  district,
  rank.join('→'),
  score.join('→'),
  components.map(({ component, points }) => `${component} ${points.join('→')}`).join(', '),
];

describe('kaohe scheme preview', () => {
  it('tells whose points, rank and grade would move by how much, component by component', async () => {
    await openYear('gap-penalty');
    expect(await world.type(`scheme preview ${otherGap()} --cycle year --json`)).toBe(0);
    const { cycle, schemes, onlyBefore, onlyAfter, bases } = JSON.parse(world.output);
    expect([cycle, schemes[0].id, schemes[1].id, onlyBefore, onlyAfter]).toEqual([
      ...['year', 'gap-penalty', 'next-year'],
      ...[['9'], ['11']],
    ]);
    // 90.25 × 1 ≈ 90 in place of 181, 75 of 150, 100 of 200; a loses the 60 of the bonus that is no longer there.
    expect(bases.claimed.moved.map(inBrief)).toEqual([
      ['a', '1→1', '1019→868', '5 181→90, 9 60→'],
      ['b', '2→2', '746→671', '5 150→75'],
      ['c', '3→3', '514→414', '5 200→100'],
    ]);
    expect(bases.claimed.moved.map(({ grade }: Moved) => grade)).toEqual([
      ['five-star', 'three-star'],
      ['three-star', 'one-star'],
      ['one-star', 'none'],
    ]);
    // 1005 − 91 − 60, 722 − 75, 234 − 100.
    expect(bases.verified.moved.map(({ score }: Moved) => score[1])).toEqual(['854', '647', '134']);
  });

  it('prints it within 80 columns, in both languages', async () => {
    await openYear('gap-penalty');
    const file = otherGap();
    expect(await world.type(`scheme preview ${file} --cycle year --basis claimed`, chinese)).toBe(0);
    expect(world.output).toBe(`year  gap-penalty → next-year，只作预览，未写入
只在原办法中的考核内容：9
只在新办法中的考核内容：11

按申报数

原名次  →  新名次  区县、考核内容    原得分  →  新得分  等次
──────  ─  ──────  ────────────────  ──────  ─  ──────  ─────────────
     1  →       1  a县                 1019  →     868  五星 → 三星
                     5 群众满意度       181  →      90
                     9 卫生创建级别      60  →       —
     2  →       2  b县                  746  →     671  三星 → 一星
                     5 群众满意度       150  →      75
     3  →       3  c县                  514  →     414  一星 → 未评星
                     5 群众满意度       200  →     100
`);
    expect(await world.type(`scheme preview ${file} --cycle year`)).toBe(0);
    expect(world.output).toMatch(/^by claimed values$[\s\S]+^by verified values$/m);
    expect(world.output).not.toMatch(/\p{Script=Han}/u);
    expect(Math.max(...world.output.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
  });

  it('tells who passes whom, and of those who stay how many there are', async () => {
    await openYear('fund-deductions');
    const file = steeperPlaces();
    await world.type(`scheme preview ${file} --cycle year --json`);
    const { claimed, verified } = JSON.parse(world.output).bases;
    // Places 1, 2, 2, 4: −1, −1 and −3 in place of −0.25, −0.25 and −0.75.
    expect(claimed.moved.map(inBrief)).toEqual([
      ['b', '2→2', '-3.70→-4.45', '1.3 -0.25→-1.00'],
      ['c', '3→3', '-9.19→-9.94', '1.3 -0.25→-1.00'],
      ['d', '4→4', '-13.00→-15.25', '1.3 -0.75→-3.00'],
    ]);
    // Places 1, 3, 2, 4: c, at 2, passes d, at 4.
    expect(verified.moved.map(inBrief)).toEqual([
      ['b', '2→2', '-4.15→-5.65', '1.3 -0.50→-2.00'],
      ['c', '4→3', '-14.19→-14.94', '1.3 -0.25→-1.00'],
      ['d', '3→4', '-13.00→-15.25', '1.3 -0.75→-3.00'],
    ]);
    expect([claimed.unmoved, verified.unmoved]).toEqual([1, 1]);
    await world.type(`scheme preview ${file} --cycle year --basis verified`);
    expect(world.output).not.toContain('by claimed values');
    expect(world.output).toMatch(/^ +4 +→ +3 +▲1 +County c +-14\.19 +→ +-14\.94$/m);
    expect(world.output).toMatch(/^ +3 +→ +4 +▼1 +County d +-13\.00 +→ +-15\.25$/m);
    expect(world.output).toMatch(/^1 more would not move\.$/m);
  });

  it('tells whose grade alone would move', async () => {
    await openYear('gap-penalty');
    const file = changed('gap-penalty', ['"from":"900"', '"from":"1010"']);
    expect(await world.type(`scheme preview ${file} --cycle year --json`)).toBe(0);
    const { claimed, verified } = JSON.parse(world.output).bases;
    expect([claimed.moved, claimed.unmoved, verified.unmoved]).toEqual([[], 3, 2]);
    expect(verified.moved).toMatchObject([
      { district: 'a', score: ['1005', '1005'], grade: ['five-star', 'three-star'] },
    ]);
  });

  it.each(['gap-penalty', 'fund-deductions'])(
    'begins where the ranking of %s stands, and finds nothing where the method is the same',
    async (id) => {
      await openYear(id);
      const file = id === 'gap-penalty' ? otherGap() : steeperPlaces();
      await world.type(`scheme preview ${file} --cycle year --json`);
      const { bases } = JSON.parse(world.output);
      for (const basis of ['claimed', 'verified']) {
        const { rows } = await done(`GET /v1/cycles/year/ranking?basis=${basis}`, { caller: auditor });
        for (const { district, rank, score, grade } of bases[basis].moved)
          expect([rank[0], score[0], grade[0]]).toEqual(
            rows.flatMap((row: { district: string; rank: number; score: string; grade: string }) =>
              row.district === district ? [row.rank, row.score, row.grade] : [],
            ),
          );
      }
      await world.type(`scheme preview ${changed(id)} --cycle year`);
      expect(world.output.match(/^No points and no rank would move\.$/gm)).toHaveLength(2);
    },
  );

  it('is not disturbed by hostile names', async () => {
    await openYear('gap-penalty');
    const file = changed(
      'gap-penalty',
      ['群众满意度', '\\u001b[2J\\u202e满意度'],
      ['五星', '\\u0007星'],
      ['"above":{"points":"2","per":"1","units":"exact"}', '"above":{"points":"1","per":"1","units":"exact"}'],
    );
    expect(await world.type(`scheme preview ${file} --cycle year`, chinese)).toBe(0);
    expect(world.output).toContain('�[2J�满意度');
    expect(world.output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('writes nothing', async () => {
    await openYear('fund-deductions');
    await world.type(`scheme preview ${steeperPlaces()} --cycle year`);
    expect(line.asked.length).toBe(2 + 4);
    expect(line.asked.filter(({ target }) => !target.startsWith('GET '))).toEqual([]);
  });

  const withDifficulty = () =>
    changed('fund-deductions', [
      '"measure":{"multiply":["100",',
      '"measure":{"multiply":["100",{"coefficient":"difficulty"},',
    ]);

  it('is refused with the names where districts lack coefficients, and takes them out of a file', async () => {
    await openYear('fund-deductions');
    const file = withDifficulty();
    expect(await world.type(`scheme preview ${file} --cycle year`)).toBe(1);
    expect([world.output, world.complaints]).toEqual([
      '',
      expect.stringMatching(/^kaohe: .*--coefficients\.\n {2}difficulty {2}a b c d\n$/),
    ]);
    const some = passingFile({ a: { difficulty: '1' }, b: { difficulty: '1' }, c: { difficulty: '1' } });
    expect(await world.type(`scheme preview ${file} --cycle year --coefficients ${some} --json`)).toBe(1);
    expect(JSON.parse(world.complaints).lacking).toEqual([{ coefficient: 'difficulty', districts: ['d'] }]);
    const one = { difficulty: '1' };
    const all = passingFile({ a: one, b: one, c: one, d: { difficulty: '1.15' } });
    expect(await world.type(`scheme preview ${file} --cycle year --coefficients ${all} --basis claimed --json`)).toBe(
      0,
    );
    // d: 80 % × 1.15 = 92 %, which shares place 2 and is not below 92 % any more; but 3 % × 1.15 = 3.45 % costs more.
    const { bases, coefficients } = JSON.parse(world.output);
    expect(coefficients).toHaveLength(4);
    expect(coefficients[3]).toMatchObject({ district: 'd', coefficient: 'difficulty', value: [null, '1.15'] });
    await world.type(`scheme preview ${file} --cycle year --coefficients ${all} --basis claimed`, chinese);
    expect(world.output).toMatch(/^系数与周期所载不同：a县 difficulty — → 1；.*d县 difficulty — → 1\.15$/ms);
    await world.type(`scheme preview ${steeperPlaces()} --cycle year`, chinese);
    expect(world.output).not.toContain('系数');
    expect(bases.claimed.moved.map(inBrief)).toEqual([
      ['d', '4→4', '-13.00→-11.75', '1.3 -0.75→-0.25, 2 -1.20→0.00, 7.3 -3.00→-3.45'],
    ]);
  });

  it.each([
    [{ nowhere: { difficulty: '1' } }, 'of the cycle’s districts'],
    [{ a: { difficulty: 1 } }, 'decimal text'],
    [{ a: { difficulty: '-1' } }, 'decimal text'],
  ])('takes a file of coefficients that does not fit for a mistake of usage: %j', async (given, why) => {
    await openYear('fund-deductions');
    const command = `scheme preview ${withDifficulty()} --cycle year --coefficients ${passingFile(given)}`;
    expect(await world.type(command)).toBe(2);
    expect(world.complaints).toContain(why);
  });

  it('lists the faults of a document that can’t be loaded, and is refused to a district', async () => {
    await openYear('fund-deductions');
    expect(await world.type(`scheme preview ${passingFile({ id: 'x' })} --cycle year`)).toBe(1);
    expect(world.output).toContain('/maxPoints');
    expect(await world.type(`scheme preview ${steeperPlaces()} --cycle year`, { caller: portal('a') })).toBe(1);
    expect(world.complaints).toMatch(/^kaohe: Another district\n/);
  });
});
