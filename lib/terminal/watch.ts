import { followPages, isInterruption } from '../client/follow-changes.ts';
import { type Change, ResyncNeeded } from '../client/index.ts';
import { readScheme } from './connection.ts';
import { titleOf } from './ranking.ts';
import { cut, visible } from './shown-text.ts';
import {
  type Look,
  lookAt,
  moved,
  readStandings,
  type Scheme,
  type Standings,
  standingsTable,
  vetoLines,
} from './standings.ts';
import type { Terminal } from './terminal.ts';
import { basisOf, type Command, type Verb } from './verb.ts';

/** `kaohe watch`: the ranking, moving by itself. */
export const watch: Verb = {
  usage: '[--cycle <id>] [--basis claimed|verified] [--json]',
  summary: { zh: '持续显示排名的变动', en: 'follow the ranking live' },
  help: {
    zh: '在终端中持续显示排名（办法设等次的，含等次），有变动即更新，下方列出最近的变动及其原因；▲▼ 为自开始观看以来名次的升降。输出不是终端时逐行写出变动；--json 每行输出一个变动的原文。Ctrl-C 或该年度定稿时结束，退出码 0。',
    en: 'Shows the ranking on the terminal, with grades where the method has them, and draws it anew as soon as something moves, with what moved last and why below it; ▲ and ▼ tell by how many ranks a district has moved since the watch began. Where the output is no terminal, each move is a line; --json prints each change as the API tells it, one a line. It ends with exit code 0 on Ctrl-C and when the year is sealed.',
  },
  takes: ['cycle', 'basis'],
  positionalsMax: 0,
  run: watchRanking,
};

/** Where a watch is shown. */
interface View {
  /** What has moved, and where all stand now; `null` where everything was read anew. */
  show(standings: Standings, change: Change | null): void;
  tellInterrupted(isInterrupted: boolean): void;
  end(isSealed: boolean): void;
}

async function watchRanking(command: Command): Promise<number> {
  const { terminal } = command;
  const { signal } = terminal.world;
  const basis = basisOf(command);
  const api = await command.api();
  const cycle = await command.cycle();
  let standings = await readStandings(api, cycle, basis);
  const scheme = await readScheme(api, standings.scheme);
  const isDrawn = terminal.isLive && !command.values.json;
  const view = isDrawn ? new Screen(terminal, scheme) : command.values.json ? jsonLines(terminal) : textLines(terminal);
  const tellInterruption = (fault: unknown) => view.tellInterrupted(fault !== null);
  let isSealed = false;
  try {
    view.show(standings, null);
    while (!isSealed && !signal.aborted) {
      try {
        const following = { after: standings.version, at: standings.asOf, signal, tellInterruption };
        for await (const changes of followPages(api, cycle, following)) {
          // Changes do not tell of grades.
          const read = isDrawn && scheme.grades ? await readStandings(api, cycle, basis) : null;
          for (const change of changes) {
            standings = read ?? moved(standings, change);
            view.show(standings, change);
          }
        }
        isSealed = !signal.aborted;
      } catch (fault) {
        // The feed waits until something answers again, and tells the same changes once more.
        if (isInterruption(fault)) continue;
        if (!(fault instanceof ResyncNeeded)) throw fault;
        standings = await readStandings(api, cycle, basis);
        view.show(standings, null);
      }
    }
  } finally {
    view.end(isSealed);
  }
  return 0;
}

const sealedText = { zh: '该年度已定稿，排名不再变动。', en: 'The year is sealed: the ranking moves no more.' };

function jsonLines(terminal: Terminal): View {
  return {
    show: (_, change) => change && terminal.print(JSON.stringify(change)),
    tellInterrupted: () => {},
    end: () => {},
  };
}

function textLines(terminal: Terminal): View {
  return {
    show: (standings, change) => {
      const lines = change === null ? [] : movesOf(terminal, standings, change);
      if (lines.length > 0) terminal.print(...lines);
    },
    tellInterrupted: (isInterrupted) => isInterrupted && terminal.complain(`kaohe: ${terminal.say(interruptedText)}`),
    end: (isSealed) => isSealed && terminal.print(terminal.say(sealedText)),
  };
}

const interruptedText = { zh: '连接中断，正在重新连接', en: 'the connection is lost, connecting again' };
const liveText = { zh: '实时 · Ctrl-C 结束', en: 'live · Ctrl-C ends it' };
const recentMax = 50;

/** A screen of its own, drawn anew in place; what was on the terminal before is there again afterwards. */
class Screen implements View {
  readonly #terminal: Terminal;
  readonly #scheme: Scheme;
  #standings: Standings | null = null;
  #begun: Look | null = null;
  #isInterrupted = false;
  #recent: string[] = [];
  #fresh = new Set<string>();

  constructor(terminal: Terminal, scheme: Scheme) {
    this.#terminal = terminal;
    this.#scheme = scheme;
    terminal.isScreenTaken = true;
    terminal.world.output.write('\x1b[?1049h\x1b[?25l');
    terminal.world.whenResized?.(() => this.#draw());
  }

  show(standings: Standings, change: Change | null): void {
    this.#standings = standings;
    this.#begun ??= lookAt(standings);
    if (change) {
      this.#recent = [...movesOf(this.#terminal, standings, change), ...this.#recent].slice(0, recentMax);
      this.#fresh = new Set(change.moved.map(({ district }) => district));
    }
    this.#draw();
  }

  tellInterrupted(isInterrupted: boolean): void {
    this.#isInterrupted = isInterrupted;
    this.#draw();
  }

  end(isSealed: boolean): void {
    const terminal = this.#terminal;
    terminal.world.output.write('\x1b[?25h\x1b[?1049l');
    terminal.isScreenTaken = false;
    terminal.print(...this.#ranking(), ...(isSealed ? ['', terminal.say(sealedText)] : []));
    this.#standings = null;
  }

  #ranking(): string[] {
    if (this.#standings === null) return [];
    const isFresh = (district: string) => this.#fresh.has(district);
    const [terminal, standings] = [this.#terminal, this.#standings];
    // Changes do not tell the points of categories.
    const shown = { ...this.#scheme, categories: [] };
    const table = standingsTable(terminal, standings, shown, this.#begun, isFresh);
    return [titleOf(terminal, standings, this.#begun), '', ...table, ...vetoLines(terminal, standings, this.#scheme)];
  }

  #draw(): void {
    if (this.#standings === null) return;
    const terminal = this.#terminal;
    const room = Math.max(6, terminal.height - 2);
    const ranking = this.#ranking();
    const recent = this.#recent.slice(0, Math.max(3, room - ranking.length - 1));
    const rankingRoom = room - recent.length - 1;
    const left = ranking.length - rankingRoom + 1;
    const shown = left <= 1 ? ranking : [...ranking.slice(0, rankingRoom - 1), this.#more(left)];
    const state = this.#isInterrupted
      ? terminal.paint('red', `○ ${terminal.say(interruptedText)}`)
      : terminal.paint('green', `● ${terminal.say(liveText)}`);
    const lines = [...shown, '', ...recent, '', state];
    terminal.world.output.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\n')}\x1b[J`);
  }

  #more(count: number): string {
    return this.#terminal.say({ zh: `…… 另有 ${count} 行，终端太矮`, en: `… ${count} more, the terminal is too low` });
  }
}

/** What a change moved by the basis that is watched, a line each; no wider than the terminal, where there is one. */
function movesOf(
  terminal: Terminal,
  { basis, rows }: Standings,
  { version, at, moved, rivals = [] }: Change,
): string[] {
  const time = new Date(at).toTimeString().slice(0, 8);
  const names = new Map(rows.map(({ district, name }) => [district, name]));
  return moved
    .filter((move) => move.basis === basis)
    .map(({ district, score: [before = '', after = ''], rank: [from = 0, to = 0], components }) => {
      const name = names.get(district);
      const arrow = to < from ? ` ▲ ${from}→${to}` : to > from ? ` ▼ ${from}→${to}` : '';
      const why = components.map(({ component, points, because }) => {
        const isThis = (one: (typeof rivals)[number]) => one.basis === basis && one.component === component;
        const text = because.kind === 'own-book' ? ownBook : rivals.find(isThis)?.text;
        return `${component}: ${points.join('→')} ${text ? terminal.say(text) : ''}`;
      });
      const scores = before === after ? '' : ` ${before}→${after}`;
      const whole = `${time} v${version} ${name ? terminal.say(name) : district}${scores}${arrow}  ${why.join(' ')}`;
      const colour = to < from ? 'green' : to > from ? 'red' : 'reset';
      return terminal.paint(
        colour,
        cut(visible(whole).trimEnd(), terminal.isLive ? terminal.width : Number.POSITIVE_INFINITY),
      );
    });
}

const ownBook = { zh: '本区县', en: 'own claim' };
