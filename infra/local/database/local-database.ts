import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { shortRequests } from '../../../functions/wiring/request-bounds.ts';
import { openDatabaseKey } from '../kept-secret.ts';
import type { LocalSettings } from '../local-settings.ts';
import { StartFault } from '../start-fault.ts';
import { createBookTable } from './create-table.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';

/** The database of a local run. */
export interface LocalDatabase {
  readonly client: DynamoDBClient;
  /** For the functions that the stream wakes: requests that come in many at once don't take their connections. */
  readonly streamClient: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  /** Resolves if a database that this run has started ends. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * DynamoDB Local below the data directory, or the service that the settings name; the table is made where it is missing.
 * Throws a `StartFault` if the service can't be used.
 */
export async function openDatabase(settings: LocalSettings, tableName: string): Promise<LocalDatabase> {
  const { dataDirectory, dynamoDbEndpoint } = settings;
  const keys = await accessTo(settings);
  const local = dynamoDbEndpoint === null ? await startDynamoDbLocal(dataDirectory) : null;
  const access = { ...keys, endpoint: local?.endpoint ?? dynamoDbEndpoint!, ...shortRequests };
  const client = new DynamoDBClient({ ...access });
  const streamClient = new DynamoDBClient({ ...access });
  const streams = new DynamoDBStreamsClient({ ...access });
  const stop = async () => {
    for (const each of [client, streamClient, streams]) each.destroy();
    await local?.stop();
  };
  try {
    await createBookTable(client, tableName);
  } catch (fault) {
    await stop();
    throw unusable(settings, fault);
  }
  return { client, streamClient, streams, stop, ended: local?.ended ?? new Promise<void>(() => {}) };
}

/**
 * The key of this run's own database, and always one region: DynamoDB Local keeps the data of each key and region apart.
 * For another service region and credentials of the environment; where it names none, those that DynamoDB Local takes.
 */
async function accessTo({ dataDirectory, dynamoDbEndpoint }: LocalSettings) {
  if (dynamoDbEndpoint === null) return { region: 'local', credentials: await openDatabaseKey(dataDirectory) };
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env;
  const hasCredentials = Boolean(AWS_ACCESS_KEY_ID || AWS_PROFILE);
  return {
    region: AWS_REGION || 'local',
    ...(!hasCredentials && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}

function unusable({ dataDirectory, dynamoDbEndpoint }: LocalSettings, fault: unknown): StartFault {
  const { name, message, code } = fault as NodeJS.ErrnoException;
  const reason = code ?? (message.split('\n')[0] || name);
  if (dynamoDbEndpoint === null) {
    return new StartFault({
      zh: `${dataDirectory} 中的数据库不能使用（${reason}）：请检查磁盘，或用 DATA_DIR 另设目录`,
      en: `the database in ${dataDirectory} can't be used (${reason}): look at the disk, or set DATA_DIR to another one`,
    });
  }
  return new StartFault({
    zh: `DYNAMODB_ENDPOINT ${dynamoDbEndpoint} 不能使用（${reason}）：服务是否在那里运行？`,
    en: `DYNAMODB_ENDPOINT ${dynamoDbEndpoint} can't be used (${reason}): is the service running there?`,
  });
}
