import { type Reply, tell } from '../client/index.ts';
import { readScheme } from './connection.ts';
import { cut, visible, wrap } from './shown-text.ts';
import { componentsOf, gradeName, namedVetoes } from './standings.ts';
import { type Column, layOut } from './table.ts';
import type { Terminal, Text } from './terminal.ts';
import { basisNames, basisOf, type Command, UsageFault, type Verb } from './verb.ts';

type Score = Reply<'getScore'>;
type Component = Score['components'][number];

type Found = Awaited<ReturnType<typeof readScore>>;
/** What is known of a component by its scheme. */
type Named = ReturnType<typeof componentsOf>[number];

/** `kaohe score`: a district's score, component by component. */
export const score: Verb = {
  usage: '[district] [--cycle <id>] [--basis claimed|verified] [--json]',
  summary: { zh: '显示一个区县的得分表', en: "show a district's score sheet" },
  help: {
    zh: '逐项列出一个区县的任务数、申报数（或核定数）、状态、名次和得分；办法设等次的，先写明等次和使其降等的否决项。令牌属于区县时可不写区县。',
    en: "Lists a district's target, value, state, place and points component by component, and above them its grade where the method has grades, with the vetoes that lowered it. The district may be left out where the token is a district's own.",
  },
  takes: ['cycle', 'basis'],
  positionalsMax: 1,
  run: async (command) => {
    const { terminal } = command;
    const found = await readScore(command);
    if (command.values.json) terminal.print(JSON.stringify(found.score));
    else terminal.print(...headOf(terminal, found), '', ...scoreTable(terminal, found));
    return 0;
  },
};

/** `kaohe explain`: how points arose, step by step. */
export const explain: Verb = {
  usage: '<district> [component] [--cycle <id>] [--basis claimed|verified] [--json]',
  summary: { zh: '说明得分的由来', en: 'explain how points arose' },
  help: {
    zh: '逐步说明一个区县某一项（或全部各项）的得分：依据哪一条，由哪些数字得出。',
    en: 'Tells step by step how the points of a component, or of all of them, arose: by which clause, from which numbers.',
  },
  takes: ['cycle', 'basis'],
  positionalsMax: 2,
  run: async (command) => {
    const { terminal, positionals } = command;
    const wanted = positionals[1];
    const found = await readScore(command);
    const components = found.score.components.filter(({ component }) => wanted === undefined || component === wanted);
    if (components.length === 0) throw unknownComponent(found.score.components);
    if (command.values.json) terminal.print(JSON.stringify(components));
    else
      terminal.print(
        ...headOf(terminal, found),
        ...components.flatMap((component) => [
          '',
          ...explanation(terminal, component, found.named.get(component.component)),
        ]),
      );
    return 0;
  },
};

function unknownComponent(components: readonly Component[]): UsageFault {
  const ids = components.map(({ component }) => component).join(' ');
  return new UsageFault({
    zh: `考核办法没有这个考核内容编号；可用：${ids}`,
    en: `The scheme has no such component, only: ${ids}`,
  });
}

async function readScore(command: Command) {
  const basis = basisOf(command);
  const district = command.positionals[0] ?? ownDistrict(command);
  const api = await command.api();
  const cycle = await command.cycle();
  const params = { path: { cycle, district }, query: { basis } };
  const score = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/score', { params }));
  const { scheme } = await tell(api.GET('/v1/cycles/{cycle}', { params: { path: { cycle } } }));
  const document = await readScheme(api, scheme);
  return { score, document, named: new Map(componentsOf(document).map((one) => [one.id, one])) };
}

/** The district of the token, which the API checks; here it only saves typing. */
function ownDistrict({ terminal }: Command): string {
  const [, claims = ''] = (terminal.world.environment.KAOHE_TOKEN ?? '').split('.');
  try {
    const { district } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { district?: unknown };
    if (typeof district === 'string') return district;
  } catch {
    // A token that says nothing of itself.
  }
  throw new UsageFault({ zh: '请写明区县。', en: 'Name the district.' });
}

/** Whose score it is, and below it the grade with the names of the vetoes that lowered it. */
function headOf(terminal: Terminal, { score: found, document }: Found): string[] {
  const { cycle, district, basis, rank, score, revision, provisional, vetoes } = found;
  const by = terminal.say(basisNames[basis]);
  const title = terminal.say({
    zh: `${visible(cycle)}  ${visible(district)}  ${by} ${score} 分，第 ${rank} 名，台账修订号 ${revision}${provisional ? '' : '，已定稿'}`,
    en: `${visible(cycle)}  ${visible(district)}  ${score} points ${by}, rank ${rank}, revision ${revision}${provisional ? '' : ', final'}`,
  });
  const grade = gradeName(terminal, document, found);
  const names = namedVetoes(terminal, document, vetoes);
  const lowered =
    names === '' ? { zh: '', en: '' } : { zh: `（因否决项降等：${names}）`, en: `, lowered by vetoes: ${names}` };
  const graded = terminal.say({ zh: `等次 ${grade}${lowered.zh}`, en: `Grade ${grade}${lowered.en}` });
  return [terminal.paint('bold', cut(title, terminal.width)), ...(grade === '' ? [] : wrap(graded, terminal.width))];
}

/** A component's state in words; where nothing has been given, by who is to give it. */
function stateText(state: string, { filledBy, measure }: Partial<Named> = {}): Text {
  if (state === 'missing' && measure !== undefined) return { zh: '数据未齐', en: 'incomplete' };
  if (state === 'missing' && filledBy === 'assessor') return { zh: '未录入', en: 'not recorded' };
  return states[state] ?? { zh: state, en: state };
}

const states: Readonly<Record<string, Text>> = {
  missing: { zh: '未申报', en: 'missing' },
  claimed: { zh: '待核定', en: 'claimed' },
  verified: { zh: '已核定', en: 'verified' },
  returned: { zh: '已退回', en: 'returned' },
  pending: { zh: '待裁量', en: 'pending' },
  'target-missing': { zh: '任务未下达', en: 'no target' },
  'not-applicable': { zh: '不适用', en: 'not applicable' },
};

const stateColours: Readonly<Record<string, Parameters<Terminal['paint']>[0]>> = {
  verified: 'green',
  returned: 'red',
  missing: 'yellow',
  'target-missing': 'yellow',
};

function scoreTable(terminal: Terminal, { score, named }: Found): string[] {
  const say = terminal.say.bind(terminal);
  const columns: Column[] = [
    { head: say({ zh: '序号', en: 'no.' }), align: 'right' },
    { head: say({ zh: '考核内容', en: 'component' }), shrinksTo: 12 },
    { head: say({ zh: '状态', en: 'state' }) },
    { head: say({ zh: '任务数', en: 'target' }), align: 'right' },
    {
      head: score.basis === 'claimed' ? say({ zh: '申报数', en: 'value' }) : say({ zh: '核定数', en: 'value' }),
      align: 'right',
    },
    { head: say({ zh: '单位', en: 'unit' }), spare: 1 },
    { head: say({ zh: '名次', en: 'place' }), align: 'right' },
    { head: say({ zh: '得分', en: 'points' }), align: 'right' },
    { head: say({ zh: '满分', en: 'of' }), align: 'right' },
  ];
  const rows = score.components.map(({ component, state, target, value, measured, place, points, fullPoints }) => [
    component,
    visible(say(named.get(component)?.name ?? { zh: '', en: '' })),
    {
      text: say(stateText(state, named.get(component))),
      paint: (text: string) => terminal.paint(stateColours[state] ?? 'reset', text),
    },
    target ?? '',
    value ?? (measured ? `${measured.exact ? '' : '≈'}${measured.value}` : ''),
    visible(say(named.get(component)?.unit ?? { zh: '', en: '' })),
    place === null ? '' : String(place),
    { text: points, paint: (text: string) => (points === fullPoints ? terminal.paint('green', text) : text) },
    fullPoints,
  ]);
  return layOut(columns, rows, terminal.width);
}

function explanation(terminal: Terminal, { component, points, fullPoints, steps }: Component, named?: Named): string[] {
  const name = visible(terminal.say(named?.name ?? { zh: '', en: '' }));
  const of = terminal.say({ zh: `${points} / ${fullPoints} 分`, en: `${points} of ${fullPoints} points` });
  const lines = steps.flatMap(({ text }) => {
    const [first = '', ...rest] = wrap(visible(terminal.say(text)), terminal.width - 4);
    return [`  · ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return [terminal.paint('bold', cut(`${component}  ${name}  ${of}`, terminal.width)), ...lines];
}
