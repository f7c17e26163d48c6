import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedEvent } from '../../events/index.ts';
import { httpHandler } from '../../functions/http/http-handler.ts';
import { answerUnmatched } from '../../functions/http/unmatched-route.ts';
import { consoleIn, docsPageIn } from '../../functions/open-door/console-files.ts';
import { protectEvidence } from '../../functions/protect-evidence/protect-evidence.ts';
import type { AllDependencies } from '../../functions/protocols/dependencies.ts';
import { registerEvidence } from '../../functions/register-evidence/register-evidence.ts';
import { routes } from '../../functions/routes.ts';
import { evidenceFilesIn, writeOnceFilesIn } from '../../functions/wiring/bucket-adapters.ts';
import { evidenceDependenciesOn } from '../../functions/wiring/evidence-dependencies.ts';
import { makeResultFiles } from '../../functions/wiring/final-dependencies.ts';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import type { EvidenceFiles } from '../../lib/domain/evidence-ports.ts';
import type { EventBus } from '../../lib/domain/ports.ts';
import { bundleConsole } from '../bundle-console.ts';
import { type LocalDatabase, openDatabase } from './database/local-database.ts';
import { needRoom } from './disk-room.ts';
import { type LocalFiles, localBuckets, openFiles } from './files/local-files.ts';
import { startHttpServer } from './gateway/http-server.ts';
import { invokeRoute, productRoutes, tokenRoute } from './gateway/local-routes.ts';
import { openTokenIssuer } from './gateway/tokens.ts';
import { LocalClock } from './local-clock.ts';
import { LocalCycleQueue } from './local-cycle-queue.ts';
import { scheduledFunctions, startSchedules, streamSubscribers } from './local-functions.ts';
import type { LocalSettings } from './local-settings.ts';
import { LocalWebhookQueue, LocalWebhookSender } from './local-webhooks.ts';
import type { Report } from './progress.ts';
import { startStreamPump } from './streams/stream-pump.ts';
import { TimerWakeUps } from './timer-wake-ups.ts';

const tableName = 'kaohe';

/** Locks of the stand-in's files end with the data directory; a year is as good as any. */
const retentionYears = 1;

/** The whole system on this machine. */
export interface LocalSystem {
  readonly url: string;
  /** What the handlers and the gateway take for the present moment; only the demo sets it. */
  readonly clock: LocalClock;
  /** Resolves if the database ends by itself. */
  readonly databaseEnded: Promise<void>;
  /** Ends everything that was started, children included. */
  stop(): Promise<void>;
}

/** Starts the same handlers that are deployed, with local stand-ins around them. Throws a `StartFault` if it can't. */
export async function startLocalSystem(
  settings: LocalSettings,
  onEvent: (event: PublishedEvent) => void,
  report: Report,
): Promise<LocalSystem> {
  const { dataDirectory } = settings;
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    await needRoom(dataDirectory);
    const clock = LocalClock.open(dataDirectory, settings.isDemoWanted);
    report({ zh: '正在启动数据库', en: 'starting the database' });
    const database = await openDatabase(settings, tableName);
    stops.push(database.stop);
    report({ zh: '正在启动接口', en: 'starting the API' });
    const files = await openFiles(settings, clock, (event) => registerEvidence(needs, event));
    stops.push(files.stop);
    const cycleQueue = new LocalCycleQueue(() => needs);
    stops.push(() => cycleQueue.settle());
    const wakeUps = new TimerWakeUps((firing) => void cycleQueue.send(firing));
    stops.push(() => wakeUps.stop());
    const webhookQueue = new LocalWebhookQueue(() => needs);
    stops.push(() => webhookQueue.stop());
    const consoleFolder = join(dataDirectory, 'console');
    const outside = { wakeUps, cycleQueue, webhookQueue, docsPage: docsPageIn(consoleFolder, true) };
    const needs = localDependencies(database, files, outside, clock);
    await bundleConsole(consoleFolder);
    const consoleSettings = { isLocal: true, signIn: null, filesOrigin: files.origin };
    const consoleAnswer = consoleIn(consoleFolder, () => consoleSettings);
    const tokens = await openTokenIssuer({ dataDirectory, issuer: 'urn:kaohe:local', audience: 'kaohe' });
    const scheduled = scheduledFunctions(needs, cycleQueue);
    const server = await startHttpServer({
      port: settings.port,
      routes: productRoutes(needs),
      localRoutes: [tokenRoute(tokens), invokeRoute(scheduled)],
      portalOrigins: settings.portalOrigins,
      authorize: tokens.authorize,
      now: () => clock.now(),
      unmatched: httpHandler(
        [],
        () => needs,
        (event) => consoleAnswer(event) ?? answerUnmatched(routes, event),
      ),
    });
    stops.push(server.close);
    for (const host of ['127.0.0.1', 'localhost']) files.admit(`http://${host}:${server.port}`);
    const pump = await startPump(settings, database, needs, onEvent);
    stops.push(pump.stop, startSchedules(scheduled).stop);
    return { url: `http://127.0.0.1:${server.port}`, clock, databaseEnded: database.ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function localDependencies(
  database: LocalDatabase,
  files: LocalFiles,
  outside: Pick<AllDependencies, 'wakeUps' | 'cycleQueue' | 'webhookQueue' | 'docsPage'>,
  clock: LocalClock,
): AllDependencies {
  const table = { ...dependenciesOn(database.client, tableName, clock), ...outside };
  const evidence = evidenceDependenciesOn(table, evidenceFilesIn(localBuckets.evidence, files.client));
  return {
    ...evidence,
    files: signedByTheMachine(evidence.files, clock),
    ...writeOnceFilesIn(localBuckets.results, retentionYears, files.client),
    makeResultFiles,
    webhookSender: new LocalWebhookSender(),
    cycleQueue: outside.cycleQueue,
    webhookQueue: outside.webhookQueue,
    docsPage: outside.docsPage,
    evidenceRetentionYears: retentionYears,
  };
}

/** Addresses are signed and checked by the machine's clock; where an upload must end is told by the local one. */
function signedByTheMachine(files: EvidenceFiles, clock: LocalClock): EvidenceFiles {
  const presign = files.presignUpload.bind(files);
  files.presignUpload = (evidence, until) => presign(evidence, until + clock.behindMilliseconds);
  return files;
}

/** The stream's subscribers, and the bus with those who listen to it. */
function startPump(
  { dataDirectory }: LocalSettings,
  database: LocalDatabase,
  needs: AllDependencies,
  onEvent: (event: PublishedEvent) => void,
) {
  const bus = localBus(join(dataDirectory, 'events.ndjson'), onEvent, (event) => protectEvidence(needs, event));
  return startStreamPump({
    client: database.streams,
    tableName,
    subscribers: streamSubscribers(
      {
        ...dependenciesOn(database.streamClient, tableName, needs.clock),
        webhookQueue: needs.webhookQueue,
      },
      bus,
      dataDirectory,
    ),
    checkpointFile: join(dataDirectory, 'stream-checkpoint.json'),
    pollMilliseconds: 50,
  });
}

/**
 * The event bus of the local run: a file with one event a line, and two who listen in this process. The one that works
 * takes one event after the other and does not keep the stream waiting.
 */
function localBus(
  file: string,
  onEvent: (event: PublishedEvent) => void,
  handle: (event: PublishedEvent) => Promise<void>,
): EventBus {
  let work = Promise.resolve();
  return {
    publish: async (events) => {
      appendFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      for (const event of events) {
        onEvent(event);
        work = work
          .then(() => handle(event))
          .catch((fault: unknown) => console.error('an event was not handled:', fault));
      }
    },
  };
}
