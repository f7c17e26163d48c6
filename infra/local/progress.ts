import type { Writable } from 'node:stream';
import type { Text } from '../../lib/domain/text.ts';

/** Hears what is being done, and where it counts, how far it has come: `3/15`. */
export type Report = (step: Text, count?: string) => void;

/** Shows the steps of a start: on a terminal one line that is written over, elsewhere a line a step, without counts. */
export class Progress {
  readonly #output: Writable & { readonly isTTY?: boolean };
  #shown = '';

  constructor(output: Writable & { readonly isTTY?: boolean }) {
    this.#output = output;
  }

  readonly report: Report = ({ zh, en }, count) => {
    const step = `${zh} · ${en}`;
    if (this.#output.isTTY) this.#output.write(`\r\x1b[K${step}${count === undefined ? '' : ` ${count}`} …`);
    else if (step !== this.#shown) this.#output.write(`${step} …\n`);
    this.#shown = step;
  };

  /** Takes the line off the terminal, before something is printed that stays. */
  clear(): void {
    if (this.#output.isTTY && this.#shown !== '') this.#output.write('\r\x1b[K');
    this.#shown = '';
  }
}
