import { parseArgs } from 'node:util';
import { type Api, ConnectionLost, EvidenceRefused, Problem } from '../client/index.ts';
import { type Completable, completion } from './completion.ts';
import { chooseCycle, connectAs, urlOf } from './connection.ts';
import { importFile } from './import.ts';
import { ranking } from './ranking.ts';
import { scheme } from './scheme.ts';
import { explain, score } from './score.ts';
import { visible, widthOf, wrap } from './shown-text.ts';
import { Terminal, type World } from './terminal.ts';
import { token } from './token.ts';
import { options, UsageFault, type Verb } from './verb.ts';
import { watch } from './watch.ts';

const verbs: Readonly<Record<string, Verb>> = {
  ...{ ranking, score, explain, watch, import: importFile, scheme, token },
  completion: completion(() => ({ ...verbs, verify })),
};

/** The verifier's own verb, as far as it is told of here. */
const verify: Completable = {
  summary: { zh: '重新计算并核对一份封存的结果', en: 'recompute and check a sealed result' },
  takes: [],
  positional: 'file',
  ownOptions: {
    sha256: { text: { zh: '公布的摘要', en: 'the digest that was published' }, isFile: false },
    audit: { text: { zh: '审计文件', en: 'the audit file' }, isFile: true },
    public: { text: { zh: '公开件', en: 'the public form' }, isFile: true },
    receipts: { text: { zh: '留存的回执', en: 'receipts that somebody kept' }, isFile: true },
    anchor: { text: { zh: '定期存证', en: 'an anchor' }, isFile: true },
  },
};

/**
 * `kaohe <verb> …`, but for `verify`, which is the verifier's own. Gives the exit code: 0 done; 1 refused, or what was
 * looked at has faults; 2 usage; 3 nothing answers. Only a fault of this program itself is thrown.
 */
export async function kaohe(typed: readonly string[], world: World): Promise<number> {
  const terminal = new Terminal(world);
  const [name = '', ...rest] = typed;
  const verb = Object.hasOwn(verbs, name) ? verbs[name]! : null;
  let isJson = false;
  try {
    if (verb === null) return showOverview(terminal, name);
    const { values, positionals } = parsed(verb, rest);
    isJson = values.json ?? false;
    if (values.help) return showHelp(terminal, name, verb);
    const url = urlOf(world.environment);
    let connected: Promise<Api> | null = null;
    const api = () => {
      connected ??= connectAs(url, terminal);
      return connected;
    };
    const cycle = async () => chooseCycle(await api(), values.cycle);
    return await verb.run({ terminal, url, positionals, values, api, cycle });
  } catch (fault) {
    return complain(terminal, fault, { verb: verb ? name : null, isJson });
  } finally {
    terminal.progress(null);
  }
}

function parsed({ takes, positionalsMax }: Verb, args: readonly string[]) {
  const taken = [...takes, 'json', 'help'] as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(taken.map((option) => [option, options[option]])),
    });
    if (positionals.length > positionalsMax) throw new Error(positionals[positionalsMax]);
    return { values: values as Parameters<Verb['run']>[0]['values'], positionals };
  } catch (fault) {
    const { message } = fault as Error;
    const odd = /'([^']+)'/.exec(message)?.[1] ?? message;
    throw new UsageFault({
      zh: `不认识或缺少值：${visible(odd)}`,
      en: `Unknown, or without its value: ${visible(odd)}`,
    });
  }
}

function showOverview(terminal: Terminal, name: string): number {
  const isAsked = ['', 'help', '--help', '-h'].includes(name);
  if (!isAsked)
    throw new UsageFault({ zh: `没有“${visible(name)}”这个命令。`, en: `There is no command “${visible(name)}”.` });
  const listed = Object.entries({ ...verbs, verify });
  terminal.print(
    terminal.say({ zh: '用法：kaohe <命令> …', en: 'Usage: kaohe <command> …' }),
    '',
    ...listed.map(([verb, { summary }]) => `  ${verb.padEnd(12)}${terminal.say(summary)}`),
    '',
    ...paragraphs(terminal, terminal.say(environmentHelp)),
  );
  return 0;
}

const environmentHelp = {
  zh: `每个命令都有 --help 和 --json。
KAOHE_URL    接口地址；不设时为本机运行
KAOHE_TOKEN  令牌；不设时以审计人员身份读取本机运行
NO_COLOR     不用颜色
语言取自 LC_ALL、LC_MESSAGES、LANG：以 zh 开头为中文，否则为英文。
退出码：0 完成；1 被拒绝，或所查内容有误；2 用法有误；3 没有应答。`,
  en: `Every command has --help and --json.
KAOHE_URL    the address of the API; without it the local run
KAOHE_TOKEN  a token; without it the local run is read as an auditor
NO_COLOR     no colours
The language is that of LC_ALL, LC_MESSAGES or LANG: Chinese where it begins with zh, else English.
Exit codes: 0 done; 1 refused, or what was looked at has faults; 2 usage; 3 nothing answers.`,
};

function showHelp(terminal: Terminal, name: string, { usage, help }: Verb): number {
  const head = terminal.say({ zh: '用法：', en: 'Usage: ' });
  const indent = ' '.repeat(widthOf(head));
  const [first = '', ...more] = usageLines(`kaohe ${name} ${usage}`, terminal.width - indent.length);
  terminal.print(
    `${head}${first}`,
    ...more.map((line) => indent + line),
    '',
    ...paragraphs(terminal, terminal.say(help)),
  );
  terminal.print('', ...paragraphs(terminal, terminal.say(environmentHelp)));
  return 0;
}

/** Lines of whole options, as long as each has room. */
function usageLines(usage: string, width: number): string[] {
  const lines: string[] = [];
  for (const part of usage.split(/ (?=\[)/)) {
    const longer = `${lines.at(-1)} ${part}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(...(widthOf(part) <= width ? [part] : wrap(part, width)));
  }
  return lines;
}

function paragraphs(terminal: Terminal, text: string): string[] {
  return text.split('\n').flatMap((line) => (widthOf(line) <= terminal.width ? [line] : wrap(line, terminal.width)));
}

/** Says what stands in the way, in the reader's language. */
function complain(
  terminal: Terminal,
  fault: unknown,
  { verb, isJson }: { verb: string | null; isJson: boolean },
): number {
  const red = (text: string) => terminal.paint('red', text);
  if (fault instanceof UsageFault) {
    const help = `kaohe${verb ? ` ${verb}` : ''} --help`;
    terminal.complain(
      `kaohe: ${red(terminal.say(fault.text))}`,
      terminal.say({ zh: `用法见 ${help}`, en: `See ${help}` }),
    );
    return 2;
  }
  if (fault instanceof ConnectionLost) {
    const url = visible(fault.message);
    const text = {
      zh: `${url} 没有应答：请确认地址（KAOHE_URL），或先运行 npm start`,
      en: `nothing answers at ${url}: look at the address (KAOHE_URL), or run npm start first`,
    };
    terminal.complain(`kaohe: ${red(terminal.say(text))}`);
    return 3;
  }
  if (fault instanceof EvidenceRefused) {
    const reason = visible(fault.file?.reason ?? fault.message);
    const text = { zh: `文件未能入库：${reason}`, en: `the file was not taken: ${reason}` };
    terminal.complain(`kaohe: ${red(terminal.say(text))}`);
    return 1;
  }
  if (!(fault instanceof Problem)) throw fault;
  const { title, detail, errors = [] } = fault.details;
  if (isJson) terminal.complain(JSON.stringify(fault.details));
  else
    terminal.complain(
      `kaohe: ${red(visible(title))}`,
      ...paragraphs(terminal, visible(detail)),
      ...errors.map(({ pointer, message }) => `  ${visible(pointer)}  ${visible(message)}`),
    );
  return 1;
}
