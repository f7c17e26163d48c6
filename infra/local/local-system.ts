import { join } from 'node:path';
import type { PublishedEvent } from '../../events/index.ts';
import { dependenciesOn } from '../../functions/shared/dependencies.ts';
import { FileEventBus } from './file-event-bus.ts';
import { startHttpServer } from './http-server.ts';
import { openDatabase } from './local-database.ts';
import { scheduledFunctions, startSchedules, streamSubscribers } from './local-functions.ts';
import { invokeRoute, methodNotAllowed, notFound, productRoutes } from './local-routes.ts';
import type { LocalSettings } from './local-settings.ts';
import { startStreamPump } from './stream-pump.ts';
import { tokenRoute } from './token-route.ts';
import { openTokenIssuer, type TokenIssuer } from './tokens.ts';

const tableName = 'kaohe';

/** The whole system on this machine. */
export interface LocalSystem {
  readonly url: string;
  readonly tokens: TokenIssuer;
  /** Resolves if the database ends by itself. */
  readonly databaseEnded: Promise<void>;
  /** Ends everything that was started, children included. */
  stop(): Promise<void>;
}

/** Starts the same handlers that are deployed, with local stand-ins around them. Throws a `StartFault` if it can't. */
export async function startLocalSystem(
  settings: LocalSettings,
  onEvent: (event: PublishedEvent) => void,
): Promise<LocalSystem> {
  const { dataDirectory } = settings;
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const database = await openDatabase(settings, tableName);
    stops.push(database.stop);
    const needs = dependenciesOn(database.client, tableName);
    const tokens = await openTokenIssuer({ dataDirectory, issuer: 'urn:kaohe:local', audience: 'kaohe' });
    const scheduled = scheduledFunctions(needs);
    const server = await startHttpServer({
      port: settings.port,
      routes: productRoutes(needs),
      localRoutes: [tokenRoute(tokens), invokeRoute(scheduled)],
      authorize: tokens.authorize,
      notFound,
      methodNotAllowed,
    });
    stops.push(server.close);
    const bus = new FileEventBus(join(dataDirectory, 'events.ndjson'), onEvent);
    const pump = await startStreamPump({
      client: database.streams,
      tableName,
      subscribers: streamSubscribers(needs, bus, dataDirectory),
      checkpointFile: join(dataDirectory, 'stream-checkpoint.json'),
      pollMilliseconds: 50,
    });
    stops.push(pump.stop, startSchedules(scheduled, console.error).stop);
    return { url: `http://127.0.0.1:${server.port}`, tokens, databaseEnded: database.ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
