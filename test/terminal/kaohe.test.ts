import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { widthOf } from '../../lib/terminal/shown-text.ts';
import { mixedDocument } from '../support/mixed-scheme.ts';
import {
  admin,
  assessor,
  book,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { ServiceLine, tokenOf } from '../support/service-line.ts';
import { TerminalWorld } from '../support/terminal-world.ts';

let service: SampleService;
let line: ServiceLine;
let world: TerminalWorld;
const chinese = { LC_ALL: 'zh_CN.UTF-8' };
const staffingFile = new URL('../../lib/schemes/examples/staffing-efficiency.json', import.meta.url);

beforeEach(async () => {
  service = await sampleService();
  line = new ServiceLine(service);
  world = new TerminalWorld(line);
  await service.claim('2', '1', 'west');
  await service.settle();
});

async function claimed(component: string, value: string, district: string) {
  await service.claim(component, value, district);
  await service.settle();
}

const lines = () => world.output.trimEnd().split('\n');
const verbs = ['ranking', 'score', 'explain', 'watch', 'import', 'scheme', 'token'];

describe('kaohe', () => {
  it('lists its verbs and what the environment says, in the reader’s language', async () => {
    expect(await world.type('')).toBe(0);
    for (const verb of [...verbs, 'verify']) expect(world.output).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect(world.output).not.toMatch(/\p{Script=Han}/u);
    expect(await world.type('--help', { environment: chinese })).toBe(0);
    expect(world.output).toMatch(/^用法：/);
  });

  it.each(verbs)(
    'says of `%s` how it is used, in both languages, within 80 columns, and asks nothing for it',
    async (verb) => {
      for (const environment of [{}, chinese]) {
        expect(await world.type(`${verb} --help`, { environment })).toBe(0);
        expect(world.output).toContain(`kaohe ${verb}`);
        expect(/\p{Script=Han}/u.test(world.output)).toBe(environment === chinese);
        expect(Math.max(...lines().map(widthOf))).toBeLessThanOrEqual(80);
      }
      expect(line.asked).toEqual([]);
    },
  );

  it('keeps options whole where it says how a verb is used', async () => {
    await world.type('scheme --help');
    expect(world.output).toMatch(/^Usage: .+<file\.json> \[--cycle <id>\]\n {7}\[--basis claimed\|verified\] /);
  });

  it.each([
    ['LC_ALL before LANG', { LC_ALL: 'zh_CN.UTF-8', LANG: 'en_US.UTF-8' }, true],
    ['LC_MESSAGES before LANG', { LC_MESSAGES: 'en_GB', LANG: 'zh_CN.UTF-8' }, false],
    ['LANG', { LANG: 'zh_TW.UTF-8' }, true],
    ['nothing at all: English', { LANG: '' }, false],
  ])('takes the language from %s', async (_, environment, isChinese) => {
    await world.type('ranking', { environment });
    expect(/名次/.test(world.output)).toBe(isChinese);
  });

  it.each([
    'nonsense',
    'ranking --nonsense',
    'ranking --basis',
    'ranking --basis x',
    'ranking 2019',
    'score a b',
    'token',
    'import',
    'import x.pdf',
    'import nowhere.csv',
    'scheme',
    'scheme check',
    'scheme bend x.json',
    'scheme check nowhere.json',
  ])('takes `%s` for a mistake of usage: exit code 2, and where to read on', async (command) => {
    expect(await world.type(command)).toBe(2);
    expect(world.output).toBe('');
    expect(world.complaints).toMatch(/^kaohe: .+\nSee kaohe .*--help\n$/);
  });

  it('ends with 1 and says why where the API refuses, in the reader’s language', async () => {
    expect(await world.type('ranking -c nope', { environment: chinese })).toBe(1);
    expect(world.complaints).toMatch(/^kaohe: 未找到\n没有这个考核周期/);
    expect(await world.type('score west', { caller: portal('east') })).toBe(1);
    expect(world.complaints).toMatch(/^kaohe: Another district\n/);
  });

  it('gives the problem as JSON where JSON is asked for', async () => {
    expect(await world.type('ranking -c nope --json')).toBe(1);
    expect(JSON.parse(world.complaints)).toMatchObject({ type: '/problems/not-found', status: 404 });
  });

  it('ends with 3 where nothing answers', async () => {
    line.mishaps.push(...Array<'lost'>(20).fill('lost'));
    expect(await world.type('ranking', { environment: chinese })).toBe(3);
    expect(world.complaints).toBe('kaohe: http://kaohe.test 没有应答：请确认地址（KAOHE_URL），或先运行 npm start\n');
  });

  it('needs a token for a deployment, and takes one for the local run by itself', async () => {
    expect(await world.type('ranking', { environment: { KAOHE_TOKEN: '' } })).toBe(2);
    expect(world.complaints).toContain('KAOHE_TOKEN');
    const issued = () => Response.json({ token: tokenOf({ role: 'auditor' }) });
    line.mishaps.push(issued());
    const local = { KAOHE_TOKEN: '', KAOHE_URL: 'http://127.0.0.1:8787' };
    expect(await world.type('ranking', { environment: local })).toBe(0);
    expect(JSON.parse(line.asked[0]!.body)).toMatchObject({ role: 'auditor' });
    line.mishaps.push(Response.json({ token: 'ended' }), new Response('', { status: 401 }), issued());
    expect(await world.type('ranking', { environment: local })).toBe(0);
  });

  it.each(['kaohe.test', 'ftp://kaohe.test', 'http://kaohe.test/api', 'http://'])(
    'refuses the address %s',
    async (url) => {
      expect(await world.type('ranking', { environment: { KAOHE_URL: url } })).toBe(2);
      expect(world.complaints).toContain('KAOHE_URL');
    },
  );

  it('takes the only cycle that is not sealed, and asks for its name where there are several', async () => {
    expect(await world.type('ranking')).toBe(0);
    await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: '2020' } });
    expect(await world.type('ranking')).toBe(2);
    expect(world.complaints).toContain('2019 2020');
    expect(await world.type('ranking --cycle 2020')).toBe(0);
  });
});

describe('kaohe ranking', () => {
  it('shows who stands where, within 80 columns, in both languages', async () => {
    for (const environment of [{}, chinese]) {
      expect(await world.type('ranking', { environment })).toBe(0);
      expect(world.output).toMatch(/^ +1 +west.* 3\.00 /m);
      expect(Math.max(...lines().map(widthOf))).toBeLessThanOrEqual(80);
    }
  });

  it('shows points by category where there is room', async () => {
    await world.type('ranking');
    expect(world.output).not.toContain('Talent');
    await world.type('ranking', { columns: 140 });
    expect(world.output).toContain('Talent');
    await world.type('ranking', { environment: { COLUMNS: '140' } });
    expect(world.output).toContain('Talent');
  });

  it('tells who has moved since the last look on the same basis', async () => {
    await world.type('ranking');
    expect(world.output).not.toMatch(/[▲▼]/);
    await claimed('12', '1', 'east');
    await claimed('2', '1', 'east');
    await world.type('ranking -b verified');
    expect(world.output).not.toMatch(/[▲▼]/);
    await world.type('ranking');
    expect(world.output).toMatch(/▲▼ since 1/);
    expect(world.output).toMatch(/^ +2 +▼1 +west/m);
    await world.type('ranking');
    expect(world.output).not.toMatch(/[▲▼]/);
  });

  it('shows a ranking where nothing can be kept', async () => {
    for (const _ of ['once', 'twice'])
      expect(await world.type('ranking', { environment: { XDG_STATE_HOME: '/dev/null' } })).toBe(0);
  });

  it('is coloured on a terminal only, and not where NO_COLOR is set', async () => {
    await world.type('ranking', { isTTY: true });
    expect(world.output).toContain('\x1b[');
    await world.type('ranking', { isTTY: true, environment: { NO_COLOR: '1' } });
    expect(world.output).not.toContain('\x1b[');
    await world.type('ranking');
    expect(world.output).not.toContain('\x1b[');
  });

  it('gives what the API answers where JSON is asked for', async () => {
    await world.type('ranking --json --basis verified');
    const { body } = await service.send('GET /v1/cycles/2019/ranking?basis=verified', { caller: admin });
    expect(JSON.parse(world.output)).toEqual(body);
  });

  it('is not disturbed by hostile names', async () => {
    const hostile = '\x1b[2J\u202e上城\u0007';
    const answer = async (basis: string) => {
      const { body } = await service.send(`GET /v1/cycles/2019/ranking?basis=${basis}`, { caller: admin });
      for (const row of body.rows) row.name = { zh: hostile, en: hostile };
      return Response.json(body);
    };
    line.mishaps.push(await answer('claimed'), await answer('verified'));
    await world.type('ranking -c 2019');
    expect(world.output).toContain('�[2J�上城�');
    expect(world.output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('kaohe score', () => {
  it('lists every component with its points, within 80 columns, in both languages', async () => {
    for (const environment of [{}, chinese]) {
      expect(await world.type('score west', { environment })).toBe(0);
      expect(lines()).toHaveLength(2 + 2 + 25);
      expect(world.output).toMatch(/^ +2 .* 3\.00 +3\.00$/m);
      expect(Math.max(...lines().map(widthOf))).toBeLessThanOrEqual(80);
    }
  });

  it('is of the own district where none is named', async () => {
    expect(await world.type('score', { caller: portal('west') })).toBe(0);
    expect(world.output).toContain('2019  west  3.00 points');
    expect(await world.type('score')).toBe(2);
  });

  it('gives what the API answers where JSON is asked for', async () => {
    await world.type('score west --json');
    expect(JSON.parse(world.output)).toMatchObject({ district: 'west', basis: 'claimed', score: '3.00' });
  });
});

describe('a year by a method with grades', () => {
  beforeEach(async () => {
    await service.send('PUT /v1/schemes/mixed', { caller: admin, body: mixedDocument() });
    const districts = cycleBody.districts.map((one) => ({ ...one, coefficients: { difficulty: '0.333333' } }));
    const opening = { ...cycleBody, id: 'mixed', scheme: 'mixed', districts };
    await service.send('POST /v1/cycles', { caller: admin, body: opening });
    for (const [component, value] of [
      ['cases', '0'],
      ['veto', '1'],
    ])
      await service.send(`POST ${book('west', 'mixed')}/components/${component}/assessments`, {
        caller: assessor,
        body: { decision: 'record', value, reason: '据通报' },
      });
    const targets = { claimed: 'not-applicable' };
    await service.send(`PUT ${book('west', 'mixed')}/targets`, { caller: assessor, body: { targets } });
    await service.send(`PUT ${book('west', 'mixed')}/components/free/claim`, {
      caller: portal('west'),
      body: { value: '11' },
    });
    await service.send(`PUT ${book('west', 'mixed')}/components/fixed/claim`, {
      caller: portal('west'),
      body: { value: '3' },
    });
    await service.settle();
  });

  it('is shown with them and with what lowered them, within 80 columns, in both languages', async () => {
    for (const [environment, head, grade, below, above] of [
      [{}, 'grade', '良好 (veto)', 'Vetoes that lowered grades: veto veto', 'Grade 良好, lowered by vetoes: veto veto'],
      [chinese, '等次', '良好（veto）', '降等的否决项：veto veto', '等次 良好（因否决项降等：veto veto）'],
    ] as const) {
      expect(await world.type('ranking --cycle mixed', { environment })).toBe(0);
      expect(lines()[2]).toContain(` ${head} `);
      expect(world.output).toMatch(new RegExp(`^ +1 +west.* 16\\.00 +${grade.replace(/[()]/g, '\\$&')} `, 'm'));
      expect(lines().at(-1)).toBe(below);
      expect(Math.max(...lines().map(widthOf))).toBeLessThanOrEqual(80);
      expect(await world.type('score west --cycle mixed', { environment })).toBe(0);
      expect(lines()[1]).toBe(above);
      expect(Math.max(...lines().map(widthOf))).toBeLessThanOrEqual(80);
      await world.type('score east --cycle mixed', { environment });
      expect(lines()[1]).toMatch(/(?:Grade|等次) 较差$/);
    }
    await world.type('ranking');
    expect(world.output).not.toMatch(/grade|Veto/);
    await world.type('score north');
    expect(world.output).not.toMatch(/Grade/);
  });

  it('has no column for a category in which nothing can be earned or lost', async () => {
    const document = JSON.parse(readFileSync(staffingFile, 'utf8'));
    await service.send('PUT /v1/schemes/staffing-efficiency', { caller: admin, body: document });
    await service.send('POST /v1/cycles', {
      ...{ caller: admin, body: { ...cycleBody, id: 'staff', scheme: 'staffing-efficiency' } },
    });
    await world.type('ranking --cycle staff', { environment: { ...chinese, COLUMNS: '160' } });
    expect(lines()[2]).toContain('加分项  等次');
    expect(world.output).not.toContain('等次限制');
  });

  it('says of components whose numbers nobody claims what there is, and who is to give them', async () => {
    await world.type('score west --cycle mixed', { environment: chinese });
    expect(world.output).toMatch(/ measured +已核定 +0 +个 +6\.00 +6\.00$/m);
    expect(world.output).toMatch(/ claimed +不适用 .* 5\.00 +5\.00$/m);
    expect(world.output).toMatch(/ found +未录入 /m);
    await world.type('score east --cycle mixed', { environment: chinese });
    expect(world.output).toMatch(/ measured +数据未齐 /m);
  });
});

describe('kaohe explain', () => {
  it('tells how the points of a component arose, in the reader’s language', async () => {
    expect(await world.type('explain west 2', { environment: chinese })).toBe(0);
    expect(world.output).toMatch(/^2 {2}.*3\.00 \/ 3\.00 分$/m);
    expect(world.output).toMatch(/^ {2}· .*\p{Script=Han}/mu);
    expect(Math.max(...lines().map(widthOf))).toBeLessThanOrEqual(80);
  });

  it('tells it of all components where none is named, and says which there are where one is not', async () => {
    await world.type('explain west --json');
    expect(JSON.parse(world.output)).toHaveLength(25);
    expect(await world.type('explain west 99')).toBe(2);
    expect(world.complaints).toContain('20.1 20.2 20.3');
  });
});

describe('kaohe token', () => {
  it('prints a token of the local run, and nothing else', async () => {
    line.mishaps.push(Response.json({ token: 'a.b.c' }));
    expect(await world.type('token --role district --district west')).toBe(0);
    expect(world.output).toBe('a.b.c\n');
    expect(line.asked[0]).toMatchObject({
      target: 'POST /local/tokens',
      body: '{"role":"district","district":"west"}',
    });
  });

  it('says where tokens come from if it is no local run', async () => {
    expect(await world.type('token --role auditor')).toBe(2);
    expect(world.complaints).toContain('identity provider');
  });
});
