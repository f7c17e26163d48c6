import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runScheme } from '../../infra/methods/run-scheme.ts';
import { kaohe } from '../../lib/terminal/kaohe.ts';
import type { World } from '../../lib/terminal/terminal.ts';
import type { TestCaller } from './api-client.ts';
import { auditor } from './sample-service.ts';
import { type ServiceLine, tokenOf } from './service-line.ts';

/** What a test says of the terminal; a pipe of 80 columns and an English reader without it. */
export interface Reader {
  readonly caller?: TestCaller;
  readonly environment?: Record<string, string>;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A reader at a terminal that is connected to a service in memory. */
export class TerminalWorld {
  output = '';
  complaints = '';
  readonly control = new AbortController();
  readonly #line: ServiceLine;
  readonly #state = mkdtempSync(join(tmpdir(), 'kaohe-state-'));

  constructor(line: ServiceLine) {
    this.#line = line;
    onTestFinished(() => rmSync(this.#state, { recursive: true, force: true }));
  }

  /** Types a command, and gives the exit code; what was printed before is gone. */
  async type(command: string, reader: Reader = {}): Promise<number> {
    this.output = '';
    this.complaints = '';
    return kaohe(command.split(' ').filter(Boolean), this.#world(reader));
  }

  #world({ caller = auditor, environment = {}, isTTY = false, columns, rows }: Reader): World {
    const write = (text: string) => {
      this.output += text;
    };
    const complain = (text: string) => {
      this.complaints += text;
    };
    const output = { isTTY, columns, rows, write };
    const complaints = { isTTY, write: complain };
    const own = { KAOHE_URL: 'http://kaohe.test', KAOHE_TOKEN: tokenOf(caller), XDG_STATE_HOME: this.#state };
    const { fetch } = this.#line;
    return {
      environment: { ...own, ...environment },
      output,
      complaints,
      signal: this.control.signal,
      fetch,
      runScheme,
    };
  }
}
