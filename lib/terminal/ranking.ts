import { readScheme } from './connection.ts';
import { cut, visible } from './shown-text.ts';
import {
  type Look,
  lastLook,
  readRanking,
  readStandings,
  type Standings,
  standingsTable,
  vetoLines,
} from './standings.ts';
import type { Terminal } from './terminal.ts';
import { basisNames, basisOf, type Command, type Verb } from './verb.ts';

/** `kaohe ranking`: the ranking as it is now. */
export const ranking: Verb = {
  usage: '[--cycle <id>] [--basis claimed|verified] [--json]',
  summary: { zh: '显示排名', en: 'show the ranking' },
  help: {
    zh: '显示当前排名：按申报数（默认）或核定数，并列另一种得分和名次；办法设等次的，列出等次，括号内为使其降等的否决项，表下注明其名称；终端够宽时列出分类得分。▲▼ 为自上次查看以来名次的升降。--json 输出接口的排名原文。',
    en: 'Shows the ranking as it is now, by claimed values unless --basis says otherwise, with score and rank on the other basis beside it, grades where the method has them, with the vetoes that lowered them in brackets and by name below, and points by category where the terminal is wide enough. ▲ and ▼ tell by how many ranks a district has moved since you looked last. --json prints what the API answers.',
  },
  takes: ['cycle', 'basis'],
  positionalsMax: 0,
  run: showRanking,
};

async function showRanking(command: Command): Promise<number> {
  const { terminal, url } = command;
  const basis = basisOf(command);
  const api = await command.api();
  const cycle = await command.cycle();
  if (command.values.json) {
    terminal.print(JSON.stringify(await readRanking(api, cycle, basis)));
    return 0;
  }
  const standings = await readStandings(api, cycle, basis);
  const scheme = await readScheme(api, standings.scheme);
  const since = lastLook(terminal, url, standings);
  const table = standingsTable(terminal, standings, scheme, since);
  terminal.print(titleOf(terminal, standings, since), '', ...table, ...vetoLines(terminal, standings, scheme));
  return 0;
}

/** Which ranking it is, of when, and since when districts have moved; one line, as wide as the terminal. */
export function titleOf(terminal: Terminal, standings: Standings, since: Look | null): string {
  const { cycle, basis, version, asOf, isProvisional } = standings;
  const at = new Date(asOf).toLocaleString('sv-SE');
  const by = terminal.say(basisNames[basis]);
  const end = isProvisional ? { zh: '', en: '' } : { zh: '，已定稿', en: ', final' };
  const arrows = since === null || since.version === version ? { zh: '', en: '' } : sinceText(since);
  const text = terminal.say({
    zh: `${visible(cycle)}  ${by}排名，第 ${version} 版，${at}${end.zh}${arrows.zh}`,
    en: `${visible(cycle)}  ${by}, version ${version}, ${at}${end.en}${arrows.en}`,
  });
  return terminal.paint('bold', cut(text, terminal.width));
}

function sinceText({ version }: Look) {
  return { zh: `；▲▼ 自第 ${version} 版`, en: `; ▲▼ since ${version}` };
}
