import { cpus, loadavg } from 'node:os';
import '../support/quiet.ts';
import { measureBoardUnits } from './board-units.ts';
import { measureAllClaimLatencies } from './claim-latency.ts';
import { measureColdLoads } from './cold-loads.ts';
import { measureConsole } from './console-screen.ts';
import { measureCosts } from './costs.ts';
import { benchFinalize } from './finalize-large.ts';
import { measureImport } from './import-targets.ts';
import { runPeers } from './peers-side-by-side.ts';
import { measureRecalculation } from './recalculation-curve.ts';
import { benchUpload } from './upload-large.ts';
import { benchVerify } from './verify-large.ts';

/**
 * `npm run bench`: what recalculation, claims and a year, cold loads, the console, imports, uploads, sealing and verifying cost. Sections by
 * name run alone: `npm run bench -- recalculation cost`.
 * With PEERS_DIR, a folder of ranking peers with a `run.mjs`, ours is measured beside them in the same run.
 */
const sections: Readonly<Record<string, () => void | Promise<void>>> = {
  recalculation: async () => {
    measureRecalculation();
    if (process.env.PEERS_DIR) await runPeers(process.env.PEERS_DIR);
  },
  board: measureBoardUnits,
  cost: measureCosts,
  latency: measureAllClaimLatencies,
  loads: measureColdLoads,
  console: measureConsole,
  import: measureImport,
  upload: async () => show('a large upload and its registration', await benchUpload()),
  finalization: async () => {
    show('sealing a small cohort', await benchFinalize(13));
    show('sealing a large cohort', await benchFinalize(1000));
    show('sealing the largest cohort', await benchFinalize(3000));
  },
  verification: async () => show('kaohe verify', await benchVerify()),
};

/** One measurement, a line a figure. */
function show(title: string, measurement: object): void {
  console.log(`\n${title}`);
  for (const [name, value] of Object.entries(measurement)) console.log(`  ${name}: ${JSON.stringify(value)}`);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(`no section called ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}`);
  process.exit(1);
}
const [load = 0] = loadavg();
console.log(
  `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${load.toFixed(2)}`,
);
for (const [name, run] of Object.entries(sections)) if (asked.length === 0 || asked.includes(name)) await run();
