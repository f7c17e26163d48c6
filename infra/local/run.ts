import './quiet-logs.ts';
import type { PublishedEvent } from '../../events/index.ts';
import { loadDemo } from './demo/load-demo.ts';
import { showWelcome } from './demo/welcome.ts';
import { watchRoom } from './disk-room.ts';
import { readLocalSettings } from './local-settings.ts';
import { startLocalSystem } from './local-system.ts';
import { Progress } from './progress.ts';
import { startComplaint } from './start-fault.ts';

const parentCheckMilliseconds = 500;

/** `npm start`: the whole system in one process, until Ctrl-C. */
async function run(): Promise<void> {
  // Whatever this process and its children make below the data directory is for its owner alone.
  process.umask(0o077);
  const settings = readLocalSettings(process.env);
  const { dataDirectory } = settings;
  // While it is still starting, the exit of this process ends what it has started.
  let stop = async (): Promise<void> => {};
  const end = endOnSignals(() => stop());
  let shownSince = Number.POSITIVE_INFINITY;
  const isNew = ({ at }: PublishedEvent) => Date.parse(at) >= shownSince;
  const system = await startLocalSystem(settings, (event) => isNew(event) && showEvent(event), progress.report);
  stop = system.stop;
  void system.databaseEnded.then(() => end(1, databaseEnded));
  watchRoom(dataDirectory, ({ message }) => end(1, message));
  progress.clear();
  console.log(`ready ${system.url}`);
  if (settings.isDemoWanted) {
    await loadDemo(system, dataDirectory, progress.report);
    progress.clear();
    await showWelcome(system.url);
  }
  shownSince = Date.now();
}

const databaseEnded =
  '数据库意外中止，请重新运行 npm start · the database has ended by itself; start again with npm start';

function showEvent(event: PublishedEvent): void {
  if (event.type !== 'RankingChanged') return;
  const { cycle, boardVersion, movedDistricts } = event.data;
  console.log(`排名已变 · ranking changed: ${cycle} v${boardVersion}: ${movedDistricts.join(', ')}`);
}

/** Ends this process with a code, after stopping what runs in it; `complaint` goes to standard error first. */
type EndProcess = (code: number, complaint?: string) => void;

/**
 * Stops and ends with code 0 when the process is asked to end. Asking again changes nothing: a second Ctrl-C must not
 * leave the database behind. The returned function ends it for another reason.
 */
function endOnSignals(stop: () => Promise<void>): EndProcess {
  let isEnding = false;
  const end: EndProcess = async (code, complaint) => {
    if (isEnding) return;
    isEnding = true;
    if (complaint !== undefined) console.error(`kaohe: ${complaint}`);
    await stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));
  if (process.env.npm_lifecycle_event === 'start') endWithParent(() => end(0));
  return end;
}

/** `npm start` stands behind a shell: asked to end, it ends the shell and never tells us. */
function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const check = () => process.ppid !== parent && end();
  setInterval(check, parentCheckMilliseconds).unref();
}

const progress = new Progress(process.stdout);
try {
  await run();
} catch (fault) {
  progress.clear();
  console.error(startComplaint(fault));
  process.exit(1);
}
