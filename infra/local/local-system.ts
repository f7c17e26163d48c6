import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { PublishedEvent } from '../../events/index.ts';
import { dependenciesOn } from '../../functions/shared/dependencies.ts';
import { createBookTable } from './create-table.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { FileEventBus } from './file-event-bus.ts';
import { startHttpServer } from './http-server.ts';
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
    const database = await openDatabase(settings);
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

/** DynamoDB Local below the data directory, or the service that the settings name; the table is made where it is missing. */
async function openDatabase({ dataDirectory, dynamoDbEndpoint }: LocalSettings) {
  const local = dynamoDbEndpoint === null ? await startDynamoDbLocal({ dataDirectory }) : null;
  const access = {
    endpoint: local?.endpoint ?? dynamoDbEndpoint!,
    region: process.env.AWS_REGION ?? 'local',
    ...(local && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
  const client = new DynamoDBClient(access);
  const streams = new DynamoDBStreamsClient(access);
  await createBookTable(client, tableName);
  const stop = async () => {
    client.destroy();
    streams.destroy();
    await local?.stop();
  };
  return { client, streams, stop, ended: local?.ended ?? new Promise<void>(() => {}) };
}
