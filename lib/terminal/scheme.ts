import { UsageFault, type Verb } from './verb.ts';

/** What can be done with a method. */
export const schemeDeeds = ['check', 'preview'] as const;

/** `kaohe scheme`: checks a method, and shows what it would change. The entry hands it on to who knows the rules. */
export const scheme: Verb = {
  usage:
    'check <file.json> | preview <file.json> [--cycle <id>] [--basis claimed|verified] [--coefficients <file.json>] [--json]',
  summary: { zh: '校核考核办法文件，预览其影响', en: 'check a method, or show what it would change' },
  help: {
    zh: `check 校核一份考核办法文件（JSON），不访问系统：有误的逐条列出行号、位置和说明；无误的按公布的样子列表，列明各类别、指标、考核内容、单位、由谁填报、满分、计分规则（文字），以及条款未言明之处如何处理。
preview 显示若改用这份办法，一个周期的得分和名次会怎样变动：读取该周期的办法和各区县台账（令牌须可读全部台账），在本机分别按两份办法计算，按编号对照考核内容。不写入任何内容。不写 --basis 时申报、核定两种都列。
--coefficients 的文件形如 {"zhenhai": {"difficulty": "1.15"}}，替代周期所载的系数。办法用到而区县没有的系数会逐一列出，不作计算。`,
    en: `check looks at the document of a method (JSON) and asks no system: what is wrong is listed with its line, place and sentence; what is right is printed as a table, as it would be published: categories, indicators, components, units, who fills them in, full points, the rules in words, and what is settled where a clause is silent.
preview shows which points and ranks of a cycle would move if it were scored by this document: it reads the cycle's own method and every district's book, which the token must allow, and computes both here, comparing components by their ids. Nothing is written. Without --basis both are shown.
--coefficients: a file such as {"zhenhai": {"difficulty": "1.15"}}, in place of what the cycle has. Coefficients that the document reads and a district lacks are named, and nothing is computed.`,
  },
  takes: ['cycle', 'basis', 'coefficients'],
  positionalsMax: 2,
  positional: schemeDeeds,
  isFileNext: true,
  run: async (command) => {
    const { runScheme } = command.terminal.world;
    const [deed, file] = command.positionals;
    if (!schemeDeeds.some((each) => each === deed) || file === undefined)
      throw new UsageFault({
        zh: '请写明 check 或 preview，以及考核办法文件。',
        en: 'Say check or preview, and name the document of the method.',
      });
    if (!runScheme) throw new Error('nothing carries out what is asked of methods');
    return runScheme(command);
  },
};
