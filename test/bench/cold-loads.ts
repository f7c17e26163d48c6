import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functions } from '../../functions/deployment.ts';
import { bundle } from '../../infra/bundle.ts';
import { bundleSize } from '../support/bundle-size.ts';
import { quantile } from './quantile.ts';

const rounds = 25;

/**
 * What a fresh process spends on loading a handler, in milliseconds of processor time: waiting for a busy machine is none.
 * Lambda's runtime asks for its first event by `node:http` and has loaded that before it loads any handler.
 */
const program = `
  await import('node:http');
  const before = process.cpuUsage();
  await import(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1000);`;

/**
 * Prints the size of each function's bundle and what its cold load costs, beside a reference of middy, zod and the
 * DynamoDB client that is bundled alike. All are loaded in turn, so that a machine that slows down slows down all.
 */
export async function measureColdLoads(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kaohe-bundles-'));
  try {
    const entries = Object.entries(functions).map(([name, { entry }]) => [name, entry] as const);
    const reference = ['reference', 'test/bench/reference-handler.ts'] as const;
    const bundles = await Promise.all(
      [reference, ...entries].map(async ([name, entry]) => {
        const size = bundleSize(await bundle(entry, join(folder, name)));
        return { name, size, milliseconds: [] as number[] };
      }),
    );
    for (let round = 0; round < rounds; round++)
      for (const { name, milliseconds } of bundles) milliseconds.push(load(join(folder, name, 'index.mjs')));
    console.log('\ncold loads                  KB read   KB in all   CPU ms   of the reference');
    for (const { name, size, milliseconds } of bundles) {
      const kilobytes = [size.atStart, size.inAll].map((bytes) => (bytes / 1000).toFixed(0).padStart(9));
      const median = quantile(milliseconds, 0.5).toFixed(1).padStart(8);
      // Each round by itself: what a neighbour takes of the machine, it takes of a whole round.
      const shares = milliseconds.map((own, round) => own / bundles[0]!.milliseconds[round]!);
      console.log(`  ${name.padEnd(20)} ${kilobytes.join('   ')} ${median} ${quantile(shares, 0.5).toFixed(2)}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function load(file: string): number {
  const arguments_ = ['--input-type=module', '-e', program, file];
  const { stdout, stderr, status } = spawnSync(process.execPath, arguments_, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}
