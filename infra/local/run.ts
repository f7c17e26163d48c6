import './quiet-logs.ts';
import type { PublishedEvent } from '../../events/index.ts';
import { loadDemo } from './demo/load-demo.ts';
import { endOnSignals } from './end-on-signals.ts';
import { readLocalSettings } from './local-settings.ts';
import { startLocalSystem } from './local-system.ts';
import { StartFault } from './start-fault.ts';
import { showWelcome } from './welcome.ts';

/** `npm start`: the whole system in one process, until Ctrl-C. */
async function run(): Promise<void> {
  const settings = readLocalSettings(process.env);
  // While it is still starting, the exit of this process ends what it has started.
  let stop = async (): Promise<void> => {};
  const end = endOnSignals(() => stop());
  let shownSince = Number.POSITIVE_INFINITY;
  const system = await startLocalSystem(settings, (event) => Date.parse(event.at) >= shownSince && showEvent(event));
  stop = system.stop;
  void system.databaseEnded.then(() => end(1, 'the database has ended by itself; start again with npm start'));
  console.log(`ready ${system.url}`);
  if (settings.isDemoWanted) {
    await loadDemo(system.url, settings.dataDirectory);
    await showWelcome(system.url);
  }
  shownSince = Date.now();
}

function showEvent(event: PublishedEvent): void {
  if (event.type !== 'RankingChanged') return;
  const { cycle, boardVersion, movedDistricts } = event.data;
  console.log(`排名已变 · ranking changed: ${cycle} v${boardVersion}: ${movedDistricts.join(', ')}`);
}

try {
  await run();
} catch (error) {
  console.error(error instanceof StartFault ? `kaohe: ${error.message}` : error);
  process.exit(1);
}
