// Recalculates until all that is hot is compiled, and collects. Run with --expose-gc.
import { benchScheme } from '../bench/bench-scheme.ts';
import { StatelessBoard } from '../bench/stateless-board.ts';

const districts = 13;
/** As a function that is deployed has it, between two invocations. */
export const scheme = benchScheme();
const values = Array.from({ length: districts * scheme.components.length }, (_, at) => at % 40);

/** Cohorts in which all was claimed, and claimed and verified. */
export const boards = (['claimed', 'both'] as const).map(
  (populated) => new StatelessBoard(scheme, { districts, values, targets: values }, populated),
);
for (const board of boards)
  for (let round = 0; round < 15_000; round++)
    board.apply({ district: round % districts, component: round % scheme.components.length, value: round % 50 });

class Passing {
  readonly round: number;
  constructor(round: number) {
    this.round = round;
  }
}
/** The last one, while they are made. */
export const passing: Passing[] = [];

/** What is compiled of this does not outlive its objects: whoever reads the trace must see that. */
function makePassing(): void {
  for (let round = 0; round < 1000; round++) passing[0] = new Passing(round);
}
for (let turn = 0; turn < 500; turn++) makePassing();
passing.length = 0;

for (let round = 0; round < 3; round++) {
  globalThis.gc!();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
