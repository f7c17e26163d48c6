import './quiet-logs.ts';
import type { PublishedEvent } from '../../events/index.ts';
import { loadDemo } from './demo/load-demo.ts';
import { readLocalSettings } from './local-settings.ts';
import { type LocalSystem, startLocalSystem } from './local-system.ts';
import { StartFault } from './start-fault.ts';
import { showWelcome } from './welcome.ts';

/** `npm start`: the whole system in one process, until Ctrl-C. */
async function run(): Promise<void> {
  const settings = readLocalSettings(process.env);
  let isListening = false;
  const system = await startLocalSystem(settings, (event) => isListening && showEvent(event));
  endOnSignals(system);
  console.log(`ready ${system.url}`);
  if (settings.isDemoWanted) {
    await loadDemo(system.url, settings.dataDirectory);
    await showWelcome(system.url);
  }
  isListening = true;
}

function showEvent(event: PublishedEvent): void {
  if (event.type !== 'RankingChanged') return;
  const { cycle, boardVersion, movedDistricts } = event.data;
  console.log(`ranking of ${cycle} changed: version ${boardVersion}, moved ${movedDistricts.join(', ')}`);
}

function endOnSignals(system: LocalSystem): void {
  let isEnding = false;
  const end = async (code: number) => {
    if (isEnding) return;
    isEnding = true;
    await system.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(0));
  void system.databaseEnded.then(() => {
    if (!isEnding) console.error('the database has ended by itself; start again with npm start');
    return end(1);
  });
}

try {
  await run();
} catch (error) {
  console.error(error instanceof StartFault ? `kaohe: ${error.message}` : error);
  process.exit(1);
}
