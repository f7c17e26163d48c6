import { styleText } from 'node:util';
import type { Command } from './verb.ts';

/** A text in both languages. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** Where something is printed; a terminal, a pipe or a file. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** What a command runs in. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  readonly complaints: Output;
  /** Ends what would go on. */
  readonly signal: AbortSignal;
  /** Calls when the terminal has another size. */
  readonly whenResized?: (redraw: () => void) => void;
  /** What carries `kaohe scheme` out: it needs the rules, which nothing else in the terminal does. */
  readonly runScheme?: (command: Command) => Promise<number>;
  /** What sends requests, instead of `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

type Style = Parameters<typeof styleText>[0];

/** The reader's terminal: language, width and colours, by the usual variables. */
export class Terminal {
  readonly world: World;
  readonly language: 'zh' | 'en';
  readonly #isColoured: boolean;
  #isProgressShown = false;
  /** Somebody draws on the whole screen; nothing else may be written there. */
  isScreenTaken = false;

  constructor(world: World) {
    this.world = world;
    const { LC_ALL, LC_MESSAGES, LANG, NO_COLOR, TERM } = world.environment;
    this.language = (LC_ALL || LC_MESSAGES || LANG || '').startsWith('zh') ? 'zh' : 'en';
    this.#isColoured = this.isLive && !NO_COLOR && TERM !== 'dumb';
  }

  /** Whether somebody looks at it while it is printed. */
  get isLive(): boolean {
    return this.world.output.isTTY === true;
  }

  /** Columns of the terminal; 80 where there is none, unless `COLUMNS` says otherwise. */
  get width(): number {
    return this.world.output.columns || Number(this.world.environment.COLUMNS) || 80;
  }

  get height(): number {
    return this.world.output.rows || 24;
  }

  /** A text in the reader's language. */
  say(text: Text): string {
    return text[this.language];
  }

  /** A text in a colour, where there are colours. */
  paint(style: Style, text: string): string {
    return this.#isColoured && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  }

  print(...lines: readonly string[]): void {
    this.world.output.write(`${lines.join('\n')}\n`);
  }

  /** Says on standard error what is going on, while somebody looks; `null` takes it away again. */
  progress(text: Text | null): void {
    const { complaints } = this.world;
    if (!complaints.isTTY || this.isScreenTaken || (text === null && !this.#isProgressShown)) return;
    this.#isProgressShown = text !== null;
    complaints.write(`\r\x1b[K${text === null ? '' : `${this.say(text)} …`}`);
  }

  complain(...lines: readonly string[]): void {
    this.progress(null);
    this.world.complaints.write(`${lines.join('\n')}\n`);
  }
}
