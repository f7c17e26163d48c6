import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { shortRequests } from '../../functions/shared/request-bounds.ts';
import { createBookTable } from './create-table.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from './dynamodb-local.ts';
import type { LocalSettings } from './local-settings.ts';
import { StartFault } from './start-fault.ts';

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
  const local = dynamoDbEndpoint === null ? await startDynamoDbLocal({ dataDirectory }) : null;
  const access = { ...accessTo(local, dynamoDbEndpoint), ...shortRequests };
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
    throw dynamoDbEndpoint === null ? fault : unusable(dynamoDbEndpoint, fault);
  }
  return { client, streamClient, streams, stop, ended: local?.ended ?? new Promise<void>(() => {}) };
}

/** For another service the environment's credentials; where it names none, those that DynamoDB Local does not look at. */
function accessTo(local: DynamoDbLocal | null, dynamoDbEndpoint: string | null) {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env;
  const hasCredentials = local === null && Boolean(AWS_ACCESS_KEY_ID || AWS_PROFILE);
  return {
    endpoint: local?.endpoint ?? dynamoDbEndpoint!,
    region: AWS_REGION || 'local',
    ...(!hasCredentials && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}

function unusable(endpoint: string, fault: unknown): StartFault {
  const { name, message, code } = fault as NodeJS.ErrnoException;
  const reason = code ?? (message.split('\n')[0] || name);
  return new StartFault(`DYNAMODB_ENDPOINT ${endpoint} can't be used (${reason}): is the service running there?`);
}
