import { benchScheme } from './bench-scheme.ts';
import { quantile } from './quantile.ts';
import { type Populated, StatelessBoard } from './stateless-board.ts';
import { drawWorkload } from './workload.ts';

const sizes = [13, 100, 1000, 3000];
const changes = 2000;
const warmUpMilliseconds = 2000;
const seed = 20_260_101;

/** Prints the pure recalculation by cohort: decode book and block, recalculate both bases, encode both again; and what a reader derives of all blocks. */
export function measureRecalculation(): void {
  console.log('\nPure recalculation of one changed claim, stored form to stored form');
  console.log('districts  values   median µs    p99 µs   reading µs  board bytes');
  for (const populated of ['claimed', 'both'] as const) for (const size of sizes) console.log(measure(size, populated));
}

function measure(districts: number, populated: Populated): string {
  const scheme = benchScheme();
  const workload = drawWorkload(scheme, districts, changes, seed);
  const board = new StatelessBoard(scheme, workload, populated);
  const warmUpEnds = performance.now() + warmUpMilliseconds;
  for (let at = 0; performance.now() < warmUpEnds; at++) board.apply(workload.changes[at % changes]!);
  const microseconds = workload.changes.map((change) => {
    const start = performance.now();
    board.apply(change);
    return (performance.now() - start) * 1000;
  });
  const [median, p99] = [quantile(microseconds, 0.5).toFixed(1), quantile(microseconds, 0.99).toFixed(1)];
  const readings = Array.from({ length: 200 }, () => {
    const start = performance.now();
    board.read();
    return (performance.now() - start) * 1000;
  });
  const reading = quantile(readings, 0.5).toFixed(1).padStart(11);
  const cells = [String(districts).padStart(9), populated.padEnd(7), median.padStart(9), p99.padStart(9), reading];
  return `${cells.join('  ')}  ${String(board.boardBytes).padStart(11)}`;
}
