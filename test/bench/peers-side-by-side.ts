import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile } from './quantile.ts';

/** The peer that also knows nothing between two changes but stored bytes. */
const yardstick = 'stateless-packed';
const ours = ['kaohe', 'kaohe-both', 'kaohe-shown'];
const rounds = 5;
const adapter = fileURLToPath(new URL('./peer-adapter.mjs', import.meta.url));

interface PeerRun {
  readonly n: number;
  readonly peer: string;
  readonly medianUs?: number;
  readonly agree?: boolean;
}

/** Runs our adapter beside the yardstick in a folder of peers, and prints the medians with their ratio. */
export async function runPeers(folder: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'kaohe-bench-'));
  try {
    const out = join(directory, 'peers.json');
    // The runner keeps what it has computed once in its own folder, which it takes to be there.
    mkdirSync(join(folder, 'results'), { recursive: true });
    const names = [yardstick, ...ours].join(',');
    const child = spawn(
      process.execPath,
      ['run.mjs', '--peers', names, '--ours', adapter, '--rounds', String(rounds), '--out', out],
      { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`the peers' run ended with code ${code}`);
    print((JSON.parse(readFileSync(out, 'utf8')) as { runs: PeerRun[] }).runs);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Rounds fall into quick and slow moments of the machine, so the quickest of each is shown beside the middle one. */
function print(runs: readonly PeerRun[]): void {
  console.log(
    `\nBeside ${yardstick}, ${rounds} rounds: median µs of a round (times as long), middle and quickest round`,
  );
  for (const n of new Set(runs.map((run) => run.n)))
    for (const [round, share] of [
      ['middle', 0.5],
      ['quickest', 0],
    ] as const) {
      const base = medianOf(runs, n, yardstick, share);
      const others = ours.map((peer) => {
        const median = medianOf(runs, n, peer, share);
        return `${peer} ${median.toFixed(1)} (${(median / base).toFixed(2)} ×)`;
      });
      console.log(
        `${String(n).padStart(9)}  ${round.padEnd(8)}  ${yardstick} ${base.toFixed(1)}  ${others.join('  ')}`,
      );
    }
}

function medianOf(runs: readonly PeerRun[], n: number, peer: string, share: number): number {
  const found = runs.filter((run) => run.n === n && run.peer === peer);
  if (found.length === 0 || found.some(({ agree }) => !agree))
    throw new Error(`${peer} at ${n} did not run, or disagrees`);
  return quantile(
    found.map(({ medianUs }) => medianUs!),
    share,
  );
}
