// Our side of a benchmark of ranking peers: a run.mjs that is given this file by `--ours` reads the names of `peers` and
// measures load and update of each. One change in a matrix of 25 measures; the answer is every total and every rank.
import { benchScheme } from './bench-scheme.ts';
import { StatelessBoard } from './stateless-board.ts';

const scheme = benchScheme();

class Peer {
  #populated;
  #isShown;
  #board;

  constructor(populated, isShown = false) {
    this.#populated = populated;
    this.#isShown = isShown;
  }

  load({ n, m, actual, target }) {
    if (m !== scheme.components.length)
      throw new Error(`the workload has ${m} measures, not ${scheme.components.length}`);
    this.#board = new StatelessBoard(scheme, { districts: n, values: actual, targets: target }, this.#populated);
    this.initial = undefined;
  }

  update({ d, m, v }) {
    this.#board.apply({ district: d, component: m, value: v });
    return this.#isShown ? this.#board.read() : undefined;
  }

  read(shown = this.#board.read()) {
    const { totals, ranks } = shown;
    return { totals: Int32Array.from(totals), ranks: Int32Array.from(ranks) };
  }

  close() {}
}

// biome-ignore format: the names are read as text, by lines that begin with a quoted name
export const peers = {
  'kaohe': {
    what: 'stored inputs and the block of the district decoded, recalculated on both bases, encoded; claims only',
    create: () => new Peer('claimed'),
  },
  'kaohe-both': {
    what: 'the same with a verified value for every claim: both bases full',
    create: () => new Peer('both'),
  },
  'kaohe-shown': {
    what: 'the same, and then the whole board decoded, and totals and ranks derived of it',
    create: () => new Peer('both', true),
  },
};
