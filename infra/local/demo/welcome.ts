import { type Api, tell } from '../../../lib/client/index.ts';
import { readScheme } from '../../../lib/terminal/connection.ts';
import { titleOf } from '../../../lib/terminal/ranking.ts';
import { readStandings, standingsTable } from '../../../lib/terminal/standings.ts';
import { Terminal } from '../../../lib/terminal/terminal.ts';
import { LocalApi } from '../local-api.ts';
import { demoTargets } from './demo-data.ts';
import { lastYearCycle } from './last-year.ts';
import { portalOf } from './people.ts';
import { demoCycle } from './this-year.ts';

/** Shows the demo's live ranking and what to try next: commands to copy, with a token that works. */
export async function showWelcome(url: string): Promise<void> {
  const local = new LocalApi(url);
  const portal = portalOf('zhenhai');
  const token = await local.token(portal);
  const api = local.as(portal);
  const { version, table } = await showRanking(api);
  const params = { path: { cycle: demoCycle, district: 'zhenhai' } };
  const book = await tell(api.GET('/v1/cycles/{cycle}/districts/{district}/book', { params }));
  const claimed = book.components.find(({ component }) => component === '16')?.claim?.value;
  // A value that is there already makes no revision to wait for; either of these two is ahead of songjiang's 543.
  const trial = { version, value: claimed === '600' ? '601' : '600', revision: book.revision + 1 };
  console.log(`\n${table}\n\n${whatIsShown}\n\n${whatToTry(url, token, trial)}`);
}

/** The ranking as `npm run ranking` shows it. */
async function showRanking(api: Api) {
  const { env: environment, stdout: output, stderr: complaints } = process;
  const terminal = new Terminal({ environment, output, complaints, signal: new AbortController().signal });
  const standings = await readStandings(api, demoCycle, 'claimed');
  const scheme = await readScheme(api, standings.scheme);
  const lines = [titleOf(terminal, standings, null), '', ...standingsTable(terminal, standings, scheme, null)];
  return { version: standings.version, table: lines.join('\n') };
}

/** A claim to try: the version of the ranking before it, its value, and the revision that it leads to. */
interface Trial {
  readonly version: number;
  readonly value: string;
  readonly revision: number;
}

const whatIsShown = `申报数有两种：一部分是各地公布过的数字，出处见该项申报的备注；其余为虚构，备注写明“演示数据”。
任务、佐证材料、核定和过去六周的时间也都是虚构的；上年度的周期 ${lastYearCycle} 已定稿并更正过一次，全部为虚构。
${demoTargets.about.zh}
Some claims are figures that districts published, and name their source in the note; the others are made up, and say so.
Targets, papers, assessments and the six weeks behind them are made up, and so is all of ${lastYearCycle}, the sealed
cycle of the year before. ${demoTargets.about.en}`;

function whatToTry(url: string, token: string, { version, value, revision }: Trial): string {
  const { port } = new URL(url);
  const base = `${url}/v1/cycles/${demoCycle}`;
  const curl = `curl -sS -H "Authorization: Bearer $TOKEN"`;
  const curlUntil = `curl -s --fail --retry 20 --retry-delay 1 --retry-all-errors -H "Authorization: Bearer $TOKEN"`;
  const claim = `${base}/districts/zhenhai/components/16/claim`;
  return `另开一个终端试一试 · Try it in another terminal:

TOKEN=${token}

# 镇海第 16 项申报 ${value}，把松江挤出前两名 · zhenhai claims ${value} for component 16 and takes the second place from songjiang
${curl} -X PUT ${claim} -H "Content-Type: application/json" -d '{"value":"${value}"}'

# 得分及每一步的依据，每秒重问一次，直到已计入此次申报 · the score, every step explained; asked for each second until it holds the claim
${curlUntil} "${base}/districts/zhenhai/score?basis=claimed&minRevision=${revision}"

# 随之变动的得分、名次及其原因 · what that moved, and why
${curl} "${base}/changes?after=${version}"

# 排名 · the ranking
${curl} "${base}/ranking?basis=claimed"
${port === '8787' ? '' : `PORT=${port} `}npm run ranking -- --cycle ${demoCycle}

在浏览器中打开 · open in a browser: ${url}/
接口文档 · API documentation: ${url}/docs
Ctrl-C 结束 · ends it`;
}
